// Countries and states as people write them, into ISO 3166: codes, names in many languages, common
// short forms, and names that are one slip away from exactly one known name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

struct ReadPlace {
    std::string code;        // "DE", "US-NY"
    bool corrected = false;  // a slip was mended: worth a warning
};

// "Germany", "de", "DEU", "U.S.A.", "Philipines" -> alpha-2 (and XK for Kosovo).
[[nodiscard]] std::optional<ReadPlace> read_country(std::string_view text);

// "US-NY" under any country or none; "NY", "New York", "Bayern", "Bavaria" of the given one
// (alpha-2, or empty for unknown). Nothing for a state of another country than the given one.
[[nodiscard]] std::optional<ReadPlace> read_state(std::string_view text, std::string_view country);

// True for a code that ISO 3166-1 or -2 knows, written as they write it.
[[nodiscard]] bool is_country_code(std::string_view code);
[[nodiscard]] bool is_state_code(std::string_view code);

// Which tables these are, as recorded in events: "iso-codes-4.15.0-1".
[[nodiscard]] std::string_view places_version();

}  // namespace baton::lead
