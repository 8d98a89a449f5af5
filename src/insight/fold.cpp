#include "insight/fold.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/byte_codec.hpp"
#include "base/hash.hpp"
#include "core/desk/state_after.hpp"
#include "core/route/draws.hpp"
#include "core/team/schedule.hpp"

namespace baton::insight {
namespace {

using desk::LeadState;
using event::Cause;
using route::TargetKind;

Method method_of(const route::Decision& decision, Cause cause, const workspace::Pool* pool) {
    if (cause == Cause::Hand) return Method::Hand;
    if (cause == Cause::Claimed) return Method::Claim;
    if (cause == Cause::Silence) return Method::Silence;
    if (pool != nullptr) {
        switch (pool->pick) {
            case workspace::PickKind::RoundRobin:
                return Method::RoundRobin;
            case workspace::PickKind::Highest:
                return Method::Highest;
            case workspace::PickKind::Lowest:
                return Method::Lowest;
        }
    }
    const bool by_owner =
        !decision.trials.empty() && decision.trials.back().kind != TargetKind::Person;
    return by_owner ? Method::Owner : Method::Person;
}

// By when the ladder wants an answer.
std::optional<Instant> respond_by(const workspace::Ladder& ladder, const workspace::Person* person,
                                  Instant at) {
    if (!ladder.respond_within) return std::nullopt;
    if (ladder.working_time_only && person != nullptr && person->schedule != nullptr) {
        return team::add_working(*person->schedule, *person->zone, at, *ladder.respond_within);
    }
    return at + *ladder.respond_within;
}

void end(LeadFact& fact, Instant at, End how, bool gave_back) {
    Holding* holding = fact.holding();
    if (holding == nullptr) return;
    holding->ended = at;
    holding->end = how;
    holding->gave_back = gave_back;
}

void end_by(LeadFact& fact, const event::Decided& decided, const event::Event& event) {
    Holding* holding = fact.holding();
    if (holding == nullptr) return;
    End how = End::Moved;
    if (event.cause == Cause::Silence) {
        how = End::Silence;
        holding->stepped = true;
    } else if (decided.by && *decided.by == holding->person) {
        how = End::Passed;
    }
    end(fact, event.at, how, decided.gives_back);
}

}  // namespace

std::string encode(const Draw& draw) {
    ByteWriter out;
    out.natural(draw.pool.value);
    out.flag(draw.everybody);
    out.natural(draw.shares.size());
    for (const Draw::Share& share : draw.shares) {
        out.natural(share.person.value);
        out.natural(static_cast<std::uint64_t>(share.share));
    }
    return out.take();
}

bool decode(std::string_view bytes, Draw& draw) {
    ByteReader in(bytes);
    draw.pool.value = static_cast<std::uint32_t>(in.natural());
    draw.everybody = in.flag();
    draw.shares.assign(in.count(), {});
    for (Draw::Share& share : draw.shares) {
        share.person.value = static_cast<std::uint32_t>(in.natural());
        share.share = static_cast<std::int64_t>(in.natural());
    }
    return !in.is_broken() && in.at_end();
}

LeadFact Fold::receive(const event::Event& event, const workspace::Policy& policy,
                       std::string source) {
    const auto& received = std::get<event::Received>(event.body);
    LeadFact fact;
    fact.seq = event.seq;
    fact.lead = *event.lead;
    fact.at = event.at;
    fact.source = std::move(source);
    fact.rule = received.decision.rule;
    fact.tier = received.decision.findings.tier;
    fact.territory = received.decision.findings.territory;
    settle(fact, received.decision, event, policy);
    return fact;
}

void Fold::apply(LeadFact& fact, const event::Event& event, const workspace::Policy& policy) {
    Holding* holding = fact.holding();
    if (const auto* decided = std::get_if<event::Decided>(&event.body)) {
        end_by(fact, *decided, event);
        if (event.cause == Cause::Waiting) fact.rule = decided->decision.rule;
        settle(fact, decided->decision, event, policy);
    } else if (std::holds_alternative<event::Acknowledged>(event.body)) {
        fact.state = LeadState::Acknowledged;
        if (holding != nullptr && !holding->acknowledged) holding->acknowledged = event.at;
    } else if (std::holds_alternative<event::Contacted>(event.body)) {
        fact.state = LeadState::Contacted;
        if (holding == nullptr) return;
        if (!holding->acknowledged) holding->acknowledged = event.at;
        if (!holding->contacted) holding->contacted = event.at;
    } else if (const auto* closed = std::get_if<event::Closed>(&event.body)) {
        end(fact, event.at, End::Closed, closed->gives_back);
        fact.state = desk::state_after(closed->as);
        fact.over = event.at;
        fact.amount = closed->amount;
    } else if (std::holds_alternative<event::Escalated>(event.body) ||
               std::holds_alternative<event::Alerted>(event.body)) {
        if (holding != nullptr) holding->stepped = true;
    }
}

void Fold::settle(LeadFact& fact, const route::Decision& decision, const event::Event& event,
                  const workspace::Policy& policy) {
    // Tried in vain, a lead goes on waiting from when it began to.
    const bool waited = fact.seq != event.seq && fact.is_waiting();
    fact.state = desk::state_after(decision.outcome);
    fact.queue.reset();
    fact.held_by.reset();
    if (!waited || !fact.is_waiting()) fact.since = event.at;
    switch (decision.outcome) {
        case route::Outcome::Assigned:
            fact.holdings.push_back(hold(decision, event, policy));
            break;
        case route::Outcome::Held:
            fact.held_by = decision.pool;
            break;
        case route::Outcome::Queued:
            fact.queue = decision.queue;
            break;
        case route::Outcome::Rejected:
            fact.over = event.at;
            break;
        case route::Outcome::Unrouted:
            break;
    }
}

Holding Fold::hold(const route::Decision& decision, const event::Event& event,
                   const workspace::Policy& policy) {
    Holding holding;
    holding.at = event.at;
    holding.person = *decision.person;
    holding.pool = decision.pool;
    const workspace::Pool* pool = decision.turn ? policy.pool(decision.turn->pool) : nullptr;
    if (pool == nullptr && decision.pool) pool = policy.pool(*decision.pool);
    holding.method = method_of(decision, event.cause, pool);
    if (const auto ladder = policy.ladders.find(decision.sla); ladder != policy.ladders.end()) {
        holding.has_ladder = !ladder->second.steps.empty();
        holding.respond_by = respond_by(ladder->second, policy.person(holding.person), event.at);
    }
    const bool has_share = decision.turn && pool != nullptr &&
                           pool->pick == workspace::PickKind::RoundRobin &&
                           pool->members.size() == decision.turn->eligible.size();
    if (has_share) holding.draw = key_of(*decision.turn, *pool, policy);
    return holding;
}

DrawKey Fold::key_of(const route::Turn& turn, const workspace::Pool& pool,
                     const workspace::Policy& policy) {
    Known& known = known_[turn.pool];
    if (known.policy == &policy && known.turn == turn) return known.key;
    const route::Drawn drawn = route::drawn(policy, pool, turn);
    Draw draw{.pool = turn.pool, .everybody = true, .shares = {}};
    for (std::size_t i = 0; i < pool.members.size(); ++i) {
        if (!drawn.draw.eligible[i]) draw.everybody = false;
        if (drawn.shares[i] == 0) continue;
        draw.shares.push_back({pool.members[i].person, static_cast<std::int64_t>(drawn.shares[i])});
    }
    std::string bytes = encode(draw);
    const Digest digest = sha256(bytes);
    known = {&policy, turn, {}};
    std::copy_n(digest.begin(), known.key.size(), known.key.begin());
    fresh_.push_back({known.key, std::move(bytes)});
    return known.key;
}

std::vector<DrawRow> Fold::take_draws() { return std::exchange(fresh_, {}); }

}  // namespace baton::insight
