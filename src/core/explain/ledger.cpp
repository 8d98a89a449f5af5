#include "core/explain/ledger.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/route/gates.hpp"
#include "core/route/pool_pick.hpp"
#include "core/route/words.hpp"

namespace baton::explain {
namespace {

const lead::Lead kNoLead;
constexpr route::Credit kRounding = route::kOneLead >> 20;

std::size_t seat_of(const workspace::Pool& pool, team::PersonId person) {
    const auto at = std::ranges::find(pool.members, person, &workspace::Member::person);
    return static_cast<std::size_t>(at - pool.members.begin());
}

// The condition of the target that took the lead; null where it has none.
workspace::Condition where_of(const workspace::Policy& policy, const route::Decision& decision) {
    const workspace::Rule* rule = policy.find_rule(decision.rule);
    const std::vector<workspace::Target>* list = nullptr;
    if (decision.otherwise) {
        list = &policy.otherwise;
    } else if (rule != nullptr) {
        list = &rule->route;
    }
    if (list == nullptr || decision.target == 0 || decision.target > list->size()) return nullptr;
    const workspace::Target& target = (*list)[decision.target - 1];
    const auto* pool = std::get_if<workspace::ToPool>(&target);
    return pool == nullptr ? nullptr : pool->where;
}

// The seats of the next turns: the same pick, one after another.
std::vector<std::size_t> turns_ahead(std::vector<route::Seat> seats, const route::Draw& draw,
                                     const std::vector<route::Credit>& shares, std::uint64_t turn) {
    std::vector<std::size_t> ahead;
    while (ahead.size() < kTurnsAhead) {
        const auto seat = route::pick_turn(seats, draw, shares);
        if (!seat) break;
        for (std::size_t i = 0; i < seats.size(); ++i) seats[i].credit += shares[i];
        seats[*seat].credit -= route::kOneLead;
        seats[*seat].last_turn = ++turn;
        ahead.push_back(*seat);
    }
    return ahead;
}

}  // namespace

double in_turns(route::Credit credit) {
    return std::ldexp(static_cast<double>(credit), -route::kCreditBits);
}

std::string_view to_word(EntryKind kind) {
    switch (kind) {
        case EntryKind::Given:
            return "given";
        case EntryKind::Missed:
            return "missed";
        case EntryKind::Returned:
            return "returned";
    }
    return "";
}

Ledger::Ledger(team::PoolId pool, const expr::ZoneOffsets* zones, Content content)
    : pool_(pool), zones_(zones), content_(std::move(content)) {}

void Ledger::before(const event::Event& event, const desk::State& state) {
    under_way_.clear();
    if (!event.lead) return;
    Entry entry;
    entry.seq = event.seq;
    entry.at = event.at;
    entry.lead = *event.lead;
    entry.cause = event.cause;
    const auto* decided = std::get_if<event::Decided>(&event.body);
    const auto* closed = std::get_if<event::Closed>(&event.body);
    const bool gives_back =
        (decided != nullptr && decided->gives_back) || (closed != nullptr && closed->gives_back);
    const desk::OpenLead* open = state.find(*event.lead);
    if (gives_back && open != nullptr && open->person && open->turn && open->turn->pool == pool_) {
        entry.kind = EntryKind::Returned;
        entry.person = *open->person;
        entry.turn = open->turn->number;
        under_way_.push_back(entry);
    }
    const route::Decision* decision = event::decision_of(event);
    const bool is_ours = decision != nullptr && decision->turn && decision->turn->pool == pool_;
    if (!is_ours || state.policy()->pool(pool_) == nullptr) return;
    entry.kind = EntryKind::Given;
    entry.person = *decision->person;
    entry.turn = state.standing().pools[pool_.index()].turns + 1;
    under_way_.push_back(entry);
    note_missed(event, *decision, state);
}

void Ledger::after(const event::Event&, const desk::State& state) {
    const auto& policy = state.policy();
    const workspace::Pool* pool = policy ? policy->pool(pool_) : nullptr;
    for (Entry& entry : under_way_) {
        if (pool != nullptr) {
            const std::size_t seat = seat_of(*pool, entry.person);
            const auto& seats = state.standing().pools[pool_.index()].seats;
            if (seat < seats.size()) entry.credit = seats[seat].credit;
        }
        entries_.push_back(entry);
    }
    under_way_.clear();
}

std::vector<Entry> Ledger::take() { return std::exchange(entries_, {}); }

// Who was kept out of this turn by a gate of the kind that makes one miss it, and by nothing else.
std::vector<const route::Exclusion*> Ledger::away(const event::Event& event,
                                                  const route::Decision& decision,
                                                  const desk::State& state) const {
    std::vector<const route::Exclusion*> found;
    const workspace::Policy& policy = *state.policy();
    const workspace::Pool& pool = *policy.pool(pool_);
    const workspace::Condition where = where_of(policy, decision);
    std::shared_ptr<const lead::Lead> content;
    if (where && !pool.catch_up) content = content_(event, state);
    const route::Calendar calendar = route::Calendar::at(*policy.zone, event.at);
    expr::Arena arena;
    const route::Question question{.policy = policy,
                                   .standing = state.standing(),
                                   .calendar = calendar,
                                   .lead = content ? *content : kNoLead,
                                   .now = event.at,
                                   .zones = zones_,
                                   .owner = decision.findings.owner,
                                   .arena = arena};
    const route::LeadView view(policy, question.lead, arena);
    const desk::OpenLead* open = state.find(*event.lead);
    const auto had_it = [&](team::PersonId person) {
        return open != nullptr &&
               (std::ranges::find(open->history, person) != open->history.end() ||
                std::ranges::find(open->barred, person) != open->barred.end());
    };
    const auto could_have_had_it = [&](const route::Exclusion& gate) {
        if (pool.catch_up) {
            const std::size_t seat = seat_of(pool, *gate.person);
            const auto& sharing = decision.turn->sharing;
            return seat < sharing.size() && sharing[seat];
        }
        if (had_it(*gate.person)) return false;
        return !where ||
               (content && route::where_holds(question, view, *gate.person, &pool, where));
    };
    for (const route::Trial& trial : decision.trials) {
        const bool is_this = trial.pool == pool_ && trial.number == decision.target &&
                             trial.otherwise == decision.otherwise;
        if (!is_this) continue;
        for (const route::Exclusion& gate : trial.excluded) {
            if (gate.person && route::is_missed_turn(gate.gate) && could_have_had_it(gate)) {
                found.push_back(&gate);
            }
        }
    }
    return found;
}

void Ledger::note_missed(const event::Event& event, const route::Decision& decision,
                         const desk::State& state) {
    const workspace::Pool& pool = *state.policy()->pool(pool_);
    if (pool.pick != workspace::PickKind::RoundRobin) return;
    const auto gates = away(event, decision, state);
    if (gates.empty()) return;
    route::Turn as_if = *decision.turn;
    as_if.sharing = as_if.eligible;
    for (const route::Exclusion* gate : gates) {
        as_if.eligible[seat_of(pool, *gate->person)] = true;
        as_if.sharing[seat_of(pool, *gate->person)] = true;
    }
    const route::Draw draw = route::draw_of(*state.policy(), pool, as_if);
    const auto shares = route::shares_of(draw.weights, draw.sharing);
    for (const route::Exclusion* gate : gates) {
        const team::PersonId person = *gate->person;
        // Who was left out at first and then given it all the same missed nothing.
        if (decision.turn->eligible[seat_of(pool, person)]) continue;
        route::Credit& missed = missed_[person];
        missed += shares[seat_of(pool, person)];
        // Three rounded thirds are a unit or two short of a whole.
        if (missed + kRounding < route::kOneLead) continue;
        missed -= route::kOneLead;
        Entry entry = under_way_.back();  // of the same event and turn
        entry.kind = EntryKind::Missed;
        entry.person = person;
        entry.gate = *gate;
        under_way_.push_back(entry);
    }
}

namespace {

// Why this member would get no lead now; empty for who could. `full` says why the whole pool could
// not.
std::string why_kept_out(const route::PoolPick& pick, team::PersonId person,
                         const std::string& full, const workspace::Policy& policy) {
    const auto gate =
        std::ranges::find(pick.excluded, std::optional(person), &route::Exclusion::person);
    if (gate == pick.excluded.end()) return full.empty() ? "" : "the pool is " + full;
    route::Exclusion alone = *gate;
    alone.person.reset();
    return route::in_words(alone, policy);
}

}  // namespace

PoolNow pool_now(const desk::State& state, team::PoolId id, const expr::ZoneOffsets* zones,
                 Instant now) {
    const workspace::Policy& policy = *state.policy();
    const workspace::Pool& pool = *policy.pool(id);
    const route::PoolStanding& stands = state.standing().pools[id.index()];
    const route::Calendar calendar = route::Calendar::at(*policy.zone, now);
    expr::Arena arena;
    const route::Question question{.policy = policy,
                                   .standing = state.standing(),
                                   .calendar = calendar,
                                   .lead = kNoLead,
                                   .now = now,
                                   .zones = zones,
                                   .owner = {},
                                   .arena = arena};
    const route::LeadView view(policy, kNoLead, arena);
    PoolNow told{.pool = pool.key,
                 .pick = pool.pick,
                 .order = pool.order ? std::string(pool.order->source()) : "",
                 .catch_up = pool.catch_up,
                 .turns = stands.turns,
                 .full = {},
                 .members = {},
                 .next = {}};
    if (const auto full = route::pool_gate(question, id)) {
        told.full = route::in_words(*full, policy);
    }
    // The same pick that a lead gets.
    const route::PoolPick pick = route::pick_from_pool(question, view, id, nullptr, {});
    std::vector<route::Seat> seats = stands.seats;
    route::Draw draw{};
    std::vector<route::Credit> shares(seats.size(), 0);
    std::vector<std::size_t> order;
    if (!pick.turn && !pool.weight) {
        // What they weigh, though nobody of them could have a lead now.
        const std::vector<bool> all(pool.members.size(), true);
        draw = route::draw_of(policy, pool,
                              {.pool = id, .eligible = all, .sharing = {}, .weights = {}});
    } else if (pick.turn) {
        draw = route::draw_of(policy, pool, *pick.turn);
        shares = route::shares_of(draw.weights, draw.sharing);
        order = route::order_of(question, view, pool, *pick.turn);
    }
    for (std::size_t i = 0; i < pool.members.size(); ++i) {
        const team::PersonId person = pool.members[i].person;
        MemberNow member;
        member.person = policy.names.people.name(person);
        if (!draw.weights.empty())
            member.weight = std::ldexp(static_cast<double>(draw.weights[i]), -20);
        member.share = in_turns(shares[i]);
        member.credit = in_turns(seats[i].credit);
        member.given = seats[i].given;
        member.last_turn = seats[i].last_turn;
        const auto place = std::ranges::find(order, i);
        if (place != order.end()) {
            member.place = static_cast<std::uint32_t>(place - order.begin()) + 1;
        }
        member.reason = why_kept_out(pick, person, told.full, policy);
        told.members.push_back(std::move(member));
    }
    if (pick.turn && pool.pick == workspace::PickKind::RoundRobin) {
        for (const std::size_t seat : turns_ahead(std::move(seats), draw, shares, stands.turns)) {
            told.next.push_back(told.members[seat].person);
        }
    } else if (pick.turn) {
        told.next.push_back(told.members[order.front()].person);
    }
    return told;
}

}  // namespace baton::explain
