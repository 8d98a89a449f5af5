// Runs a scenario on the desk that serves, with a clock that stands still until a step moves it.
// Nothing leaves the process: no network, no real clock; files are read through the environment.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/suffixes.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/finding.hpp"
#include "scenario/scenario.hpp"

namespace baton::scenario {

// What a scenario needs from outside. Borrowed for the run.
struct Environment {
    const team::Zones& zones;
    const lead::Suffixes& suffixes;
    // The bytes of a file, by its path from the scenario's file.
    std::function<Result<std::string>(std::string_view path)> read_file;
    // The rows of a CSV file.
    std::function<Result<std::vector<lead::RawLead>>(std::string_view path)> read_rows;
};

struct Failure {
    Place place;
    std::string message;  // "expected person sarah, got marcus"
};

struct Report {
    std::vector<Failure> failures;             // empty: passed
    std::vector<workspace::Finding> findings;  // of a workspace that does not load

    [[nodiscard]] bool passed() const { return failures.empty() && findings.empty(); }
};

[[nodiscard]] Report run(const Scenario& scenario, const Environment& environment);

}  // namespace baton::scenario
