#include "core/route/decide.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"
#include "core/match/rule_index.hpp"
#include "core/route/findings.hpp"
#include "core/route/owners.hpp"
#include "core/route/pool_pick.hpp"

namespace baton::route {
namespace {

using workspace::OwnerOf;
using workspace::Policy;
using workspace::Rule;
using workspace::Target;

// Tries targets one after another and writes down what came of each.
class Attempt {
  public:
    Attempt(const Question& question, Decision& decision)
        : question_(question),
          decision_(decision),
          view_(question.policy, question.lead, question.arena) {}

    // What is found out about the lead: conditions ask for it, and owners are found by it. People
    // who are named are asked for nothing of the kind.
    void find_out() { decision_.findings = route::find_out(question_, view_); }

    [[nodiscard]] const LeadView& view() const { return view_; }

    // True when one of them took the lead.
    bool list(const std::vector<Target>& targets, bool otherwise) {
        for (std::uint32_t i = 0; i < targets.size(); ++i) {
            Trial trial;
            trial.number = i + 1;
            trial.otherwise = otherwise;
            if (one(targets[i], std::move(trial))) return true;
        }
        return false;
    }

    bool one(const Target& target, Trial trial) {
        return std::visit([&](const auto& to) { return take(to, std::move(trial)); }, target);
    }

    bool person(PersonId id, const workspace::Condition& where, Trial trial, GateRules rules = {}) {
        auto gate = first_gate(question_, view_, id, nullptr, where, rules);
        if (gate) {
            trial.excluded.push_back(std::move(*gate));
            return finish(std::move(trial), false);
        }
        trial.eligible = 1;
        decision_.outcome = Outcome::Assigned;
        decision_.person = id;
        return finish(std::move(trial), true);
    }

    bool pool(PoolId id, const workspace::Condition& where, Trial trial, bool may_hold = true) {
        trial.kind = trial.kind == TargetKind::TerritoryOwner ? trial.kind : TargetKind::Pool;
        trial.pool = id;
        const workspace::Pool* pool = question_.policy.pool(id);
        if (pool == nullptr) return finish(std::move(trial), false);
        PoolPick pick = pick_from_pool(question_, view_, id, where, {});
        trial.excluded = std::move(pick.excluded);
        if (!pick.person && pool->when_none == workspace::WhenNone::Assign) {
            pick = pick_from_pool(question_, view_, id, where, {.capacity = false, .hours = false});
        }
        trial.eligible = pick.eligible;
        if (pick.person) {
            decision_.outcome = Outcome::Assigned;
            decision_.person = pick.person;
            decision_.pool = id;
            decision_.turn = std::move(pick.turn);
            return finish(std::move(trial), true);
        }
        if (may_hold && pool->when_none == workspace::WhenNone::Hold) {
            decision_.outcome = Outcome::Held;
            decision_.pool = id;
            return finish(std::move(trial), true);
        }
        return finish(std::move(trial), false);
    }

  private:
    bool take(const workspace::ToPerson& to, Trial trial) {
        trial.kind = TargetKind::Person;
        return person(to.person, to.where, std::move(trial));
    }
    bool take(const workspace::ToPool& to, Trial trial) {
        trial.kind = TargetKind::Pool;
        return pool(to.pool, to.where, std::move(trial));
    }
    bool take(const workspace::ToQueue& to, Trial trial) {
        trial.kind = TargetKind::Queue;
        decision_.outcome = Outcome::Queued;
        decision_.queue = to.queue;
        return finish(std::move(trial), true);
    }
    bool take(const workspace::ToReject& to, Trial trial) {
        trial.kind = TargetKind::Reject;
        decision_.outcome = Outcome::Rejected;
        decision_.rejected = to.reason;
        return finish(std::move(trial), true);
    }
    bool take(const workspace::ToOwner& to, Trial trial) {
        switch (to.of) {
            case OwnerOf::Account:
                trial.kind = TargetKind::AccountOwner;
                break;
            case OwnerOf::Lead:
                trial.kind = TargetKind::LeadOwner;
                break;
            case OwnerOf::Territory:
                trial.kind = TargetKind::TerritoryOwner;
                break;
        }
        const auto owner = owner_of(question_, decision_.findings, to.of);
        if (!owner) {
            trial.excluded.push_back({std::nullopt, Gate::NoOwner});
            return finish(std::move(trial), false);
        }
        if (const auto* owning = std::get_if<workspace::ToPool>(&*owner)) {
            return pool(owning->pool, owning->where, std::move(trial));
        }
        const auto& named = std::get<workspace::ToPerson>(*owner);
        return person(named.person, named.where, std::move(trial));
    }

