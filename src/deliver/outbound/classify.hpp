// What an answer means: which numbers are worth another try. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "deliver/outbound/outbound.hpp"

namespace baton::deliver {

// HTTP: 2xx is sent. 400, 405, 410, 411, 413, 414, 415, 422, 431 and every redirect say that the
// same request will never do. The rest (401, 403 and 404 too: addresses and keys get mended while
// the message waits) is worth another try.
[[nodiscard]] OutcomeKind classify_http(std::int32_t status);

// SMTP: 2xx is sent, 5xx permanent, the rest worth another try; so are 530, 534, 535 and 538, which
// refuse the server's own password and not the mail.
[[nodiscard]] OutcomeKind classify_smtp(std::int32_t status);

// Printable words of what a server said: control bytes become blanks, at most `limit` code points,
// never half of one; what is not UTF-8 is dropped whole.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit);

}  // namespace baton::deliver
