// Decisions in words that a sales manager reads without help. The words of the gates are fixed:
// they stand in scenarios, in the API and on screens.
#pragma once

#include <string>
#include <vector>

#include "core/route/decision.hpp"
#include "core/workspace/policy.hpp"

namespace baton::route {

// "sarah is at capacity (open 5 of 5)", "jennifer is out of office until
// 2026-03-04T09:00:00-05:00".
[[nodiscard]] std::string in_words(const Exclusion& exclusion, const workspace::Policy& policy);

// "account globex by domain", "account globex by name (abbreviation, 95 % sure)"; empty without an
// account.
[[nodiscard]] std::string account_in_words(const Findings& findings);

// "pool \"inside\"", "otherwise person", "territory owner, pool \"flexible\"".
[[nodiscard]] std::string target_in_words(const Trial& trial, const workspace::Policy& policy);

// What became of it: "goes to sarah, whose turn it is".
[[nodiscard]] std::string ending_in_words(const Decision& decision,
                                          const workspace::Policy& policy);

// Every gate that kept somebody out, after commas; empty where none did.
[[nodiscard]] std::string gates_in_words(const Decision& decision, const workspace::Policy& policy);

// One sentence: the rule that matched, how the account was found, what was tried and why it did not
// take the lead, who got it.
[[nodiscard]] std::string explain(const Decision& decision, const workspace::Policy& policy);

// The reasons of the score lines that held, in the document's order: "enterprise size".
[[nodiscard]] std::vector<std::string> because(const Findings& findings,
                                               const workspace::Policy& policy);

}  // namespace baton::route
