#include "dispatch/batch.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

#include "core/desk/state_after.hpp"
#include "core/event/codec.hpp"
#include "core/lead/merge.hpp"
#include "dispatch/fact.hpp"

namespace baton::dispatch {
namespace {

desk::LeadState state_of(const event::Event& event) {
    if (const route::Decision* decision = event::decision_of(event)) {
        return desk::state_after(decision->outcome);
    }
    return desk::state_after(std::get<event::Closed>(event.body).as);
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

// Adds the places of those whose key an earlier one has.
template <typename Key>
void add_repeated(std::vector<std::pair<Key, std::size_t>> keys, std::vector<std::size_t>& later) {
    std::ranges::sort(keys);
    for (std::size_t i = 1; i < keys.size(); ++i) {
        if (keys[i].first == keys[i - 1].first) later.push_back(keys[i].second);
    }
}

// The places of those who have to wait until an earlier one is in the store, in order: the same
// idempotency key and, where submissions of one person are merged, the same person (each revision
// is a row of its own, and one append writes a lead once).
std::vector<std::size_t> repeats(std::span<const Slot> slots, bool merges) {
    std::vector<std::pair<std::string_view, std::size_t>> keys;
    std::vector<std::pair<std::uint64_t, std::size_t>> people;
    keys.reserve(slots.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i].request.key) keys.emplace_back(slots[i].request.key->text, i);
        const auto* intake = merges ? std::get_if<Intake>(&slots[i].request.what) : nullptr;
        if (intake != nullptr && intake->identity) people.emplace_back(*intake->identity, i);
    }
    std::vector<std::size_t> later;
    add_repeated(std::move(keys), later);
    add_repeated(std::move(people), later);
    std::ranges::sort(later);
    const auto doubled = std::ranges::unique(later);
    later.erase(doubled.begin(), doubled.end());
    return later;
}

bool is_publication(const Slot& slot) {
    const auto* act = std::get_if<Act>(&slot.request.what);
    return act != nullptr && act->document && !slot.answer;
}

}  // namespace

Result<void> Batch::gather(Instant now, bool merges) {
    if (const std::vector<std::size_t> later = repeats(slots_, merges); !later.empty()) {
        auto next = later.begin();
        std::vector<Slot> kept;
        kept.reserve(slots_.size());
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            const bool is_later = next != later.end() && *next == i;
            if (is_later) ++next;
            (is_later ? deferred_ : kept).push_back(std::move(slots_[i]));
        }
        slots_ = std::move(kept);
    }
    // Mostly a lead each: growing would move what is large again and again.
    events_.reserve(slots_.size());
    touched_.reserve(slots_.size());
    keys_.reserve(slots_.size());
    places_.reserve(slots_.size());
    known_.reserve(slots_.size());
    std::vector<std::string> keys;
    keys.reserve(slots_.size());
    for (const Slot& slot : slots_) {
        if (slot.request.key) keys.push_back(slot.request.key->text);
    }
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
    identities.reserve(slots_.size());
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
        if (!merges || known_[identities[i]].open) continue;
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
        // An append carries one document: what follows another publication is put off.
        if (publish_ && is_publication(slots_[decided])) break;
        Slot& slot = slots_[decided++];
        if (!slot.answer) decide_slot(desk, slot, now);
    }
    const auto rest = slots_.begin() + static_cast<std::ptrdiff_t>(decided);
    deferred_.insert(deferred_.end(), std::make_move_iterator(rest),
                     std::make_move_iterator(slots_.end()));
    slots_.erase(rest, slots_.end());
}

Batch::Touched& Batch::touch(const LeadId& id) {
    const auto [place, is_new] = places_.try_emplace(id, touched_.size());
    if (is_new) touched_.emplace_back().id = id;
    return touched_[place->second];
}

const Batch::Touched* Batch::find(const LeadId& id) const {
    const auto place = places_.find(id);
    return place == places_.end() ? nullptr : &touched_[place->second];
}

desk::Receive Batch::receive_of(const Intake& intake, const desk::Desk& desk) {
    desk::Receive receive;
    receive.lead = intake.id;
    receive.content = intake.content;
    receive.received_at = intake.received_at;
    receive.fact = intake.fact;
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
    Touched& touched = touch(intake.id);
    touched.is_new = true;
    touched.content = receive.content;
    store::LeadRow& row = touched.row;
    row.id = intake.id;
    row.received_at = intake.received_at;
    row.source = std::string(receive.content->text(lead::field::kSource));
    row.content = store::LeadContent{intake.salt, intake.body, intake.search_text, {}};
    if (intake.identity) {
        row.content->identities.push_back(*intake.identity);
        touched.identity = intake.identity;
        known_[*intake.identity].open = intake.id;
    }
}

