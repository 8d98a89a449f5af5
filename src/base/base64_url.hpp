// Base64 as URLs have it (RFC 4648, 5), without padding. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton {

[[nodiscard]] std::string to_base64_url(std::string_view bytes);
// Nothing for what to_base64_url does not give: padding, other letters, spare bits that are set.
[[nodiscard]] std::optional<std::string> from_base64_url(std::string_view text);

}  // namespace baton
