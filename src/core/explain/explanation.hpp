// An explanation: why a lead went where it went, and why nobody else got it. Plain values, names
// and all, good for as long as one likes; made beside the decision (explain.hpp), shown as JSON
// (json.hpp) and as sentences (sentences.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/expr/value.hpp"
#include "core/route/decision.hpp"
#include "core/workspace/policy.hpp"

namespace baton::explain {

// What stands in a field that a condition reads: JSON, null where it is missing.
struct FieldValue {
    std::string path;  // "lead.employees"
    std::string json;
};

// The first part of a condition that did not hold.
struct Part {
    std::string text;  // as the document has it
    expr::Truth held = expr::Truth::Unknown;
    std::vector<FieldValue> values;
    std::string words;  // "lead.employees is 20; lead.employees >= 1000 was asked for"
};

struct Account {
    std::string id;
    std::string words;  // "account globex by domain"
    team::AccountBy by = team::AccountBy::Domain;
    std::optional<double> confidence;
    std::optional<team::NameReason> reason;
};

struct Territory {
    std::string name;
    std::string by;  // "state US-NY", "postal code 94110 (940-951)"; empty: not known any more
};

struct ScoreLine {
    double add = 0;
    std::string because;
    std::string when;  // empty: always
    bool holds = false;
    std::optional<Part> part;  // where it does not, and the lead is known
};

// A rule that was read: passed over, or the one that matched.
struct RuleRead {
    std::string path;
    int line = 0;
    bool matched = false;
    std::optional<Part> part;  // passed over: for want of this; nothing: a group, left again
};

// Somebody who was considered: kept out by a gate, or with their place among those who were not.
struct Considered {
    team::PersonId id;
    std::string person;
    std::optional<route::Exclusion> gate;
    std::string reason;         // the gate in the fixed words, "at capacity (open 5 of 5)"
    std::string words;          // and for people: "is at capacity (open 5 of 5)"
    std::optional<Part> lacks;  // Gate::Where: what of it they do not meet
    bool chosen = false;
    // Eligible, in a pool's pick:
    std::uint32_t place = 0;       // from 1; 0: weighs nothing while others do, or no pool's pick
    std::optional<double> figure;  // what the pool's order gave for them
    double weight = 0;             // round robin: as it counted …
    double share = 0;              // … what of this lead was theirs, of 1
    double credit = 0;             // in turns, before it
    std::uint64_t last_turn = 0;   // of the pool's turns; 0: never had one
};

struct TargetRead {
    route::TargetKind kind = route::TargetKind::Person;
    std::uint32_t number = 1;
    bool otherwise = false;
    bool tried = true;
    bool took_it = false;
    std::string what;   // "pool \"inside\"", "account owner"
    std::string pool;   // its name, where there is one
    std::string where;  // the condition on the person; empty: none
    std::uint32_t eligible = 0;
    bool hours_and_capacity_waived = false;  // the pool assigns when it has nobody
    std::vector<Considered> people;
    std::optional<route::Exclusion> gate;  // of the whole target
    std::string reason;
};

struct Pick {
    std::string pool;
    workspace::PickKind by = workspace::PickKind::RoundRobin;
    std::string order;          // the expression that ranks
    std::uint64_t number = 0;   // which of the pool's turns this is, from 1
    bool equal_weights = true;  // of those who shared: strict turns
    std::size_t target = 0;     // among Explanation::targets
};

// How it looks from the place of one person.
struct About {
    std::string person;
    bool got_it = false;
    std::string sentence;
    std::optional<Considered> considered;  // where they came nearest to it
};

struct Explanation {
    std::string note;        // what has to be said first: the occasion; empty: a lead came in
    std::string fields;      // the lead as JSON; empty where it was erased
    bool lead_known = true;  // false: only what the log recorded is told
    std::optional<Account> account;
    std::optional<Territory> territory;
    std::string owner;
    std::vector<ScoreLine> score;
    std::optional<double> total;
    std::string tier;
    bool by_rules = false;  // rules were read for it
    std::vector<RuleRead> rules;
    std::size_t rules_not_shown = 0;
    std::string rule;  // the path of the one that matched, or by which the lead went before
    std::vector<TargetRead> targets;
    std::optional<Pick> pick;
    std::string sla;
    std::string ending;  // "goes to sarah, whose turn it is"
    std::optional<About> about;
};

}  // namespace baton::explain