// Another inquiry of somebody whose lead is open: that lead's next revision.
void Batch::merge(const Intake& intake, const desk::OpenLead& same, desk::Receive& receive,
                  const desk::Desk& desk) {
    const LeadId id = *receive.same_person;
    receive.revision = same.revision + 1;
    auto before = lead(id);
    if (before) {
        receive.content =
            std::make_shared<const lead::Lead>(lead::merged(*before, *intake.content));
    }
    std::string body = lead::encode(*receive.content, desk.state().policy()->schema);
    receive.fact = fact_hash(intake.salt, body);
    Touched& touched = touch(id);
    touched.new_revision = receive.revision;
    touched.content_before = std::move(before);
    touched.content = receive.content;
    touched.row.id = id;
    touched.row.revision = receive.revision;
    touched.row.content = store::LeadContent{intake.salt, std::move(body), intake.search_text, {}};
    if (intake.identity) touched.row.content->identities.push_back(*intake.identity);
}

Batch::Asked Batch::take_in(Intake& intake, const desk::Desk& desk) {
    const desk::State& state = desk.state();
    if (intake.version != state.version()) {
        // Another document is in force than the one that it was read under.
        if (auto again = lead::decode(intake.body, state.policy()->schema)) {
            intake.content = std::make_shared<const lead::Lead>(std::move(*again));
            intake.version = state.version();
        }
    }
    desk::Receive receive = receive_of(intake, desk);
    const bool may_merge = state.policy()->duplicates == workspace::Duplicates::Merge;
    const desk::OpenLead* same =
        receive.same_person && may_merge ? state.find(*receive.same_person) : nullptr;
    LeadId lead = intake.id;
    if (same != nullptr) {
        lead = *receive.same_person;
        merge(intake, *same, receive, desk);
    } else {
        remember_intake(intake, receive);
    }
    return {std::move(receive), lead};
}

std::optional<Batch::Asked> Batch::read_slot(desk::Desk& desk, Slot& slot, Instant now) {
    static const workspace::Policy kNone;
    const bool has_document = desk.state().policy() != nullptr;
    const Moment moment{has_document ? *desk.state().policy() : kNone, desk.state().version(),
                        std::max(now, desk.state().last_at())};
    if (auto* act = std::get_if<Act>(&slot.request.what)) {
        auto made = act->make(moment);
        if (made) return Asked{std::move(*made), act->lead};
        slot.answer = Refused{std::move(made.error())};
        return std::nullopt;
    }
    auto* ask = std::get_if<Ask>(&slot.request.what);
    auto* intake = std::get_if<Intake>(&slot.request.what);
    if (!has_document && (ask != nullptr || intake != nullptr)) {
        slot.answer = Unavailable{"no workspace document has been published yet"};
        return std::nullopt;
    }
    if (ask != nullptr) {
        slot.answer = Accepted{ask->answer(desk, moment), false};
        return std::nullopt;
    }
    if (intake != nullptr) return take_in(*intake, desk);
    return Asked{desk::Tick{}, std::nullopt};
}

// A lead that comes in is told whose the person is. What is due comes before it, and may give their
// earlier lead to somebody else.
void Batch::carry_out_due(desk::Desk& desk, Instant now) {
    if (desk.next_deadline() > std::max(now, desk.state().last_at())) return;
    desk::Desk::Answer answer = desk.execute(desk::Tick{}, {}, *this, now);
    for (event::Event& event : answer.due) note(std::move(event), desk);
    if (!answer.result) return;
    for (event::Event& event : answer.result->events) note(std::move(event), desk);
}

void Batch::decide_slot(desk::Desk& desk, Slot& slot, Instant now) {
    Request& request = slot.request;
    if (std::holds_alternative<Intake>(request.what)) carry_out_due(desk, now);
    const auto asked = read_slot(desk, slot, now);
    if (!asked) return;
    desk::Desk::Answer answer = desk.execute(asked->command, request.actor, *this, now);
    for (event::Event& event : answer.due) note(std::move(event), desk);
    if (!answer.result) {
        slot.answer = Refused{std::move(answer.result.error())};
        return;
    }
    desk::Executed& executed = *answer.result;
    Rendered rendered;
    if (request.render) {
        rendered = request.render({executed.events, executed.passed, *desk.state().policy(),
                                   desk.state().version(), asked->lead, desk.state(),
                                   desk.state().last_at()});
    }
    if (request.key) {
        keys_.push_back({request.key->text, request.key->body_hash, rendered.status, rendered.body,
                         now, asked->lead});
    }
    for (event::Event& event : executed.events) note(std::move(event), desk);
    if (auto* act = std::get_if<Act>(&request.what); act != nullptr && act->document) {
        publish_ = *act->document;
        publish_->about.version = desk.state().version();
        publish_->about.at = now;
    }
    slot.answer = Accepted{std::move(rendered), false};
}

