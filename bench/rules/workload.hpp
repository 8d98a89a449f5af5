// Rules and leads to measure matching with: seeded, so that the same numbers give the same work. A
// rule is a list of predicates, all of which must hold, so that other engines can be given the same
// ones (written.hpp); what a company's rules are about is in companies(), what is made to defeat an
// index in the others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton::bench {

// What a predicate asks of its field.
enum class Ask : std::uint8_t { Equal, OneOf, StartsWith, AtLeast, Below, Includes };

struct Predicate {
    std::string_view field;
    Ask ask = Ask::Equal;
    std::vector<std::string> texts;  // one; of OneOf several; of AtLeast and Below none
    double number = 0;
};

// `predicates` joined by &&, or one CEL text where a shape is not so simple.
struct RuleText {
    std::vector<Predicate> predicates;
    std::string cel;
};

using FieldValue = std::variant<std::string, double, std::vector<std::string>>;
using LeadText = std::vector<std::pair<std::string_view, FieldValue>>;  // what it has, by name

struct Workload {
    std::string name;
    std::vector<RuleText> rules;
    std::vector<LeadText> leads;
};

// Named accounts by domain, territories by state and postal prefix, size bands, industries,
// products; one to five predicates a rule; a few states, domains and prefixes have most leads.
[[nodiscard]] Workload companies(std::size_t rules, std::size_t leads, std::uint64_t seed);

// No lead ever matches, and no single predicate says so.
[[nodiscard]] Workload wide_ranges(std::size_t rules, std::size_t leads, std::uint64_t seed);
[[nodiscard]] Workload impossible_sets(std::size_t rules, std::size_t leads, std::uint64_t seed);
[[nodiscard]] Workload one_key(std::size_t rules, std::size_t leads, std::uint64_t seed);
// Nested && || ! over everything.
[[nodiscard]] Workload random_shapes(std::size_t rules, std::size_t leads, std::uint64_t seed);

// lead.state == "US-CA" && lead.employees >= 50
[[nodiscard]] std::string to_cel(const RuleText& rule);

}  // namespace baton::bench
