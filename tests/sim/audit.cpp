#include "audit.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/text.hpp"
#include "core/desk/snapshot.hpp"
#include "deliver/backoff.hpp"
#include "dispatch/warm.hpp"

namespace baton::sim {

using desk::testing::must;
using desk::testing::must_equal;

namespace {

// A deadline may be this late where nothing is wrong: a tick has to be written.
constexpr Duration kLate = Duration::seconds(5);

}  // namespace

Audit::Audit(Shared& shared, const Callers& callers, const Receivers& receivers,
             dispatch::Tables tables, const std::string& zone)
    : shared_(shared),
      callers_(callers),
      receivers_(receivers),
      tables_(tables),
      offsets_(tables.zones),
      door_(std::make_shared<Door>(
          shared, "audit", [](Duration, Task) {}, Bug::None)) {
    door_->hurry();
    shelf_ = std::make_unique<dispatch::PolicyShelf>(kWorkspace, *door_, tables_);
    desk_ = std::make_unique<desk::Desk>(setting(*shelf_));
    auditor_ = std::make_unique<desk::testing::Auditor>(
        desk::testing::Auditor::Sources{.specs = specs_,
                                        .zones = tables_.zones,
                                        .zone = *tables_.zones.find(zone),
                                        .content = [this](const LeadId& id) { return content(id); },
                                        .on_time = false});
}

Audit::~Audit() { door_->shut(); }

desk::Setting Audit::setting(dispatch::PolicyShelf& shelf) const {
    return {&offsets_, tables_.version(),
            [&shelf](std::uint64_t version, const team::Names& known) {
                return shelf.get(version, known);
            }};
}

const Disk::Workspace& Audit::room() const {
    static const Disk::Workspace kNothing;
    const Disk::Workspace* room = shared_.disk.find(kWorkspace);
    return room == nullptr ? kNothing : *room;
}

std::string Audit::bytes() const { return desk::encode_snapshot(desk_->state()); }

// ---- the log
// -------------------------------------------------------------------------------------

void Audit::read_log() {
    if (shared_.disk.offence()) throw Disagreement(*shared_.disk.offence());
    if (shared_.offence) throw Disagreement(*shared_.offence);
    if (callers_.offence()) throw Disagreement(*callers_.offence());
    const auto read = dispatch::catch_up(kWorkspace, *door_, *desk_, head_, dispatch::kLastEvent,
                                         [this](event::Event&& event) { look(event); });
    if (!read) throw Disagreement(read.error().message);
}

void Audit::look(const event::Event& event) {
    if (std::holds_alternative<event::Published>(event.body)) {
        must(event.version == specs_.size() + 1, "the versions of the document have a gap");
        const std::string& text = room().documents.at(event.version - 1).text;
        const auto* company = callers_.company_of(text);
        must(company != nullptr, "a document was published that nobody sent");
        specs_.push_back(*company);
    }
    if (const auto* received = std::get_if<event::Received>(&event.body)) {
        revisions_[*event.lead] = received->revision;
        ++received_[content_row(*event.lead).salt];
    }
    try {
        auditor_->look(event);
        if (const auto* revised = std::get_if<event::Revised>(&event.body)) {
            revisions_[*event.lead] = revised->revision;
            ++received_[content_row(*event.lead).salt];
        }
        if (const auto* decision = event::decision_of(event)) {
            ++decisions_;
            const auto* received = std::get_if<event::Received>(&event.body);
            if (received != nullptr) look_at_owner(event, decision->findings.owner);
            const store::LeadContent& said = content_row(*event.lead);
            if (decision->person && !said.identities.empty()) {
                owners_[said.identities.front()] = *decision->person;
            }
        }
        auditor_->check_books(desk_->state(), event.at);
    } catch (const Disagreement& found) {
        throw Disagreement(fmt::format("event {} ({}{}): {}", event.seq, event::kind_of(event),
                                       event.lead ? " of lead " + format_uuid(*event.lead) : "",
                                       found.what()));
    }
    const auto* decision = event::decision_of(event);
    is_told_.push_back(event.lead.has_value());
    is_told_to_team_.push_back(
        (decision != nullptr && decision->outcome == route::Outcome::Assigned) ||
        std::holds_alternative<event::Escalated>(event.body) ||
        std::holds_alternative<event::Closed>(event.body));
}

// Who last had a lead of this sender, as the log alone tells.
void Audit::look_at_owner(const event::Event& event, const std::optional<desk::PersonId>& owner) {
    const store::LeadContent& said = content_row(*event.lead);
    std::optional<std::uint32_t> expected;
    if (!said.identities.empty()) {
        const auto found = owners_.find(said.identities.front());
        if (found != owners_.end()) expected = found->second.value;
    }
    must_equal(expected, owner ? std::optional(owner->value) : std::nullopt, "the lead's owner");
}

const store::LeadContent& Audit::content_row(const LeadId& id) const {
    const auto lead = room().leads.find(id);
    must(lead != room().leads.end(), "the log speaks of a lead that has no row");
    const auto revision = revisions_.find(id);
    must(revision != revisions_.end(), "the log speaks of a lead that never came in");
    const auto found = lead->second.revisions.find(revision->second);
    must(found != lead->second.revisions.end(), "a revision of the lead is missing");
    return found->second;
}

std::shared_ptr<const lead::Lead> Audit::content(const LeadId& id) const {
    static const lead::Schema kSchema;
    auto decoded = lead::decode(content_row(id).body, kSchema);
    must(decoded.has_value(), "what the lead said cannot be read");
    return std::make_shared<const lead::Lead>(std::move(*decoded));
}

void Audit::check_rest(Instant now) {
    must(callers_.waiting() == 0, "somebody never got an answer");
    auditor_->check_nothing_is_overdue(now - kLate);
    auditor_->check_nobody_waits_in_vain(now);
    // The rows say what the log says.
    for (const auto& [id, lead] : room().leads) {
        const desk::OpenLead* open = desk_->state().find(id);
        const std::string_view state = open == nullptr ? "" : desk::to_word(open->state);
        const auto written = desk::lead_state_from(lead.row.state);
        const bool is_over = written && desk::is_over(*written);
        must(open == nullptr ? is_over : lead.row.state == state,
             fmt::format("the row of lead {} says \"{}\", the log \"{}\"", format_uuid(id),
                         lead.row.state, open == nullptr ? "it is over" : state));
    }
}

// ---- promises
// ------------------------------------------------------------------------------------

void Audit::check_promises() const {
    std::set<Digest> sent;
    std::map<std::string, const Wish*> promised_events;
    for (const auto& each : callers_.wishes()) {
        const Wish& wish = *each;
        std::uint64_t times = 0;
        for (const Digest& salt : wish.salts) {
            const auto found = received_.find(salt);
            const std::uint64_t here = found == received_.end() ? 0 : found->second;
            must(here <= 1, fmt::format("wish {}: one lead is in the log twice", wish.number));
            times += here;
            sent.insert(salt);
        }
        if (wish.key) {
            must(times <= 1, fmt::format("wish {} was granted {} times, though each try had the "
                                         "same key",
                                         wish.number, times));
        }
        for (const Digest& salt : wish.denied) {
            must(!received_.contains(salt),
                 fmt::format("wish {}: it was said that nothing happened, but the lead is in the "
                             "log",
                             wish.number));
        }
        if (!wish.promised) continue;
        must(!wish.is_lead || times >= 1,
             fmt::format("wish {}: the lead was acknowledged and is not in the log", wish.number));
        const std::uint64_t seq = std::strtoull(wish.promised->c_str(), nullptr, 10);
        if (seq == 0) continue;
        must(seq <= room().events.size(),
             fmt::format("wish {}: event {} was promised and is not in the log", wish.number, seq));
        const store::EventRow& row = room().events[seq - 1];
        must_equal(
            *wish.promised,
            fmt::format("{} {} {}", row.seq, row.kind, row.lead ? format_uuid(*row.lead) : "-"),
            fmt::format("what was promised to wish {}", wish.number));
        // Two who ask two nodes for the same within one microsecond make the same event, byte by
        // byte: whoever's reply is lost finds it in the log. That is no lie, but of leads, each of
        // which has a salt of its own.
        const auto [first, is_first] = promised_events.emplace(*wish.promised, &wish);
        const bool is_same = !wish.is_lead && first->second->what == wish.what;
        must(is_first || is_same,
             fmt::format("event {} ({}) was promised to two callers, by wish {} and {}", seq,
                         row.body, first->second->number, wish.number));
    }
    for (const auto& [salt, times] : received_) {
        must(sent.contains(salt), "a lead is in the log that nobody sent");
    }
}

// ---- messages
// ------------------------------------------------------------------------------------

void Audit::check_deliveries() const {
    std::map<std::pair<std::uint64_t, std::string>, std::uint64_t> rows;
    for (const auto& [id, row] : room().deliveries) {
        ++rows[{row.event_seq, row.channel}];
        check_delivery(row);
    }
    for (std::uint64_t seq = 1; seq <= is_told_.size(); ++seq) {
        const auto expect = [&](const char* channel, bool told) {
            const auto found = rows.find({seq, channel});
            const std::uint64_t times = found == rows.end() ? 0 : found->second;
            must_equal(std::uint64_t{told ? 1U : 0U}, times,
                       fmt::format("messages of event {} to {}", seq, channel));
        };
        expect("crm", is_told_[seq - 1]);
        expect("team", is_told_to_team_[seq - 1]);
    }
    for (const auto& [id, received] : receivers_.all()) {
        const auto uuid = parse_uuid(id);
        must(uuid && room().deliveries.contains(*uuid),
             fmt::format("{} received message {}, which is nobody's", received.url, id));
    }
}

void Audit::check_delivery(const store::DeliveryRow& row) const {
    const std::string id = format_uuid(row.id);
    const auto received = receivers_.all().find(id);
    const bool came = received != receivers_.all().end();
    switch (row.state) {
        case store::DeliveryState::Sent:
            must(came, fmt::format("message {} of event {} is marked as sent and was never "
                                   "received",
                                   id, row.event_seq));
            must(received->second.url.find(row.channel) != std::string::npos,
                 fmt::format("message {} went to the wrong place", id));
            return;
        case store::DeliveryState::Dead:
            must(row.attempts >= deliver::kMostAttempts ||
                     *row.ended_at - row.created_at >= deliver::kGiveUpAfter,
                 fmt::format("message {} of event {} was given up too soon", id, row.event_seq));
            return;
        case store::DeliveryState::Superseded:
            throw Disagreement(fmt::format("message {} was dropped: {}", id, row.last_error));
        case store::DeliveryState::Pending:
        case store::DeliveryState::Leased:
            throw Disagreement(fmt::format("message {} of event {} was not sent in all that time",
                                           id, row.event_seq));
    }
}

void Audit::check_replays() const {
    dispatch::PolicyShelf shelf(kWorkspace, *door_, tables_);
    desk::Desk again(setting(shelf));
    store::Head head;
    const auto read = dispatch::catch_up(kWorkspace, *door_, again, head);
    must(read.has_value(), "the log cannot be replayed");
    must(desk::encode_snapshot(again.state()) == bytes(),
         "a replay of the log comes out otherwise");
    const auto warmed = dispatch::warm(kWorkspace, *door_, setting(shelf));
    must(warmed.has_value(), "a desk cannot be warmed");
    const auto& snapshots = room().snapshots;
    must(snapshots.empty() || warmed->snapshot_seq == snapshots.rbegin()->first,
         "the latest snapshot is of no use");
    must(desk::encode_snapshot(warmed->desk.state()) == bytes(),
         fmt::format("a desk that begins at the snapshot of event {} comes out otherwise",
                     warmed->snapshot_seq));
}

}  // namespace baton::sim