// Of an older lead as it was read for the decision.
std::optional<std::uint64_t> Batch::identity_of(const Touched& touched) const {
    if (touched.identity) return touched.identity;
    const auto read = read_identities_.find(touched.id);
    return read == read_identities_.end() ? std::nullopt : std::optional(read->second);
}

void Batch::note(event::Event event, const desk::Desk& desk) {
    if (event.lead) {
        Touched& touched = touch(*event.lead);
        const route::Decision* decision = event::decision_of(event);
        if (std::holds_alternative<event::Closed>(event.body) ||
            (decision != nullptr && decision->outcome == route::Outcome::Rejected)) {
            touched.ended = state_of(event);
        }
        if (decision != nullptr && decision->person) {
            if (const auto identity = identity_of(touched)) {
                known_[*identity].owner =
                    desk.state().policy()->names.people.name(*decision->person);
            }
        }
    }
    events_.push_back(std::move(event));
}

// The rows of leads that were there before: what is to be changed of them.
Result<void> Batch::read_older_rows() {
    std::vector<LeadId> ids;
    for (const event::Event& event : events_) {
        if (event.lead && !touch(*event.lead).is_new) ids.push_back(*event.lead);
    }
    if (ids.empty()) return {};
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    auto found = store_.leads(workspace_, ids);
    if (!found) return std::unexpected(std::move(found).error());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!(*found)[i]) continue;
        store::LeadRow& row = *(*found)[i];
        Touched& touched = touch(ids[i]);
        if (row.content && !row.content->identities.empty()) {
            touched.identity = row.content->identities.front();
        }
        row.content = std::move(touched.row.content);
        if (row.content) row.revision = touched.row.revision;
        row.erased_at.reset();
        touched.row = std::move(row);
    }
    return {};
}

Result<store::Append> Batch::make_append(desk::Desk& desk, const store::Head& head) {
    if (auto read = read_older_rows(); !read) return std::unexpected(std::move(read).error());
    const team::Names& names = desk.state().policy()->names;
    store::Append append;
    append.workspace = workspace_;
    append.after = head;
    append.keys = std::move(keys_);
    append.publish = std::move(publish_);
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
        Touched& touched = touch(*event.lead);
        update_row(touched.row, event, names);
        const route::Decision* decision = event::decision_of(event);
        if (decision != nullptr && decision->person && touched.identity) {
            append.identities.push_back(
                {*touched.identity, *event.lead, names.people.name(*decision->person), event.at});
        }
    }
    // By id, which is how they are stored. A lead whose request was refused came up and had no
    // event.
    std::vector<Touched*> by_id;
    by_id.reserve(touched_.size());
    for (Touched& touched : touched_) {
        if (!touched.row.state.empty()) by_id.push_back(&touched);
    }
    std::ranges::sort(by_id, {}, &Touched::id);
    append.leads.reserve(by_id.size());
    for (Touched* touched : by_id) append.leads.push_back(std::move(touched->row));
    if (const Instant next = desk.next_deadline(); next != Instant::never()) {
        append.next_deadline = next;
    }
    return append;
}

std::shared_ptr<const lead::Lead> Batch::lead(const LeadId& id) const {
    if (const Touched* touched = find(id); touched != nullptr && touched->content) {
        const desk::OpenLead* open = desk_->state().find(id);
        const bool is_before = open != nullptr && open->revision < touched->new_revision;
        return is_before ? touched->content_before : touched->content;
    }
    const auto row = store_.lead(workspace_, id);
    if (!row) failed_read_ = row.error();
    if (!row || !*row || !(*row)->content || (*row)->content->body.empty()) return nullptr;
    const auto& identities = (*row)->content->identities;
    if (!identities.empty()) read_identities_[id] = identities.front();
    auto content = lead::decode((*row)->content->body, desk_->state().policy()->schema);
    if (!content) return nullptr;
    return std::make_shared<const lead::Lead>(std::move(*content));
}

std::optional<desk::LeadState> Batch::ended(const LeadId& id) const {
    if (const Touched* touched = find(id); touched != nullptr && touched->ended) {
        return touched->ended;
    }
    const auto row = store_.lead(workspace_, id);
    if (!row) failed_read_ = row.error();
    if (!row || !*row) return std::nullopt;
    const auto state = desk::lead_state_from((*row)->state);
    if (!state || !desk::is_over(*state)) return std::nullopt;
    return state;
}

}  // namespace baton::dispatch
