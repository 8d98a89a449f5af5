// What a browser is told: which lead, what happened, where to go. Nothing of what the lead said and
// nobody's name: the text lies on screens that anybody may see. The service worker
// (web/public/sw.js) puts it into words.
#pragma once

#include <string>

#include "deliver/notify/facts.hpp"

namespace baton::deliver {

// JSON, some 200 bytes.
[[nodiscard]] std::string push_text(const LeadFacts& facts);
// Whether a phone is to be woken for it: a lead that waits for an answer.
[[nodiscard]] bool is_urgent(MessageKind kind);

}  // namespace baton::deliver
