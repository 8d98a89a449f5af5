#include "proof/census.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "core/desk/snapshot.hpp"
#include "core/event/codec.hpp"
#include "core/team/zone_offsets.hpp"

namespace baton::proof {
namespace {

constexpr std::size_t kAtOnce = 2000;

class Taker {
  public:
    Taker(store::Archive& archive, const dispatch::Tables& tables,
          const std::function<void(std::uint64_t)>& progress)
        : archive_(archive), tables_(tables), progress_(progress) {}

    Result<Census> take() {
        for (std::string after;;) {
            const auto names = archive_.workspaces(after, kAtOnce);
            if (!names) return std::unexpected(names.error());
            if (names->empty()) break;
            after = names->back();
            for (const std::string& name : *names) {
                if (auto taken = workspace(name); !taken) return std::unexpected(taken.error());
            }
        }
        auto read = archive_.each_owner([&](std::string_view of, const store::IdentityRow& row) {
            ByteWriter bytes;
            bytes.natural(row.identity);
            put(bytes, row.lead);
            bytes.text(row.owner);
            bytes.integer(row.at.micros);
            return count(census_[std::string(of)], "owners", std::move(bytes));
        });
        if (read) {
            read = archive_.each_key([&](std::string_view of, const store::IdempotencyRow& row) {
                ByteWriter bytes;
                bytes.text(row.key);
                put(bytes, row.body_hash);
                bytes.integer(row.status);
                bytes.text(row.response);
                bytes.integer(row.at.micros);
                put(bytes, row.lead);
                return count(census_[std::string(of)], "keys", std::move(bytes));
            });
        }
        if (read) read = access();
        if (read) read = crm();
        if (!read) return std::unexpected(read.error());
        return std::move(census_);
    }

  private:
    static void put(ByteWriter& bytes, const Digest& digest) { bytes.fixed(bytes_of(digest)); }
    static void put(ByteWriter& bytes, const Uuid& id) { bytes.fixed(bytes_of(id)); }
    static void put(ByteWriter& bytes, const Instant& at) { bytes.integer(at.micros); }
    static void put(ByteWriter& bytes, const double& number) {
        std::uint64_t word = 0;
        std::memcpy(&word, &number, sizeof word);
        bytes.natural(word);
    }
    template <class T>
    static void put(ByteWriter& bytes, const std::optional<T>& value) {
        bytes.flag(value.has_value());
        if (value) put(bytes, *value);
    }
    static void put(ByteWriter& bytes, const store::LeadContent& content) {
        put(bytes, content.salt);
        bytes.text(content.body);
        bytes.text(content.search_text);
        for (const std::uint64_t identity : content.identities) bytes.natural(identity);
    }

    Result<void> count(WorkspaceCensus& of, const char* what, ByteWriter row) {
        of.rows[what].add(std::move(row));
        if (++counted_ % kAtOnce == 0 && progress_) progress_(counted_);
        return {};
    }

    Result<void> access() {
        auto read = archive_.each_account([&](std::string_view of, const store::AccountRow& row) {
            ByteWriter bytes;
            put(bytes, row.id);
            for (const auto* text : {&row.email, &row.name, &row.password, &row.subject}) {
                bytes.text(*text);
            }
            put(bytes, row.created_at);
            put(bytes, row.disabled_at);
            return count(census_[std::string(of)], "accounts", std::move(bytes));
        });
        if (!read) return read;
        read = archive_.each_member([&](std::string_view of, const store::MemberRow& row) {
            ByteWriter bytes;
            put(bytes, row.account);
            bytes.text(row.role);
            bytes.text(row.person);
            put(bytes, row.since);
            return count(census_[std::string(of)], "members", std::move(bytes));
        });
        if (!read) return read;
        read =
            archive_.each_subscription([&](std::string_view of, const store::SubscriptionRow& row) {
                ByteWriter bytes;
                put(bytes, row.account);
                put(bytes, row.id);
                for (const auto* text : {&row.endpoint, &row.p256dh, &row.auth, &row.agent}) {
                    bytes.text(*text);
                }
                put(bytes, row.created_at);
                return count(census_[std::string(of)], "subscriptions", std::move(bytes));
            });
        if (!read) return read;
        return archive_.each_audit([&](std::string_view of, const store::AuditRow& row) {
            ByteWriter bytes;
            put(bytes, row.id);
            put(bytes, row.at);
            for (const auto* text :
                 {&row.actor, &row.action, &row.subject, &row.before, &row.after}) {
                bytes.text(*text);
            }
            return count(census_[std::string(of)], "audit entries", std::move(bytes));
        });
    }

    Result<void> crm() {
        return archive_.each_crm([&](std::string_view of, const store::CrmRow& row) {
            ByteWriter bytes;
            put(bytes, row.lead);
            bytes.text(row.connection);
            bytes.text(row.body);
            return count(census_[std::string(of)], "leads in CRMs", std::move(bytes));
        });
    }

