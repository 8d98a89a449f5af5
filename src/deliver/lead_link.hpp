// Where the web app shows a lead, for what is sent to people and written into other systems.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace baton::deliver {

// `public_url`: how others reach the server, without a slash at its end. Empty: nobody said, and so
// is the link.
[[nodiscard]] inline std::string lead_link(std::string_view public_url, std::string_view lead) {
    return public_url.empty() ? std::string() : fmt::format("{}/app/leads/{}", public_url, lead);
}

}  // namespace baton::deliver
