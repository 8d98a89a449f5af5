// Several queries in one request, which counts as one call of the day. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "deliver/crm/salesforce/org.hpp"

namespace baton::deliver::crm::salesforce {

inline constexpr std::size_t kMostQueries = 5;  // of one request, by Salesforce's own limit

// Reference and SOQL of each, at most kMostQueries. Needs a session.
[[nodiscard]] HttpCall ask_together(
    const Org& org, const std::vector<std::pair<std::string, std::string>>& queries);

// What one of them answered.
struct Part {
    std::string reference;
    bool is_well = false;
    std::vector<JsonView> rows;
    std::string code, words;  // where it is not well
};
// In the order of the answer; none for what is no answer of this kind.
[[nodiscard]] std::vector<Part> parts_of(const JsonView& answer);

// The stages of opportunities and the states of leads, asked for once.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> stage_queries();
void note_stages(Org& org, const std::vector<Part>& parts);

}  // namespace baton::deliver::crm::salesforce
