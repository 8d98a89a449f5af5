// A Slack message for an incoming webhook: Block Kit, with the fallback text that notifications and
// screen readers use. Within Slack's documented limits whatever the facts hold. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "deliver/notify/facts.hpp"

namespace baton::deliver {

namespace slack_limit {
inline constexpr std::size_t kHeader = 150;     // characters of a header's text
inline constexpr std::size_t kText = 3000;      // of any other text object
inline constexpr std::size_t kField = 2000;     // of one field of a section
inline constexpr std::size_t kFields = 10;      // fields of a section
inline constexpr std::size_t kBlocks = 50;      // blocks of a message
inline constexpr std::size_t kFallback = 3000;  // of the message's own text
}  // namespace slack_limit

// The body of the POST: JSON.
[[nodiscard]] std::string slack_message(const LeadFacts& facts);

// `text` with & < > as entities, at most `limit` characters as Slack counts them (UTF-16 units, to
// be safe) after escaping; what is cut off shows as an ellipsis, no entity is ever split.
[[nodiscard]] std::string escape_slack(std::string_view text, std::size_t limit);

}  // namespace baton::deliver
