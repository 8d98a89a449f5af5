#include "dispatch/batch.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "core/event/codec.hpp"
#include "core/lead/merge.hpp"

namespace baton::dispatch {
namespace {

std::string fact_hash(const Digest& salt, std::string_view body) {
    constexpr std::size_t kBytes = 16;
    const std::string_view pieces[]{bytes_of(salt), body};
    const Digest digest = sha256(pieces);
    return to_hex(bytes_of(digest).substr(0, kBytes));
}

desk::LeadState state_of(const event::Event& event) {
    using desk::LeadState;
    if (const route::Decision* decision = event::decision_of(event)) {
        switch (decision->outcome) {
            case route::Outcome::Assigned:
                return LeadState::Assigned;
            case route::Outcome::Held:
                return LeadState::Held;
            case route::Outcome::Unrouted:
                return LeadState::Unrouted;
            case route::Outcome::Queued:
                return LeadState::Queued;
            case route::Outcome::Rejected:
                return LeadState::Rejected;
        }
    }
    const auto& closed = std::get<event::Closed>(event.body);
    switch (closed.as) {
        case event::Closing::Won:
            return LeadState::Won;
        case event::Closing::Lost:
            return LeadState::Lost;
        case event::Closing::Disqualified:
            return LeadState::Disqualified;
    }
    return LeadState::Lost;
}

// Brings a lead's row up to date with what happened to it.
void update_row(store::LeadRow& row, const event::Event& event, const team::Names& names) {
    row.updated_at = event.at;
    if (const route::Decision* decision = event::decision_of(event)) {
        row.state = desk::to_word(state_of(event));
        row.person = decision->person ? names.people.name(*decision->person) : "";
        row.pool = decision->pool ? names.pools.name(*decision->pool) : "";
        row.queue = decision->queue ? names.queues.name(*decision->queue) : "";
        row.rule = decision->rule;
        const bool by_rules =
            event.cause == event::Cause::Submitted || event.cause == event::Cause::Waiting;
        if (by_rules) {
            row.account = decision->findings.account;
            row.territory = decision->findings.territory;
            row.tier = decision->findings.tier;
            row.score = decision->findings.score;
        }
    } else if (std::holds_alternative<event::Closed>(event.body)) {
        row.state = desk::to_word(state_of(event));
    } else if (std::holds_alternative<event::Acknowledged>(event.body)) {
        row.state = desk::to_word(desk::LeadState::Acknowledged);
    } else if (std::holds_alternative<event::Contacted>(event.body)) {
        row.state = desk::to_word(desk::LeadState::Contacted);
    }
}

}  // namespace

Result<void> Batch::gather(Instant now, bool need_open_leads) {
    std::vector<std::string> keys;
    std::set<std::string> seen;
    std::vector<Slot> kept;
    kept.reserve(slots_.size());
    for (Slot& slot : slots_) {
        if (slot.request.key && !seen.insert(slot.request.key->text).second) {
            deferred_.push_back(std::move(slot));
            continue;
        }
        if (slot.request.key) keys.push_back(slot.request.key->text);
        kept.push_back(std::move(slot));
    }
    slots_ = std::move(kept);
    if (!keys.empty()) {
        const auto found = store_.find_keys(workspace_, keys, now);
        if (!found) return std::unexpected(found.error());
        std::size_t at = 0;
        for (Slot& slot : slots_) {
            if (!slot.request.key) continue;
            const auto& row = (*found)[at++];
            if (!row) continue;
            if (row->body_hash == slot.request.key->body_hash) {
                slot.answer = Accepted{{row->status, row->response}, true};
            } else {
                slot.answer = KeyReused{};
            }
        }
    }
    std::vector<std::uint64_t> identities;
    for (const Slot& slot : slots_) {
        const auto* intake = std::get_if<Intake>(&slot.request.what);
        if (intake != nullptr && intake->identity && !slot.answer) {
            identities.push_back(*intake->identity);
        }
    }
    if (identities.empty()) return {};
    const auto owners = store_.last_owners(workspace_, identities);
    if (!owners) return std::unexpected(owners.error());
    for (std::size_t i = 0; i < identities.size(); ++i) {
        if ((*owners)[i]) known_[identities[i]].owner = (*owners)[i]->owner;
        if (!need_open_leads || known_[identities[i]].open) continue;
        store::LeadQuery query;
        query.filter.identity = identities[i];
        query.limit = 20;
        const auto page = store_.search(workspace_, query);
        if (!page) return std::unexpected(page.error());
        for (const store::LeadRow& row : page->leads) {
            const auto state = desk::lead_state_from(row.state);
            if (state && !desk::is_over(*state)) {
                known_[identities[i]].open = row.id;
                break;
            }
        }
    }
    return {};
}

void Batch::decide(desk::Desk& desk, Instant now, std::size_t most_events) {
    desk_ = &desk;
    std::size_t decided = 0;
    while (decided < slots_.size() && events_.size() < most_events) {
        Slot& slot = slots_[decided++];
        if (!slot.answer) decide_slot(desk, slot, now);
    }
    const auto rest = slots_.begin() + static_cast<std::ptrdiff_t>(decided);
    deferred_.insert(deferred_.end(), std::make_move_iterator(rest),
                     std::make_move_iterator(slots_.end()));
    slots_.erase(rest, slots_.end());
}

desk::Receive Batch::receive_of(const Intake& intake, const desk::Desk& desk) {
    desk::Receive receive;
    receive.lead = intake.id;
    receive.content = intake.content;
    receive.received_at = intake.received_at;
    receive.fact = fact_hash(intake.salt, intake.body);
    if (!intake.identity) return receive;
    const auto known = known_.find(*intake.identity);
    if (known == known_.end()) return receive;
    if (!known->second.owner.empty() && desk.state().policy()) {
        receive.owner = desk.state().policy()->names.people.find(known->second.owner);
    }
    receive.same_person = known->second.open;
    return receive;
}

void Batch::remember_intake(const Intake& intake, const desk::Receive& receive) {
    contents_[intake.id] = receive.content;
    store::LeadRow row;
    row.id = intake.id;
    row.received_at = intake.received_at;
    row.source = std::string(receive.content->text(lead::field::kSource));
    row.content = store::LeadContent{intake.salt, intake.body, intake.search_text, {}};
    if (intake.identity) {
        row.content->identities.push_back(*intake.identity);
        identities_[intake.id] = *intake.identity;
        known_[*intake.identity].open = intake.id;
    }
    rows_[intake.id] = std::move(row);
}

void Batch::decide_slot(desk::Desk& desk, Slot& slot, Instant now) {
    Request& request = slot.request;
    std::optional<LeadId> lead;
    desk::Command command = desk::Tick{};
    const auto moment = [&] {
        return Moment{*desk.state().policy(), desk.state().version(),
                      std::max(now, desk.state().last_at())};
    };
    if (auto* ask = std::get_if<Ask>(&request.what)) {
        if (!desk.state().policy()) {
            slot.answer = Unavailable{"no workspace document has been published yet"};
        } else {
            slot.answer = Accepted{ask->answer(desk, moment()), false};
        }
        return;
    }
    std::optional<LeadId> merged_into;
    if (auto* act = std::get_if<Act>(&request.what)) {
        static const workspace::Policy kNone;
        const Moment at{desk.state().policy() ? *desk.state().policy() : kNone,
                        desk.state().version(), std::max(now, desk.state().last_at())};
        auto made = act->make(at);
        if (!made) {
            slot.answer = Refused{std::move(made.error())};
            return;
        }
        command = std::move(*made);
        lead = act->lead;
    } else if (auto* intake = std::get_if<Intake>(&request.what)) {
        if (!desk.state().policy()) {
            slot.answer = Unavailable{"no workspace document has been published yet"};
            return;
        }
        if (intake->version != desk.state().version()) {
            // Another document is in force than the one that it was read under.
            if (auto again = lead::decode(intake->body, desk.state().policy()->schema)) {
                intake->content = std::make_shared<const lead::Lead>(std::move(*again));
                intake->version = desk.state().version();
            }
        }
        desk::Receive receive = receive_of(*intake, desk);
        lead = intake->id;
        const desk::OpenLead* same =
            receive.same_person && desk.state().policy()->duplicates == workspace::Duplicates::Merge
                ? desk.state().find(*receive.same_person)
                : nullptr;
        if (same != nullptr) {
            merged_into = lead = receive.same_person;
            receive.revision = same->revision + 1;
            const auto before = this->lead(*merged_into);
            if (before) {
                receive.content =
                    std::make_shared<const lead::Lead>(lead::merged(*before, *intake->content));
            }
            before_[*merged_into] = {receive.revision, before};
            const std::string body = lead::encode(*receive.content, desk.state().policy()->schema);
            receive.fact = fact_hash(intake->salt, body);
            contents_[*merged_into] = receive.content;
            store::LeadRow& row = rows_[*merged_into];
            row.id = *merged_into;
            row.revision = receive.revision;
            row.content = store::LeadContent{intake->salt, body, intake->search_text, {}};
            if (intake->identity) row.content->identities.push_back(*intake->identity);
        } else {
            remember_intake(*intake, receive);
        }
        command = std::move(receive);
    }
    desk::Desk::Answer answer = desk.execute(command, request.actor, *this, now);
    for (event::Event& event : answer.due) note(event, desk);
    if (!answer.result) {
        slot.answer = Refused{std::move(answer.result.error())};
        return;
    }
    const desk::Executed& executed = *answer.result;
    for (const event::Event& event : executed.events) note(event, desk);
    Rendered rendered;
    if (request.render) {
        rendered =
            request.render({executed.events, executed.passed, *desk.state().policy(),
                            desk.state().version(), lead, desk.state(), desk.state().last_at()});
    }
    if (request.key) {
        keys_.push_back(
            {request.key->text, request.key->body_hash, rendered.status, rendered.body, now, lead});
    }
    if (auto* act = std::get_if<Act>(&request.what); act != nullptr && act->document) {
        publish_ = *act->document;
        publish_->about.version = desk.state().version();
        publish_->about.at = now;
    }
    slot.answer = Accepted{std::move(rendered), false};
}

void Batch::note(const event::Event& event, const desk::Desk& desk) {
    if (event.lead) {
        if (std::holds_alternative<event::Closed>(event.body)) {
            ended_[*event.lead] = state_of(event);
        }
        const route::Decision* decision = event::decision_of(event);
        if (decision != nullptr && decision->outcome == route::Outcome::Rejected) {
            ended_[*event.lead] = desk::LeadState::Rejected;
        }
        const auto identity = identities_.find(*event.lead);
        if (decision != nullptr && decision->person && identity != identities_.end()) {
            known_[identity->second].owner =
                desk.state().policy()->names.people.name(*decision->person);
        }
    }
    events_.push_back(event);
}

Result<store::Append> Batch::make_append(desk::Desk& desk, const store::Head& head) {
    const team::Names& names = desk.state().policy()->names;
    // The rows of leads that were there before, so far as they are not here yet.
    std::set<LeadId> older;
    for (const event::Event& event : events_) {
        if (!event.lead) continue;
        const auto row = rows_.find(*event.lead);
        if (row == rows_.end() || row->second.state.empty()) {
            if (!std::holds_alternative<event::Received>(event.body)) older.insert(*event.lead);
        }
    }
    for (const event::Event& event : events_) {
        if (event.lead && std::holds_alternative<event::Received>(event.body)) {
            older.erase(*event.lead);
        }
    }
    const std::vector<LeadId> ids(older.begin(), older.end());
    if (!ids.empty()) {
        auto found = store_.leads(workspace_, ids);
        if (!found) return std::unexpected(found.error());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (!(*found)[i]) continue;
            store::LeadRow& row = *(*found)[i];
            if (row.content && !row.content->identities.empty()) {
                identities_[ids[i]] = row.content->identities.front();
            }
            row.content.reset();
            row.erased_at.reset();
            if (const auto made = rows_.find(ids[i]); made != rows_.end()) {
                row.revision = made->second.revision;
                row.content = std::move(made->second.content);
            }
            rows_[ids[i]] = std::move(row);
        }
    }
    store::Append append;
    append.workspace = workspace_;
    append.after = head;
    append.keys = keys_;
    append.publish = publish_;
    std::map<std::uint64_t, store::IdentityRow> owners;
    Digest hash = head.hash;
    append.events.reserve(events_.size());
    for (const event::Event& event : events_) {
        store::EventRow row{event.seq,
                            event.at,
                            std::string(event::kind_of(event)),
                            event.lead,
                            event::encode(event, names),
                            {}};
        row.hash = hash = event::chain(hash, {row.seq, row.at, row.kind, row.lead, row.body});
        append.events.push_back(std::move(row));
        if (!event.lead) continue;
        update_row(rows_[*event.lead], event, names);
        const route::Decision* decision = event::decision_of(event);
        const auto identity = identities_.find(*event.lead);
        if (decision != nullptr && decision->person && identity != identities_.end()) {
            owners[identity->second] = {identity->second, *event.lead,
                                        names.people.name(*decision->person), event.at};
        }
    }
    for (auto& [id, row] : rows_) {
        // A lead whose request was refused made a row and no event.
        if (!row.state.empty()) append.leads.push_back(row);
    }
    for (auto& [identity, row] : owners) append.identities.push_back(std::move(row));
    if (const Instant next = desk.next_deadline(); next != Instant::never()) {
        append.next_deadline = next;
    }
    return append;
}

std::shared_ptr<const lead::Lead> Batch::lead(const LeadId& id) const {
    if (const auto revised = before_.find(id); revised != before_.end()) {
        const desk::OpenLead* open = desk_->state().find(id);
        if (open != nullptr && open->revision < revised->second.revision) {
            return revised->second.content;
        }
    }
    if (const auto it = contents_.find(id); it != contents_.end()) return it->second;
    const auto row = store_.lead(workspace_, id);
    if (!row || !*row || !(*row)->content || (*row)->content->body.empty()) return nullptr;
    auto content = lead::decode((*row)->content->body, desk_->state().policy()->schema);
    if (!content) return nullptr;
    return std::make_shared<const lead::Lead>(std::move(*content));
}

std::optional<desk::LeadState> Batch::ended(const LeadId& id) const {
    if (const auto it = ended_.find(id); it != ended_.end()) return it->second;
    const auto row = store_.lead(workspace_, id);
    if (!row || !*row) return std::nullopt;
    const auto state = desk::lead_state_from((*row)->state);
    if (!state || !desk::is_over(*state)) return std::nullopt;
    return state;
}

}  // namespace baton::dispatch
