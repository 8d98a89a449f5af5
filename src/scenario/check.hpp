// Compares what is expected with what is, and says the difference in words.
#pragma once

#include <string>
#include <vector>

#include "scenario/company.hpp"
#include "scenario/scenario.hpp"

namespace baton::scenario {

// Everything that `expect` says of one lead. Nothing: it is so.
[[nodiscard]] std::vector<std::string> check_lead(const Expectation& expect, const Company& company,
                                                  const LeadId& id);

// What happened in one step, for `count`, `sequence` and `notified`.
struct StepRecord {
    std::vector<std::string> assigned;       // persons, in order of assignment
    std::vector<std::string> assigned_ever;  // since the start
    std::vector<std::string> sequence;       // who got each of the step's own leads; "" for nobody
    std::vector<std::string> told;
};
[[nodiscard]] std::vector<std::string> check_step(const Expectation& expect,
                                                  const StepRecord& record);

}  // namespace baton::scenario
