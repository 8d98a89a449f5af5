// Small pages of the server's own that work without a script: after a form, and behind a link in a
// mail. Their text is ours; what goes into it from outside is escaped here.
#pragma once

#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace baton::api {

// All text is escaped. `button`: one that posts to the page's own address. Nothing but the page's
// own style and form is allowed to it.
[[nodiscard]] http::Response page(int status, std::string_view title, std::string_view words,
                                  std::optional<std::string_view> button = {});

}  // namespace baton::api
