// Open leads as they lie in a snapshot, one after another. There may be hundreds of thousands, so
// that of times what they are later than others is kept, and of a word that came before its number.
//
// One description, pack_lead(), serves both ways: what is written is what is read. PlainLeads reads
// by it what the second format of snapshots held: the same, and of each lead everything.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_codec.hpp"
#include "core/desk/open_lead.hpp"

namespace baton::desk {

// What a lead is told by: the one before it.
struct LeadBefore {
    Instant received_at;
    std::array<Instant, 4> periods{};
    TakenTurn turn;
};

class LeadPacker {
  public:
    explicit LeadPacker(ByteWriter& out) : out_(out) {}
    // The leads have to stay as they are until the last is written.
    void write(const LeadId& id, const OpenLead& lead);

    // --- for pack_lead() ---
    template <class T>
    void number(const T& value) {
        out_.natural(static_cast<std::uint64_t>(value));
    }
    void number_from(const std::uint64_t& value, std::uint64_t base);
    void credit_from(const route::Credit& value, route::Credit base);
    void time_from(const Instant& at, Instant base);
    void time_or_never_from(const Instant& at, Instant base);
    void word(const std::string& text);
    template <class Tag>
    void id(const Id<Tag>& id) {
        out_.natural(id.value);
    }
    template <class T, class Pack>
    void each(const std::vector<T>& all, Pack&& pack) {
        out_.natural(all.size());
        for (const T& one : all) pack(one);
    }
    template <class T, class Pack>
    void maybe(const std::optional<T>& value, Pack&& pack) {
        out_.flag(value.has_value());
        if (value) pack(*value);
    }

  private:
    ByteWriter& out_;
    LeadBefore before_;
    boost::unordered_flat_map<std::string_view, std::uint64_t> words_;
};

// What both formats read alike. What is cut off or damaged breaks the reader, as everywhere.
class LeadReading {
  public:
    explicit LeadReading(ByteReader& in) : in_(in) {}

    // --- for pack_lead() ---
    template <class T>
    void number(T& value) {
        value = static_cast<T>(in_.natural());
    }
    template <class Tag>
    void id(Id<Tag>& id) {
        number(id.value);
    }
    template <class T, class Pack>
    void each(std::vector<T>& all, Pack&& pack) {
        const std::size_t count = in_.count();
        for (std::size_t i = 0; i < count && !in_.is_broken(); ++i) pack(all.emplace_back());
    }
    template <class T, class Pack>
    void maybe(std::optional<T>& value, Pack&& pack) {
        if (in_.flag()) pack(value.emplace());
    }

  protected:
    void read_id(LeadId& id);

    ByteReader& in_;
};

class LeadUnpacker : public LeadReading {
  public:
    using LeadReading::LeadReading;
    void read(LeadId& id, OpenLead& lead);

    // --- for pack_lead() ---
    void number_from(std::uint64_t& value, std::uint64_t base);
    void credit_from(route::Credit& value, route::Credit base);
    void time_from(Instant& at, Instant base);
    void time_or_never_from(Instant& at, Instant base);
    void word(std::string& text);

  private:
    LeadBefore before_;
    std::vector<std::string> words_;
};

// Leads of the second format: nothing is told by what came before.
class PlainLeads : public LeadReading {
  public:
    using LeadReading::LeadReading;
    void read(LeadId& id, OpenLead& lead);

    // --- for pack_lead() ---
    void number_from(std::uint64_t& value, std::uint64_t) { number(value); }
    void credit_from(route::Credit& value, route::Credit);
    void time_from(Instant& at, Instant) { at.micros = in_.integer(); }
    void time_or_never_from(Instant& at, Instant base) { time_from(at, base); }
    void word(std::string& text) { text = std::string(in_.text()); }
};

}  // namespace baton::desk
