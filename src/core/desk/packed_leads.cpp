#include "core/desk/packed_leads.hpp"

#include <algorithm>

namespace baton::desk {
namespace {

__extension__ using Wide = unsigned __int128;

// Differences go round: whatever the two are, the second comes back.
std::int64_t difference(std::uint64_t value, std::uint64_t base) {
    return static_cast<std::int64_t>(value - base);
}
std::uint64_t sum(std::uint64_t base, std::int64_t difference) {
    return base + static_cast<std::uint64_t>(difference);
}

Wide read_wide(ByteReader& in) {
    const auto upper = static_cast<std::uint64_t>(in.integer());
    return static_cast<Wide>(upper) << 64U | in.natural();
}

// `way` is a LeadPacker, or one that reads and fills the lead.
template <class Way, class Lead>
void pack_lead(Way& way, Lead& lead, const LeadBefore& before) {
    const auto id = [&](auto& one) { way.id(one); };
    way.number(lead.state);
    way.maybe(lead.person, id);
    way.maybe(lead.pool, id);
    way.maybe(lead.queue, id);
    way.maybe(lead.owner, id);
    way.word(lead.rule);
    way.number(lead.otherwise);
    way.number(lead.target);
    way.each(lead.history, id);
    way.each(lead.barred, id);
    way.time_from(lead.received_at, before.received_at);
    way.time_from(lead.since, lead.received_at);
    way.time_from(lead.touched, lead.since);
    for (std::size_t i = 0; i < lead.periods.size(); ++i) {
        way.time_from(lead.periods[i], before.periods[i]);
    }
    way.maybe(lead.turn, [&](auto& turn) {
        way.id(turn.pool);
        way.credit_from(turn.share, before.turn.share);
        way.number(turn.took_credit);
        way.number_from(turn.number, before.turn.number);
        way.number_from(turn.last_turn, turn.number);
    });
    way.word(lead.sla);
    way.number(lead.ladder_version);
    way.number(lead.steps_done);
    way.time_or_never_from(lead.due, lead.since);
    way.number(lead.revision);
}

void remember(LeadBefore& before, const OpenLead& lead) {
    before.received_at = lead.received_at;
    before.periods = lead.periods;
    if (lead.turn) before.turn = *lead.turn;
}

}  // namespace

// ---- writing --------------------------------------------------------------------------------

void LeadPacker::write(const LeadId& id, const OpenLead& lead) {
    out_.fixed(bytes_of(id));
    pack_lead(*this, lead, before_);
    remember(before_, lead);
}

void LeadPacker::number_from(const std::uint64_t& value, std::uint64_t base) {
    out_.integer(difference(value, base));
}

void LeadPacker::credit_from(const route::Credit& value, route::Credit base) {
    const Wide apart = static_cast<Wide>(value) - static_cast<Wide>(base);
    out_.integer(static_cast<std::int64_t>(static_cast<std::uint64_t>(apart >> 64U)));
    out_.natural(static_cast<std::uint64_t>(apart));
}

void LeadPacker::time_from(const Instant& at, Instant base) {
    number_from(static_cast<std::uint64_t>(at.micros), static_cast<std::uint64_t>(base.micros));
}

void LeadPacker::time_or_never_from(const Instant& at, Instant base) {
    out_.flag(at != Instant::never());
    if (at != Instant::never()) time_from(at, base);
}

void LeadPacker::word(const std::string& text) {
    const auto [known, is_new] = words_.try_emplace(text, words_.size());
    out_.natural(known->second);
    if (is_new) out_.text(text);
}

// ---- reading --------------------------------------------------------------------------------

void LeadReading::read_id(LeadId& id) {
    const std::string_view raw = in_.fixed(id.size());
    if (raw.size() != id.size()) return;
    std::ranges::transform(raw, id.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
}

void LeadUnpacker::read(LeadId& id, OpenLead& lead) {
    read_id(id);
    pack_lead(*this, lead, before_);
    remember(before_, lead);
}

void LeadUnpacker::number_from(std::uint64_t& value, std::uint64_t base) {
    value = sum(base, in_.integer());
}

void LeadUnpacker::credit_from(route::Credit& value, route::Credit base) {
    value = static_cast<route::Credit>(static_cast<Wide>(base) + read_wide(in_));
}

void LeadUnpacker::time_from(Instant& at, Instant base) {
    at.micros =
        static_cast<std::int64_t>(sum(static_cast<std::uint64_t>(base.micros), in_.integer()));
}

void LeadUnpacker::time_or_never_from(Instant& at, Instant base) {
    at = Instant::never();
    if (in_.flag()) time_from(at, base);
}

void LeadUnpacker::word(std::string& text) {
    const std::uint64_t number = in_.natural();
    if (number == words_.size()) words_.emplace_back(in_.text());
    if (number >= words_.size()) return in_.give_up();
    text = words_[number];
}

void PlainLeads::read(LeadId& id, OpenLead& lead) {
    read_id(id);
    pack_lead(*this, lead, LeadBefore{});
}

void PlainLeads::credit_from(route::Credit& value, route::Credit) {
    value = static_cast<route::Credit>(read_wide(in_));
}

}  // namespace baton::desk
