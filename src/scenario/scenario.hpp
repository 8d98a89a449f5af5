// A scenario: a workspace, a start, steps and what is expected of each. Read from YAML; what is
// wrong with the file is told at its place, like that of a workspace.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "core/event/event.hpp"
#include "core/lead/raw.hpp"
#include "core/workspace/finding.hpp"
#include "core/workspace/node.hpp"

namespace baton::scenario {

using workspace::Finding;
using workspace::Node;
using workspace::Place;

// A moment as written; local to the workspace's zone where it names none.
struct When {
    WrittenTime time;
};

struct LeadStep {
    Node lead;               // a map; {n} not yet filled in
    std::string leads_file;  // `leads: FILE.csv` instead; empty: none
};
struct WaitStep {
    Duration span;
};
struct AtStep {
    When when;
};
struct OutStep {
    std::string person;
    std::optional<When> from;
    std::optional<When> until;
    std::optional<Duration> span;
};
struct AvailabilityStep {
    std::string person;
    event::AvailabilityChange change = event::AvailabilityChange::Back;
};
struct AcknowledgeStep {
    std::string lead;
    std::string person;  // empty: the assignee
};
struct ContactStep {
    std::string lead;
    std::string person;
};
struct CloseStep {
    std::string lead;
    event::Closing as = event::Closing::Won;
    double amount = 0;
    std::string reason;
};
enum class TargetWord : std::uint8_t { Person, Pool, Queue };
struct ReassignStep {
    std::string lead;
    TargetWord kind = TargetWord::Person;
    std::string to;
    std::string by;  // empty: somebody else's decision
};
struct ClaimStep {
    std::string lead;
    std::string person;
};
struct ChangeStep {
    Node patch;
    bool confirm = false;  // `confirm: true` beside it: drop people who hold open leads
};
struct SetStep {
    std::string person;
    std::optional<double> deals;
    std::optional<double> quota;
    std::optional<double> attained;
    std::optional<std::int64_t> won;
    std::optional<std::int64_t> lost;
};
struct ExpectOnly {};

using Action =
    std::variant<ExpectOnly, LeadStep, WaitStep, AtStep, OutStep, AvailabilityStep, AcknowledgeStep,
                 ContactStep, CloseStep, ReassignStep, ClaimStep, ChangeStep, SetStep>;

struct FieldExpectation {
    std::string name;
    Node value;
};

struct Expectation {
    Place place;
    std::optional<std::string> lead;
    std::optional<std::vector<std::string>> person;  // any of them
    std::optional<std::string> pool;
    std::optional<std::string> rule;
    std::optional<std::string> queue;
    std::optional<std::string> rejected;
    std::optional<std::string> state;
    std::optional<std::int64_t> target;
    std::optional<std::string> account;
    std::optional<std::string> territory;
    std::optional<double> score;
    std::optional<std::string> tier;
    std::optional<std::string> owner;
    std::vector<FieldExpectation> field;
    std::optional<std::vector<std::string>> history;
    std::optional<std::vector<std::string>> because;
    std::optional<std::string> reason;
    // Of the whole step:
    std::optional<std::vector<std::string>> notified;
    std::vector<std::pair<std::string, std::int64_t>> count;
    std::int64_t within = 0;
    bool of_all = false;
    std::optional<std::vector<std::string>> sequence;
    std::optional<std::string> error;
};

struct Step {
    Place place;
    Action action;
    std::int64_t repeat = 1;
    std::optional<Expectation> expect;
};

struct Scenario {
    std::string name;
    Place place;
    Node workspace;  // a scalar: a path from the scenario's file; a map: the document itself
    std::optional<When> start;
    std::vector<Step> steps;
};

// Every scenario of a file.
[[nodiscard]] std::expected<std::vector<Scenario>, std::vector<Finding>> read_scenarios(
    std::string_view text, std::string_view file);

// A scalar, list or map of YAML as a source would have sent it: texts and numbers as written.
[[nodiscard]] lead::RawValue to_raw(const Node& node);

}  // namespace baton::scenario
