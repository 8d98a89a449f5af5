// How an account was recognised by a company's name: how sure that is, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/id.hpp"

namespace baton::team {

using AccountId = Id<struct AccountTag>;

// What is written differently; of several differences, the one that counts most against the match.
// The numbers are recorded.
enum class NameReason : std::uint8_t {
    SameName = 1,
    LegalForm = 2,
    Spacing = 3,
    WordOrder = 4,
    Abbreviation = 5,
    Plural = 6,
    WrittenOut = 7,
    SmallWords = 8,
    Label = 9,
    Trade = 10,
    Spelling = 11,
};
inline constexpr NameReason kLastNameReason = NameReason::Spelling;

// "same_without_legal_form": for programs.
[[nodiscard]] std::string_view to_code(NameReason reason);
// "same name without legal form": for people.
[[nodiscard]] std::string_view in_words(NameReason reason);

struct NameMatch {
    AccountId account;
    double confidence = 0;  // kLeastConfidence to 1
    NameReason reason = NameReason::SameName;
};

// What is less sure is no match: a lead without an account goes on to the next rule, one with a
// wrong account goes to somebody who has nothing to do with it.
inline constexpr double kLeastConfidence = 0.82;

}  // namespace baton::team
