// One pool asked for one person: who of its members is eligible, and which of them it picks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/route/decision.hpp"
#include "core/route/draws.hpp"
#include "core/route/gates.hpp"

namespace baton::route {

struct PoolPick {
    std::optional<PersonId> person;  // nothing: nobody is eligible
    std::optional<Turn> turn;        // set with person
    std::uint32_t eligible = 0;
    std::vector<Exclusion> excluded;  // listed order
};

// O(members) gates and one pick. Needs a pool of this version.
[[nodiscard]] PoolPick pick_from_pool(const Question& question, const LeadView& lead, PoolId pool,
                                      const workspace::Condition& where, GateRules rules);

// The eligible of a turn in the order in which the pool prefers them, by their place among its
// members; whom it picked stands first. Who weighs nothing is left out as long as somebody weighs
// something. For explaining; needs the standing that the pick had.
[[nodiscard]] std::vector<std::size_t> order_of(const Question& question, const LeadView& lead,
                                                const workspace::Pool& pool, const Turn& turn);
// What the pool's order (highest, lowest) gives for somebody; nothing where it is unknown.
[[nodiscard]] std::optional<double> figure_of(const Question& question, const LeadView& lead,
                                              const workspace::Pool& pool, PersonId person);

}  // namespace baton::route
