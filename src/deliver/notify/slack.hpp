// Slack messages: Block Kit, with the fallback text that notifications and screen readers use.
// Within Slack's documented limits whatever the facts hold. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// The body of the POST to an incoming webhook: JSON.
[[nodiscard]] std::string slack_message(const LeadFacts& facts);

// What people do by a press; each button's `action_id`.
enum class SlackButton : std::uint8_t { Acknowledge = 1, PassOn = 2, Claim = 3 };
[[nodiscard]] std::string_view to_word(SlackButton button);
[[nodiscard]] std::optional<SlackButton> slack_button_from(std::string_view word);

// Where an app writes, and what can be pressed there.
struct SlackTarget {
    std::string room;      // a conversation's id, or "#name"
    std::string ts;        // the message that is replaced; empty: a new one
    std::string delivery;  // its id, kept in the message's metadata
    std::vector<SlackButton> buttons;
};
// The body of chat.postMessage or, with `ts`, of chat.update. The value of a button is the lead's
// id; the link to the lead is a button, too ("open").
[[nodiscard]] std::string slack_app_message(const LeadFacts& facts, const SlackTarget& target);

// `text` with & < > as entities, at most `limit` characters as Slack counts them (UTF-16 units, to
// be safe) after escaping; what is cut off shows as an ellipsis, no entity is ever split.
[[nodiscard]] std::string escape_slack(std::string_view text, std::size_t limit);

}  // namespace baton::deliver
