// Text made comparable: accents, case, punctuation and width aside. The one place that speaks to
// ICU. No locale takes part; the same text folds to the same bytes everywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

// "  São-Tomé & Príncipe" -> "sao tome principe": letters and digits in lower case without marks,
// single spaces for all the rest, apostrophes gone. Needs well-formed UTF-8. Linear.
[[nodiscard]] std::string fold(std::string_view text);

// The same with letters written out as people do who lack them: "Müller" -> "mueller", "Ørsted" ->
// "oersted", "Åbo" -> "aabo", Cyrillic and Greek in Latin letters. Nothing when that is what fold()
// gives.
[[nodiscard]] std::optional<std::string> fold_written_out(std::string_view text);

// Lower case in composed form (NFC), for text that stays visible: "JÖRG" -> "jörg".
[[nodiscard]] std::string lower_composed(std::string_view text);

// A host name in lower-case ASCII: "Bücher.example" -> "xn--bcher-kva.example". Nothing for what is
// no host name: empty or over-long labels, forbidden characters, more than 253 bytes.
[[nodiscard]] std::optional<std::string> ascii_host(std::string_view host);

}  // namespace baton::lead
