// Host names out of what people type as a website: "https://www.Globex.co.uk/about" -> its host.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

// The host of a URL or a bare host name, in lower-case ASCII without "www."; nothing for text that
// holds none, for an IP address, and for a name without a dot.
[[nodiscard]] std::optional<std::string> read_host(std::string_view text);

// Pages that companies keep on somebody else's host (social networks, site builders): such a host
// says nothing about whose the lead is.
[[nodiscard]] bool is_shared_host(std::string_view registrable);

}  // namespace baton::lead
