#include "core/review/review.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "core/review/parts.hpp"

namespace baton::review {
namespace {

using workspace::Finding;
using workspace::Rule;

void chains_of(const std::vector<Rule>& rules, std::vector<const Rule*>& around,
               std::vector<std::vector<const Rule*>>& chains) {
    for (const Rule& rule : rules) {
        around.push_back(&rule);
        if (rule.rules.empty()) {
            chains.push_back(around);
        } else {
            chains_of(rule.rules, around, chains);
        }
        around.pop_back();
    }
}

}  // namespace

Review::Review(const workspace::Policy& of, const Outside& outside, const Budget& budget)
    : policy(of),
      table(match::tabulate(of.rules)),
      universes(review::universes(table, of)),
      boxes(table.takers.size()),
      is_dead(table.takers.size(), false),
      pieces_each(budget.pieces_each),
      examples(of, of.rules, table, universes, outside, budget.leads) {
    std::vector<const Rule*> around;
    chains_of(of.rules, around, chains);
    for (const match::Row& row : table.rows) {
        if (auto box = meet({}, row.line, universes)) boxes[row.rank].push_back(*std::move(box));
    }
}

void Review::warn(std::string_view code, const workspace::Place& place, std::string message,
                  std::optional<std::string> example) {
    Finding finding{workspace::Severity::Warning, place, std::move(message), {}};
    finding.code = code;
    finding.example = std::move(example).value_or("");
    findings.push_back(std::move(finding));
}

std::optional<std::string> Review::taken_by(match::Rank rank) {
    const Rule* rule = table.takers[rank].rule;
    const auto shows = [&](const Tried& tried) { return tried.rule == rule; };
    for (const Line& box : boxes[rank]) {
        if (auto lead = examples.find(box, shows)) return lead;
        // What earlier rules leave of it.
        std::vector<const Line*> earlier;
        for (match::Rank before = 0; before < rank; ++before) {
            if (table.takers[before].asks()) continue;
            for (const Line& other : boxes[before]) {
                if (touch(box, other, universes)) earlier.push_back(&other);
            }
        }
        Allowance allowance{pieces_each};
        Line rest;
        std::vector<bool> used;
        if (covers(earlier, box, universes, allowance, rest, used) != Cover::Not) continue;
        if (auto lead = examples.find(rest, shows)) return lead;
    }
    return std::nullopt;
}

std::vector<Finding> review(const workspace::Policy& policy, std::vector<Finding>& told,
                            const Outside& outside, const Budget& budget) {
    Review review(policy, outside, budget);
    review_rules(review, told, budget);
    review_targets(review);
    review_ladders(review);
    review_territories(review, told, outside, budget);
    return std::move(review.findings);
}

void review(workspace::Loaded& loaded, const Outside& outside) {
    if (!loaded.policy) return;
    std::vector<Finding> more = review(*loaded.policy, loaded.findings, outside);
    if (more.empty()) return;
    const std::string main_file = more.front().place.file;
    for (Finding& finding : more) loaded.findings.push_back(std::move(finding));
    std::ranges::stable_sort(loaded.findings, {}, [&](const Finding& finding) {
        return std::tuple(finding.place.file != main_file, std::string_view(finding.place.file),
                          finding.place.line, finding.place.column);
    });
}

}  // namespace baton::review
