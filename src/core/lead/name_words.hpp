// What the words of company names mean: which tell a company from others, which only say what it
// does or what it calls itself, and how they are shortened. Built from name_words.inc on first use,
// then immutable; from any thread. All words are in folded form.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace baton::lead {

enum class WordKind : std::uint8_t {
    Name = 1,    // any word that is not known: what tells the company
    Common = 2,  // "american", "summit": has to be there, and tells little
    Trade = 3,   // "software", "bank": what it does
    Label = 4,   // "group", "holding": what it calls itself
    Small = 5,   // "of", "de"
    Number = 6,  // "2", "ii", "first"
};

struct WordMeaning {
    std::string stands_for;  // "intl" -> "international", "technologies" -> "technology"
    WordKind kind = WordKind::Name;
    bool is_short = false;  // it was an abbreviation or another spelling
};

[[nodiscard]] WordMeaning meaning_of(std::string_view word);
// All words of the table, sorted.
[[nodiscard]] std::span<const std::string_view> known_name_words();

// The words of a folded text with "and" gone and single letters drawn together: "s p a" -> "spa".
[[nodiscard]] std::string drawn_words(std::string_view folded);

// Which tables of words these are, as recorded in events.
[[nodiscard]] std::string_view name_words_version();

}  // namespace baton::lead
