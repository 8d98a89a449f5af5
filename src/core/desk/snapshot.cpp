#include "core/desk/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "base/byte_codec.hpp"
#include "base/hash.hpp"
#include "core/desk/packed_leads.hpp"

namespace baton::desk {
namespace {

constexpr std::uint64_t kFormat = 3;
constexpr std::uint64_t kPlainFormat = 2;  // is read, too
__extension__ using Wide = unsigned __int128;

void write(ByteWriter& out, Instant at) { out.integer(at.micros); }
void read(ByteReader& in, Instant& at) { at.micros = in.integer(); }

void write(ByteWriter& out, std::int64_t value) { out.integer(value); }
void read(ByteReader& in, std::int64_t& value) { value = in.integer(); }
void write(ByteWriter& out, std::uint64_t value) { out.natural(value); }
void read(ByteReader& in, std::uint64_t& value) { value = in.natural(); }
void write(ByteWriter& out, std::uint32_t value) { out.natural(value); }
void read(ByteReader& in, std::uint32_t& value) {
    value = static_cast<std::uint32_t>(in.natural());
}
void write(ByteWriter& out, bool value) { out.flag(value); }
void read(ByteReader& in, bool& value) { value = in.flag(); }
void write(ByteWriter& out, double value) { out.natural(std::bit_cast<std::uint64_t>(value)); }
void read(ByteReader& in, double& value) { value = std::bit_cast<double>(in.natural()); }
void write(ByteWriter& out, route::Credit value) {
    out.integer(static_cast<std::int64_t>(value >> 64));
    out.natural(static_cast<std::uint64_t>(value));
}
void read(ByteReader& in, route::Credit& value) {
    const auto high = static_cast<route::Credit>(in.integer());
    value = static_cast<route::Credit>(static_cast<Wide>(high) << 64U | in.natural());
}
template <class Tag>
void write(ByteWriter& out, Id<Tag> id) {
    out.natural(id.value);
}
template <class Tag>
void read(ByteReader& in, Id<Tag>& id) {
    id.value = static_cast<std::uint32_t>(in.natural());
}
template <class T>
void write(ByteWriter& out, const std::optional<T>& value) {
    out.flag(value.has_value());
    if (value) write(out, *value);
}
template <class T>
void read(ByteReader& in, std::optional<T>& value) {
    if (in.flag()) read(in, value.emplace());
}
void write(ByteWriter& out, const route::PeriodCounts& counts) {
    for (const route::PeriodCount& count : counts) {
        write(out, count.start);
        write(out, count.count);
    }
}
void read(ByteReader& in, route::PeriodCounts& counts) {
    for (route::PeriodCount& count : counts) {
        read(in, count.start);
        read(in, count.count);
    }
}
template <class T, class Write>
void write_all(ByteWriter& out, const std::vector<T>& items, Write&& write_item) {
    out.natural(items.size());
    for (const T& item : items) write_item(item);
}
template <class T, class Read>
void read_all(ByteReader& in, std::vector<T>& items, Read&& read_item) {
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && !in.is_broken(); ++i) read_item(items.emplace_back());
}

void write(ByteWriter& out, const route::PersonStanding& person) {
    write(out, person.paused);
    write_all(out, person.absences, [&](const route::Absence& absence) {
        write(out, absence.from);
        write(out, absence.until);
    });
    write(out, person.open);
    write(out, person.given);
    write(out, person.deals);
    write(out, person.quota);
    write(out, person.attained);
    write(out, person.won);
    write(out, person.lost);
    write_all(out, person.responses, [&](std::uint32_t seconds) { write(out, seconds); });
}
void read(ByteReader& in, route::PersonStanding& person) {
    read(in, person.paused);
    read_all(in, person.absences, [&](route::Absence& absence) {
        read(in, absence.from);
        read(in, absence.until);
    });
    read(in, person.open);
    read(in, person.given);
    read(in, person.deals);
    read(in, person.quota);
    read(in, person.attained);
    read(in, person.won);
    read(in, person.lost);
    read_all(in, person.responses, [&](std::uint32_t& seconds) { read(in, seconds); });
}

void write(ByteWriter& out, const route::Seat& seat) {
    write(out, seat.credit);
    write(out, seat.last_turn);
    write(out, seat.given);
}
void read(ByteReader& in, route::Seat& seat) {
    read(in, seat.credit);
    read(in, seat.last_turn);
    read(in, seat.given);
}
void write(ByteWriter& out, const route::PoolStanding& pool) {
    write_all(out, pool.seats, [&](const route::Seat& seat) { write(out, seat); });
    write_all(out, pool.former, [&](const std::pair<PersonId, route::Seat>& former) {
        write(out, former.first);
        write(out, former.second);
    });
    write(out, pool.turns);
    write(out, pool.open);
    write(out, pool.given);
}
void read(ByteReader& in, route::PoolStanding& pool) {
    read_all(in, pool.seats, [&](route::Seat& seat) { read(in, seat); });
    read_all(in, pool.former, [&](std::pair<PersonId, route::Seat>& former) {
        read(in, former.first);
        read(in, former.second);
    });
    read(in, pool.turns);
    read(in, pool.open);
    read(in, pool.given);
}

// The leads in the order of their ids. These are read once, into one piece of memory: the leads
// themselves lie far apart.
struct Ordered {
    std::uint64_t upper;
    std::uint64_t lower;
    const LeadTable::Entry* entry;

