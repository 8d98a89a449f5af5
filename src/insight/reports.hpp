// The reports: one question each, answered from the facts alone. What each figure means to the last
// case is in docs/REPORTS.md.
#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "insight/facts.hpp"
#include "insight/question.hpp"
#include "insight/table.hpp"

namespace baton::insight {

// Leads in and out: what happened in the period.
[[nodiscard]] Result<Table> volume(Facts& facts, const Question& question);
// When leads come in: by weekday and hour of the workspace's clock.
[[nodiscard]] Result<Table> hours(Facts& facts, const Question& question);
// How fast: the assignments that were made in the period.
[[nodiscard]] Result<Table> response(Facts& facts, const Question& question);
// What became of the leads that came in in the period.
[[nodiscard]] Result<Table> conversion(Facts& facts, const Question& question);
// Turns given against shares, by pool and person.
[[nodiscard]] Result<Table> fairness(Facts& facts, const Question& question);
// How much of what people may have they had.
[[nodiscard]] Result<Table> capacity(Facts& facts, const Question& question);
// How old what is open is, now.
[[nodiscard]] Result<Table> queues(Facts& facts, const Question& question);

struct Report {
    std::string_view name;
    Result<Table> (*ask)(Facts&, const Question&);
    std::span<const By> by;  // what it may be told apart by, the usual first; none: it has its own
    bool has_period = true;
    bool by_lead = true;  // whether it can be of one rule or source alone
};
[[nodiscard]] std::span<const Report> reports();

}  // namespace baton::insight
