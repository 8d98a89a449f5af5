// A mail about a lead: plain text and HTML that says the same. Pure.
#pragma once

#include <string>

#include "base/instant.hpp"
#include "deliver/notify/facts.hpp"
#include "deliver/notify/mime.hpp"

namespace baton::deliver {

struct EmailEnvelope {
    Mailbox from;
    Mailbox to;
    std::string delivery_id;  // the same for every attempt
    Instant date;
};

// The message as write_mail gives it. Mails about one lead form one conversation.
[[nodiscard]] std::string email_message(const EmailEnvelope& envelope, const LeadFacts& facts);

// The two bodies by themselves.
[[nodiscard]] std::string email_text(const LeadFacts& facts);
[[nodiscard]] std::string email_html(const LeadFacts& facts);

}  // namespace baton::deliver
