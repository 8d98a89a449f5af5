// From a lead to a decision: what is found out about it, the rule that takes it, the targets tried
// in order, the pick. Pure: a function of the question.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "core/route/decision.hpp"
#include "core/route/gates.hpp"
#include "core/workspace/policy.hpp"

namespace baton::route {

// From the top: rules, then `otherwise`, then unrouted.
[[nodiscard]] Decision decide(const Question& question);

// The route of the rule at `path` again (`otherwise` where the rule is gone), then `otherwise`:
// what `reassign: next` means. Rules are not read anew. Unrouted when nobody is eligible.
[[nodiscard]] Decision decide_next(const Question& question, std::string_view path);

// A held lead asks its pool again, with the `where` of the target that held it. `path` and
// `otherwise` and `target` say which target that was. Unrouted here means: still nobody.
struct HeldIn {
    PoolId pool;
    std::string_view path;
    bool otherwise = false;
    std::uint32_t target = 0;
};
[[nodiscard]] Decision decide_held(const Question& question, const HeldIn& held);
// The `where` of the target that held it; null where that target is gone or has none.
[[nodiscard]] workspace::Condition where_of(const workspace::Policy& policy, const HeldIn& held);

// One person or pool named outside any rule (an SLA step, a hand, a claim). Unrouted: nobody is
// eligible. `target` of the decision is 1 for a person and for a pool's pick, 0 for a pool that
// holds. `rules` are the gates that bind a named person; a pool's are all of them. Of a named
// person nothing is asked that depends on the lead, so the decision has no findings.
struct Named {
    std::variant<PersonId, PoolId> target;
    GateRules rules = {};
};
[[nodiscard]] Decision decide_named(const Question& question, const Named& named);

// The first of these people who is eligible (an SLA's `backup`). Without findings, as above.
[[nodiscard]] Decision decide_first_of(const Question& question, std::span<const PersonId> people);

// The ways above as values: which of them a question is put by.
struct FromTheTop {};
struct AlongRule {
    std::string_view path;
};
struct FirstOf {
    std::span<const PersonId> people;
};
using How = std::variant<FromTheTop, AlongRule, HeldIn, Named, FirstOf>;
[[nodiscard]] Decision decide(const Question& question, const How& how);

}  // namespace baton::route