    explicit Ordered(const LeadTable::Entry& lead)
        : upper(word(lead.first, 0)), lower(word(lead.first, 8)), entry(&lead) {}
    friend bool operator<(const Ordered& a, const Ordered& b) {
        return a.upper != b.upper ? a.upper < b.upper : a.lower < b.lower;
    }

  private:
    static std::uint64_t word(const LeadId& id, std::size_t from) {
        std::uint64_t value = 0;
        for (std::size_t i = from; i < from + 8; ++i) value = value << 8U | id[i];
        return value;
    }
};

std::vector<Ordered> in_order(const LeadTable& leads) {
    std::vector<Ordered> ordered;
    ordered.reserve(leads.size());
    for (const LeadTable::Entry& entry : leads) ordered.emplace_back(entry);
    std::sort(ordered.begin(), ordered.end());
    return ordered;
}

template <class IdType>
void write(ByteWriter& out, const team::NameList<IdType>& names) {
    write_all(out, names.all(), [&](const std::string& name) { out.text(name); });
}
template <class IdType>
void read(ByteReader& in, team::NameList<IdType>& names) {
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && !in.is_broken(); ++i) (void)names.intern(in.text());
}

}  // namespace

// Knows the inside of a State.
class SnapshotCodec {
  public:
    static std::string encode(const State& state) {
        ByteWriter out;
        out.natural(kFormat);
        out.natural(state.seq_);
        write(out, state.last_at_);
        out.natural(state.version_);
        out.flag(state.policy_ != nullptr);
        if (state.policy_ != nullptr) {
            write(out, state.policy_->names.people);
            write(out, state.policy_->names.pools);
            write(out, state.policy_->names.queues);
        }
        out.natural(state.kept_.size());
        for (const auto& [version, policy] : state.kept_) out.natural(version);
        write_all(out, state.standing_.people,
                  [&](const route::PersonStanding& person) { write(out, person); });
        write_all(out, state.standing_.pools,
                  [&](const route::PoolStanding& pool) { write(out, pool); });
        constexpr std::size_t kUsualBytes = 64;  // of a lead
        out.reserve((state.leads_.size() + 16) * kUsualBytes);
        out.natural(state.leads_.size());
        LeadPacker packer(out);
        for (const Ordered& lead : in_order(state.leads_)) {
            packer.write(lead.entry->first, lead.entry->second);
        }
        std::string bytes = out.take();
        bytes += bytes_of(sha256(bytes));
        return bytes;
    }

    static Result<State> decode(std::string_view bytes, const PolicySource& policies) {
        constexpr std::size_t kHash = sizeof(Digest);
        if (bytes.size() < kHash) return broken();
        const std::string_view hash = bytes.substr(bytes.size() - kHash);
        bytes.remove_suffix(kHash);
        if (bytes_of(sha256(bytes)) != hash) return broken();
        ByteReader in(bytes);
        const std::uint64_t format = in.natural();
        if (format != kFormat && format != kPlainFormat) {
            return fail(format > kFormat ? SnapshotError::Newer : SnapshotError::Broken,
                        fmt::format("a snapshot of format {} cannot be read", format));
        }
        State state;
        state.seq_ = in.natural();
        read(in, state.last_at_);
        state.version_ = in.natural();
        if (in.flag()) {
            team::Names names;
            read(in, names.people);
            read(in, names.pools);
            read(in, names.queues);
            if (!in.is_broken()) state.policy_ = policies(state.version_, names);
            if (state.policy_ == nullptr) return missing(state.version_);
        }
        const std::size_t kept = in.count();
        for (std::size_t i = 0; i < kept && !in.is_broken(); ++i) {
            const std::uint64_t version = in.natural();
            if (state.policy_ == nullptr) return broken();
            auto policy = policies(version, state.policy_->names);
            if (policy == nullptr) return missing(version);
            state.kept_.emplace(version, std::move(policy));
        }
        read_all(in, state.standing_.people,
                 [&](route::PersonStanding& person) { read(in, person); });
        read_all(in, state.standing_.pools, [&](route::PoolStanding& pool) { read(in, pool); });
        if (format == kPlainFormat) {
            read_leads<PlainLeads>(in, state);
        } else {
            read_leads<LeadUnpacker>(in, state);
        }
        if (in.is_broken() || !in.at_end()) return broken();
        return state;
    }

  private:
    template <class Way>
    static void read_leads(ByteReader& in, State& state) {
        const std::size_t leads = in.count();
        state.leads_.reserve(leads);
        Way way(in);
        for (std::size_t i = 0; i < leads && !in.is_broken(); ++i) {
            LeadId id{};
            OpenLead lead;
            way.read(id, lead);
            state.place(id, std::move(lead));
        }
    }
    static std::unexpected<Error> broken() {
        return fail(SnapshotError::Broken, "the snapshot is cut off or damaged");
    }
    static std::unexpected<Error> missing(std::uint64_t version) {
        return fail(SnapshotError::MissingDocument,
                    fmt::format("version {} of the document cannot be loaded", version));
    }
};

std::string encode_snapshot(const State& state) { return SnapshotCodec::encode(state); }

Result<State> decode_snapshot(std::string_view bytes, const PolicySource& policies) {
    return SnapshotCodec::decode(bytes, policies);
}

}  // namespace baton::desk
