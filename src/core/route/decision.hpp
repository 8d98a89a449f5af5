// A decision with its reasons: what became of a lead, and everything that it rested on. Complete:
// what it does to the desk follows from it alone, without the lead's words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "core/team/accounts.hpp"
#include "core/team/ids.hpp"

namespace baton::route {

using team::PersonId;
using team::PoolId;
using team::QueueId;

enum class Outcome : std::uint8_t {
    Assigned = 1,
    Held = 2,
    Unrouted = 3,
    Queued = 4,
    Rejected = 5
};

// What keeps somebody from getting a lead.
enum class Gate : std::uint8_t {
    Inactive = 1,
    OutOfOffice = 2,
    Paused = 3,
    OpenCapacity = 4,
    HourCapacity = 5,
    DayCapacity = 6,
    WeekCapacity = 7,
    MonthCapacity = 8,
    PoolCapacity = 9,
    OutsideHours = 10,
    Where = 11,
    HasHad = 12,
    NoOwner = 13,  // an owner target: nobody owns it
};

struct Exclusion {
    std::optional<PersonId> person;  // nothing: the whole target (PoolCapacity, NoOwner)
    Gate gate = Gate::Inactive;
    std::int64_t have = 0;   // capacities: 40 …
    std::int64_t limit = 0;  // … of 40
    Instant until{};         // OutOfOffice and OutsideHours: till when; never() when not known

    friend bool operator==(const Exclusion&, const Exclusion&) = default;
};

enum class TargetKind : std::uint8_t {
    Person = 1,
    Pool = 2,
    AccountOwner = 3,
    TerritoryOwner = 4,
    LeadOwner = 5,
    Queue = 6,
    Reject = 7,
};

// One target that was tried.
struct Trial {
    TargetKind kind = TargetKind::Person;
    std::uint32_t number = 1;  // its place in its list, from 1
    bool otherwise = false;    // the list was `otherwise`
    std::optional<PoolId> pool;
    std::uint32_t eligible = 0;
    std::vector<Exclusion> excluded;  // in listed order

    friend bool operator==(const Trial&, const Trial&) = default;
};

// The turn that a pool's pick took: who was eligible, who shared, by the pool's listed order.
struct Turn {
    PoolId pool;
    std::vector<bool> eligible;
    std::vector<bool> sharing;    // empty: the same as eligible
    std::vector<double> weights;  // where an expression gave them; empty: the document's

    friend bool operator==(const Turn&, const Turn&) = default;
};

// What was found out about the lead before any rule was read.
struct Findings {
    std::optional<double> score;
    std::string tier;
    std::string territory;
    std::string account;  // its id
    std::optional<team::AccountBy> account_by;
    // By name: how sure, to 1, and why. Nothing in what was decided before names had reasons.
    std::optional<double> account_confidence;
    std::optional<team::NameReason> account_reason;
    std::optional<PersonId> owner;
    std::vector<std::uint32_t> score_lines;  // those that held, by their place in the document

    friend bool operator==(const Findings&, const Findings&) = default;
};

struct Decision {
    Outcome outcome = Outcome::Unrouted;
    std::string rule;          // path of the rule that matched; empty: none did, or a hand's work
    bool otherwise = false;    // the target that took it stands in `otherwise`
    std::uint32_t target = 0;  // its place in its list, from 1; 0: none took it
    std::optional<PersonId> person;
    std::optional<PoolId> pool;  // whose turn it was, or which holds it
    std::optional<QueueId> queue;
    std::string rejected;  // the reason
    std::string sla;       // the ladder that begins; empty: none
    std::optional<Turn> turn;
    Findings findings;
    std::vector<Trial> trials;

    friend bool operator==(const Decision&, const Decision&) = default;
};

}  // namespace baton::route
