// The gates between a lead and a person. One place decides who is eligible, and the same place
// says why not.
#pragma once

#include <optional>
#include <span>

#include "core/expr/arena.hpp"
#include "core/expr/program.hpp"
#include "core/route/decision.hpp"
#include "core/route/draws.hpp"
#include "core/route/standing.hpp"
#include "core/route/views.hpp"
#include "core/team/name_memory.hpp"
#include "core/workspace/policy.hpp"

namespace baton::route {

// What is asked: one lead at one moment, and how everybody stands. Borrows everything.
struct Question {
    const workspace::Policy& policy;
    const Standing& standing;
    const Calendar& calendar;
    const lead::Lead& lead;
    Instant now;
    const expr::ZoneOffsets* zones = nullptr;
    std::optional<PersonId> owner;       // lead.owner
    std::span<const PersonId> had = {};  // who may not have it again
    expr::Arena& arena;
    Draws* draws = nullptr;             // where pools' draws are remembered; null: nowhere
    team::NameMemory* names = nullptr;  // where accounts by name are; null: nowhere
};

// Which gates bind. Hours bind only inside a pool that says so. `presence`: absences and pauses.
struct GateRules {
    bool capacity = true;
    bool hours = true;
    bool presence = true;
};

// The first gate that keeps `person` out, in the order of Gate; nothing: eligible. `pool` is the
// one they are considered in, or null; `where` may be null.
[[nodiscard]] std::optional<Exclusion> first_gate(const Question& question, const LeadView& lead,
                                                  PersonId person, const workspace::Pool* pool,
                                                  const workspace::Condition& where,
                                                  GateRules rules = {});

// The first of those gates that says nothing of the lead: how somebody stands. Everything up to
// OutsideHours.
[[nodiscard]] std::optional<Exclusion> standing_gate(const Question& question, PersonId person,
                                                     const workspace::Pool* pool,
                                                     GateRules rules = {});

// The gate that keeps everybody out of a pool that is full; nothing: it has room.
[[nodiscard]] std::optional<Exclusion> pool_gate(const Question& question, PoolId pool);

// Whether somebody who was kept out by `gate` still shares in a pool that catches up, provided they
// could have had the lead otherwise.
[[nodiscard]] bool is_missed_turn(Gate gate);

// Whether `where` (null: yes) holds for this person.
[[nodiscard]] bool where_holds(const Question& question, const LeadView& lead, PersonId person,
                               const workspace::Pool* pool, const workspace::Condition& where);

}  // namespace baton::route
