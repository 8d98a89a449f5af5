// The public suffix list as a value handed to the core: which part of a host name an organisation
// can register. The list itself is loaded outside (tables/).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

class Suffixes {
  public:
    virtual ~Suffixes() = default;
    // "mail.globex.co.uk" -> "globex.co.uk"; nothing for a bare suffix, an IP address or no host
    // name. Needs a lower-case ASCII (punycode) name. Safe to call from any thread.
    [[nodiscard]] virtual std::optional<std::string_view> registrable(
        std::string_view host) const = 0;
    // Which list this is, as recorded in events: "psl-2023-02-09".
    [[nodiscard]] virtual std::string_view version() const = 0;
};

}  // namespace baton::lead
