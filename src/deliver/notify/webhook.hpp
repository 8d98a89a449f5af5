// Signed webhooks after the Standard Webhooks specification 1.0: an id that stays over retries,
// the time of the attempt, and an HMAC-SHA256 over both and the body. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "deliver/notify/facts.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver {

// {"type": "assigned", "timestamp": RFC 3339, "data": {"workspace", "lead": {…}, …}}. The timestamp
// is the event's; what is missing is left out. Of very long texts, and of more than 100 further
// fields, the rest is cut off: the body stays under a megabyte.
[[nodiscard]] std::string webhook_body(const LeadFacts& facts);

// The three headers webhook-id, webhook-timestamp (whole seconds) and webhook-signature ("v1,"
// and base64). `secret` is "whsec_" and base64, the prefix may be missing; empty: no signature.
// BadKey, without showing it, when it is not.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> webhook_headers(
    std::string_view id, Instant now, std::string_view body, std::string_view secret);

}  // namespace baton::deliver
