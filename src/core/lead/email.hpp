// E-mail addresses: RFC 5321's lengths and characters, lower case, the domain in punycode.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::lead {

// "Ann Lee <Ann@BigCo.test>", "mailto:ann@bigco.test" -> "ann@bigco.test". Letters of any script
// may stand before the @. Nothing for quoted local parts, IP addresses, a domain without a dot,
// several addresses at once, and what is none.
[[nodiscard]] std::optional<std::string> read_email(std::string_view text);

// The part after the @ of a read address.
[[nodiscard]] std::string_view host_of_email(std::string_view email);

// True for the domain of a provider that gives mailboxes to anybody. Needs a lower-case host.
[[nodiscard]] bool is_freemail(std::string_view host);

}  // namespace baton::lead
