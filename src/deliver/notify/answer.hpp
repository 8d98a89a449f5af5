// The prospect's own answer: a mail in the name of whoever has the lead, with what they asked
// about. Replies go to that person. Pure.
#pragma once

#include <string>

#include "base/instant.hpp"
#include "deliver/notify/mime.hpp"

namespace baton::deliver {

struct ProspectAnswer {
    Mailbox to;
    Mailbox writer;       // whoever has the lead; without an address replies go to the sender's
    std::string subject;  // these three are cleaned here
    std::string text;
    std::string asked;  // what the prospect wrote, quoted below; empty: nothing is
};

// `from` is the address that the channel sends by, with the writer's name before it; `delivery_id`
// is the same for every attempt.
[[nodiscard]] std::string answer_message(const ProspectAnswer& answer, const std::string& from,
                                         const std::string& delivery_id, Instant date);

}  // namespace baton::deliver
