// A Microsoft Teams message for a Workflows webhook ("Post to a channel when a webhook request is
// received"): one Adaptive Card 1.5. Within the 28 KB that Teams takes, whatever the facts hold.
// Pure.
#pragma once

#include <cstddef>
#include <string>

#include "deliver/notify/facts.hpp"

namespace baton::deliver {

inline constexpr std::size_t kTeamsMessage = std::size_t{28} << 10U;  // bytes of a message

// The body of the POST: JSON. What a lead wrote stands in text runs, which have no markup; so no
// lead can make a link, a mention or a heading.
[[nodiscard]] std::string teams_message(const LeadFacts& facts);

}  // namespace baton::deliver
