// A company's name as it is compared with another: its words with what each stands for, the keys it
// is found by, and how sure it is that two are one company. Pure; from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lead/company_words.hpp"
#include "core/lead/name_words.hpp"
#include "core/team/name_match.hpp"

namespace baton::team {

struct NameForm {
    struct Word {
        std::string_view written;  // in `words`
        lead::WordMeaning meaning;
    };

    explicit NameForm(lead::CompanyWords taken_apart);
    NameForm(const NameForm&) = delete;
    NameForm& operator=(const NameForm&) = delete;

    // Hashes of ever less of the name; 0 where nothing is left of it, or where the name is longer
    // than kMostWords and is compared as it stands alone.
    [[nodiscard]] std::uint64_t whole_key() const;   // without legal form
    [[nodiscard]] std::uint64_t spaced_key() const;  // without spaces and last labels too
    // Without order, abbreviations, labels and small words.
    [[nodiscard]] std::uint64_t sorted_key() const;
    // Without trades too.
    [[nodiscard]] std::uint64_t bare_key() const;

    lead::CompanyWords words;
    std::vector<Word> parts;  // of the core, in order; none where there are more than kMostWords
};

inline constexpr std::size_t kMostWords = 16;

struct Likeness {
    double confidence = 0;
    NameReason reason = NameReason::SameName;
    // The one word that tells the company, where a trade was left out and nothing else is shared.
    std::string told_by;
    bool differs_in_trade = false;
};

// Whether so many accounts have the word that it tells little.
using IsFrequent = std::function<bool(std::string_view word)>;

// Nothing when they are not one company, or that is not said by their words.
[[nodiscard]] std::optional<Likeness> compare(const NameForm& asked, const NameForm& known,
                                              const IsFrequent& is_frequent);

}  // namespace baton::team
