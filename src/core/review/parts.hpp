// The parts of the review, one file each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/review/box.hpp"
#include "core/review/examples.hpp"
#include "core/review/review.hpp"

namespace baton::review {

// The codes of warnings, as documents and answers show them.
namespace code {
inline constexpr std::string_view kNeverFires = "never-fires";
inline constexpr std::string_view kFiresInPart = "fires-in-part";
inline constexpr std::string_view kTakenByNone = "taken-by-none";
inline constexpr std::string_view kNobody = "target-has-nobody";
inline constexpr std::string_view kOverlap = "territory-overlaps";
inline constexpr std::string_view kSamePerson = "sla-same-person";
inline constexpr std::string_view kNotIndexed = "not-indexed";
}  // namespace code

// What is known of the document while it is reviewed.
struct Review {
    const workspace::Policy& policy;
    match::RowTable table;
    std::vector<CodeSet> universes;
    std::vector<std::vector<const workspace::Rule*>> chains;  // by rank: groups and the rule itself
    std::vector<std::vector<Line>> boxes;                     // by rank, none that is empty
    std::vector<bool> is_dead;                                // by rank: never fires
    std::size_t pieces_each;
    Examples examples;
    std::vector<workspace::Finding> findings;

    Review(const workspace::Policy& policy, const Outside& outside, const Budget& budget);

    void warn(std::string_view code, const workspace::Place& place, std::string message,
              std::optional<std::string> example = {});
    // A lead that this rule takes, or nothing.
    [[nodiscard]] std::optional<std::string> taken_by(match::Rank rank);
};

void review_rules(Review& review, std::vector<workspace::Finding>& told, const Budget& budget);
void review_targets(Review& review);
void review_ladders(Review& review);
// Overlaps by a territory's `when`; those by place are told by loading.
void review_territories(Review& review, const std::vector<workspace::Finding>& told,
                        const Outside& outside, const Budget& budget);

}  // namespace baton::review
