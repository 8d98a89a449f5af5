// A company's name taken apart: its words as compared, which of them are the name itself and which
// its legal form. Pure; from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

struct CompanyWords {
    // Every word in folded form, one space between two: "and" and a "the" at either end gone,
    // single letters drawn together ("s p a" -> "spa").
    std::string text;
    // Where the name itself stands in `text`: the rest is legal form. Empty only with the text.
    std::uint32_t core_from = 0;
    std::uint32_t core_to = 0;
    // The place of the register, folded, where a filing names it: "de" of "Globex Inc. /DE/".
    std::string place;

    [[nodiscard]] std::string_view core() const {
        return std::string_view(text).substr(core_from, core_to - core_from);
    }
};

// Takes a name apart. What registers add is set aside: "(Class A)", "/DE/", "M/s". Needs UTF-8.
// Linear.
[[nodiscard]] CompanyWords company_words(std::string_view name);

// The same for a name whose letters are written out where another alphabet has signs of its own:
// "Müller" as "mueller", "Ørsted" as "oersted", "Ромашка" as "romashka". Nothing when that is no
// other spelling than company_words() gives.
[[nodiscard]] std::optional<CompanyWords> company_words_written_out(std::string_view name);

// For words that are in folded form already, as CompanyWords::text has them.
[[nodiscard]] CompanyWords company_words_of_folded(std::string_view folded);

}  // namespace baton::lead