    Result<void> workspace(const std::string& name) {
        WorkspaceCensus& census = census_[name];
        const auto head = archive_.head(name);
        if (!head) return std::unexpected(head.error());
        census.head = *head;
        const auto deadline = archive_.deadline(name);
        if (!deadline) return std::unexpected(deadline.error());
        census.deadline = *deadline;
        Result<void> done = events(name, census);
        if (done) done = leads(name, census);
        if (done) done = documents(name, census);
        if (done) done = deliveries(name, census);
        if (done) done = rest(name, census);
        if (done) done = state(name, census);
        return done;
    }

    Result<void> events(const std::string& name, WorkspaceCensus& census) {
        for (std::uint64_t from = 1;;) {
            const auto rows = archive_.events(name, from, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            for (const store::EventRow& row : *rows) {
                ByteWriter bytes;
                bytes.natural(row.seq);
                put(bytes, row.at);
                bytes.text(row.kind);
                put(bytes, row.lead);
                bytes.text(row.body);
                put(bytes, row.hash);
                (void)count(census, "events", std::move(bytes));
            }
            from = rows->back().seq + 1;
        }
    }

    Result<void> leads(const std::string& name, WorkspaceCensus& census) {
        for (store::LeadKey after{};;) {
            const auto rows = archive_.leads_after(name, after, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            for (const store::LeadRow& row : *rows) {
                if (auto counted = lead(name, row, census); !counted) return counted;
            }
            after = rows->back().id;
        }
    }

    Result<void> lead(const std::string& name, const store::LeadRow& row, WorkspaceCensus& census) {
        ByteWriter bytes;
        put(bytes, row.id);
        bytes.natural(row.revision);
        put(bytes, row.received_at);
        put(bytes, row.updated_at);
        for (const std::string* text : {&row.state, &row.person, &row.pool, &row.rule, &row.queue,
                                        &row.account, &row.territory, &row.tier, &row.source}) {
            bytes.text(*text);
        }
        put(bytes, row.score);
        put(bytes, row.content);
        put(bytes, row.erased_at);
        for (std::uint32_t revision = 1; revision < row.revision; ++revision) {
            const auto content = archive_.lead_revision(name, row.id, revision);
            if (!content) return std::unexpected(content.error());
            put(bytes, *content);
        }
        return count(census, "leads", std::move(bytes));
    }

    Result<void> documents(const std::string& name, WorkspaceCensus& census) {
        for (std::uint64_t version = 1;; ++version) {
            const auto document = archive_.document(name, version);
            if (!document) return std::unexpected(document.error());
            if (!*document) return {};
            const store::DocumentVersion& about = (*document)->about;
            ByteWriter bytes;
            bytes.natural(about.version);
            put(bytes, about.sha256);
            bytes.text(about.note);
            bytes.text(about.actor);
            put(bytes, about.at);
            bytes.text((*document)->text);
            for (const store::DocumentFile& file : (*document)->files) {
                bytes.text(file.name);
                bytes.text(file.bytes);
            }
            (void)count(census, "documents", std::move(bytes));
        }
    }

    Result<void> deliveries(const std::string& name, WorkspaceCensus& census) {
        for (store::DeliveryId after{};;) {
            const auto rows = archive_.deliveries_after(name, after, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            for (const store::DeliveryRow& row : *rows) {
                ByteWriter bytes;
                put(bytes, row.id);
                bytes.natural(row.event_seq);
                put(bytes, row.lead);
                for (const std::string* text : {&row.channel, &row.kind, &row.recipient,
                                                &row.payload, &row.lease_owner, &row.last_error}) {
                    bytes.text(*text);
                }
                put(bytes, row.created_at);
                put(bytes, row.next_at);
                bytes.natural(static_cast<std::uint64_t>(row.state));
                bytes.natural(row.attempts);
                bytes.natural(row.fence);
                bytes.integer(row.last_status);
                put(bytes, row.ended_at);
                (void)count(census, "deliveries", std::move(bytes));
            }
            after = rows->back().id;
        }
    }

    Result<void> rest(const std::string& name, WorkspaceCensus& census) {
        const auto cursors = archive_.cursors(name);
        if (!cursors) return std::unexpected(cursors.error());
        for (const store::CursorRow& row : *cursors) {
            ByteWriter bytes;
            bytes.text(row.consumer);
            bytes.natural(row.seq);
            (void)count(census, "cursors", std::move(bytes));
        }
        const auto tokens = archive_.tokens(name);
        if (!tokens) return std::unexpected(tokens.error());
        for (const store::TokenRow& row : *tokens) {
            ByteWriter bytes;
            bytes.text(row.name);
            put(bytes, row.hash);
            bytes.text(row.scopes);
            put(bytes, row.created_at);
            put(bytes, row.expires_at);
            put(bytes, row.revoked_at);
            (void)count(census, "tokens", std::move(bytes));
        }
        const auto snapshots = archive_.snapshots(name);
        if (!snapshots) return std::unexpected(snapshots.error());
        for (const store::Head& at : *snapshots) {
            const auto snapshot = archive_.snapshot(name, at.seq);
            if (!snapshot) return std::unexpected(snapshot.error());
            ByteWriter bytes;
            bytes.natural(at.seq);
            put(bytes, at.hash);
            if (*snapshot) bytes.text((*snapshot)->bytes);
            (void)count(census, "snapshots", std::move(bytes));
        }
        return {};
    }

    // The state at the head: the last snapshot, and what the log holds beyond it.
    Result<void> state(const std::string& name, WorkspaceCensus& census) {
        const team::ZoneOffsets offsets(tables_.zones);
        const desk::Setting setting{
            &offsets, tables_.version(), [&](std::uint64_t version, const team::Names& known) {
                const auto document = archive_.document(name, version);
                return document && *document
                           ? dispatch::compile((*document)->text, (*document)->files, tables_,
                                               &known)
                                 .policy
                           : nullptr;
            }};
        desk::Desk desk(setting);
        const auto snapshot = archive_.snapshot(name, census.head.seq);
        if (!snapshot) return std::unexpected(snapshot.error());
        if (*snapshot) {
            auto state = desk::decode_snapshot((*snapshot)->bytes, setting.policies);
            if (!state) return std::unexpected(state.error());
            desk = desk::Desk(setting, std::move(*state));
        }
        while (desk.state().seq() < census.head.seq) {
            const auto rows = archive_.events(name, desk.state().seq() + 1, kAtOnce);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) break;  // then the counts differ, or both logs end there
            if (auto applied = apply(desk, *rows); !applied) return applied;
        }
        census.state = to_hex(bytes_of(sha256(desk::encode_snapshot(desk.state()))));
        return {};
    }

    static Result<void> apply(desk::Desk& desk, const std::vector<store::EventRow>& rows) {
        static const team::Names kNone;
        for (const store::EventRow& row : rows) {
            const auto& policy = desk.state().policy();
            const auto event = event::decode({row.seq, row.at, row.kind, row.lead, row.body},
                                             policy ? policy->names : kNone);
            if (!event) return std::unexpected(event.error());
            if (!desk.can_apply(*event)) {
                return fail(
                    desk::DeskError::WrongVersion,
                    fmt::format("version {} of the document cannot be read", event->version));
            }
            desk.apply(*event);
        }
        return {};
    }

    store::Archive& archive_;
    const dispatch::Tables& tables_;
    const std::function<void(std::uint64_t)>& progress_;
    Census census_;
    std::uint64_t counted_ = 0;
};

}  // namespace

void Tally::add(ByteWriter row) {
    const Digest digest = sha256(row.take());
    ++count;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        std::uint64_t word = 0;
        std::memcpy(&word, digest.data() + 8 * i, sizeof word);
        sum[i] += word;
    }
}

Result<Census> take_census(store::Archive& archive, const dispatch::Tables& tables,
                           const std::function<void(std::uint64_t)>& progress) {
    return Taker(archive, tables, progress).take();
}

std::string difference(const Census& original, const Census& copy) {
    for (const auto& [name, one] : original) {
        const auto found = copy.find(name);
        if (found == copy.end()) return fmt::format("workspace \"{}\" is missing", name);
        const WorkspaceCensus& other = found->second;
        if (one.head != other.head) {
            return fmt::format(
                "workspace \"{}\" ends at event {} in one and at {} in the other, "
                "or their hashes differ",
                name, one.head.seq, other.head.seq);
        }
        if (one.deadline != other.deadline) {
            return fmt::format("the next deadlines of workspace \"{}\" differ", name);
        }
        if (one.state != other.state) {
            return fmt::format("the states of workspace \"{}\" differ", name);
        }
        if (one.rows == other.rows) continue;
        for (const auto& [what, tally] : one.rows) {
            const auto rows = other.rows.find(what);
            const Tally theirs = rows == other.rows.end() ? Tally{} : rows->second;
            if (tally == theirs) continue;
            return fmt::format("workspace \"{}\" has {} {} in one and {} in the other{}", name,
                               tally.count, what, theirs.count,
                               tally.count == theirs.count ? ", which differ" : "");
        }
        return fmt::format("workspace \"{}\" has rows in the copy that it had not", name);
    }
    if (original.size() != copy.size())
        return "the copy has workspaces that are not in the original";
    return {};
}

}  // namespace baton::proof