    bool finish(Trial trial, bool took) {
        if (took) {
            decision_.target = trial.number;
            decision_.otherwise = trial.otherwise;
        }
        decision_.trials.push_back(std::move(trial));
        return took;
    }

    const Question& question_;
    Decision& decision_;
    LeadView view_;
};

void follow(const Question& question, Attempt& attempt, const Rule* rule, Decision& decision) {
    if (rule != nullptr) {
        decision.rule = rule->path;
        if (rule->sla != nullptr) decision.sla = rule->sla->key;
        if (attempt.list(rule->route, false)) return;
    }
    if (attempt.list(question.policy.otherwise, true)) return;
    decision.outcome = Outcome::Unrouted;
}

// The `where` of the target that held a lead; `rule` is the one that stands at its path.
workspace::Condition where_in(const Policy& policy, const Rule* rule, const HeldIn& held) {
    const std::vector<Target>* list = nullptr;
    if (held.otherwise) list = &policy.otherwise;
    if (!held.otherwise && rule != nullptr) list = &rule->route;
    if (list == nullptr || held.target < 1 || held.target > list->size()) return nullptr;
    const auto* pool = std::get_if<workspace::ToPool>(&(*list)[held.target - 1]);
    return pool != nullptr && pool->pool == held.pool ? pool->where : nullptr;
}

}  // namespace

workspace::Condition where_of(const Policy& policy, const HeldIn& held) {
    return where_in(policy, held.otherwise ? nullptr : policy.find_rule(held.path), held);
}

Decision decide(const Question& question) {
    Decision decision;
    Attempt attempt(question, decision);
    attempt.find_out();
    const std::array values{expr::Value::record(&attempt.view()),
                            expr::Value::timestamp(question.now.to_seconds())};
    const Rule* rule = match::find_rule(question.policy, {values, question.zones}, question.arena);
    follow(question, attempt, rule, decision);
    return decision;
}

Decision decide_next(const Question& question, std::string_view path) {
    Decision decision;
    Attempt attempt(question, decision);
    attempt.find_out();
    follow(question, attempt, question.policy.find_rule(path), decision);
    return decision;
}

Decision decide_held(const Question& question, const HeldIn& held) {
    Decision decision;
    Attempt attempt(question, decision);
    attempt.find_out();
    const Rule* rule = question.policy.find_rule(held.path);
    if (rule != nullptr) decision.rule = rule->path;
    if (rule != nullptr && rule->sla != nullptr) decision.sla = rule->sla->key;
    Trial trial;
    trial.number = held.target;
    trial.otherwise = held.otherwise;
    attempt.pool(held.pool, where_in(question.policy, rule, held), std::move(trial), false);
    return decision;
}

Decision decide_named(const Question& question, const Named& named) {
    Decision decision;
    Attempt attempt(question, decision);
    Trial trial;
    if (const auto* pool = std::get_if<PoolId>(&named.target)) {
        attempt.find_out();
        attempt.pool(*pool, nullptr, std::move(trial));
        // It stands in no list, so no target's `where` is asked while it waits.
        if (decision.outcome == Outcome::Held) decision.target = 0;
    } else {
        attempt.person(std::get<PersonId>(named.target), nullptr, std::move(trial), named.rules);
    }
    return decision;
}

Decision decide_first_of(const Question& question, std::span<const PersonId> people) {
    Decision decision;
    Attempt attempt(question, decision);
    for (std::uint32_t i = 0; i < people.size(); ++i) {
        Trial trial;
        trial.number = i + 1;
        if (attempt.person(people[i], nullptr, std::move(trial))) break;
    }
    return decision;
}

Decision decide(const Question& question, const How& how) {
    struct By {
        const Question& question;

        Decision operator()(const FromTheTop&) const { return decide(question); }
        Decision operator()(const AlongRule& along) const {
            return decide_next(question, along.path);
        }
        Decision operator()(const HeldIn& held) const { return decide_held(question, held); }
        Decision operator()(const Named& named) const { return decide_named(question, named); }
        Decision operator()(const FirstOf& first) const {
            return decide_first_of(question, first.people);
        }
    };
    return std::visit(By{question}, how);
}

}  // namespace baton::route
