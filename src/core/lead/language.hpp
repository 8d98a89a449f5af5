// Languages as people write them, into BCP 47: "German" -> de, "de_DE" -> de-DE, "zh-hant-tw" ->
// zh-Hant-TW, "en-US,en;q=0.9" -> en-US, "German (Austria)" -> de-AT.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

[[nodiscard]] std::optional<std::string> read_language(std::string_view text);

}  // namespace baton::lead
