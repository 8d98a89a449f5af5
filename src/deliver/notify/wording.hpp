// Wording: what a message says, in the order in which somebody who is about to call wants to know
// it, whatever the medium. Slack and mail only lay it out. Clean already, not yet escaped.
#pragma once

#include <string>
#include <vector>

#include "deliver/notify/facts.hpp"

namespace baton::deliver {

struct Line {
    std::string label;
    std::string value;
    std::string link;  // "mailto:…", "tel:…", "https://…"; empty: none
};

struct Wording {
    std::string headline;          // "New lead for Sarah Lee: Ada Lovelace, Globex"
    std::string text;              // the document's own; what is below is empty then, but for links
    std::string who;               // "Ada Lovelace, CTO at Globex"; empty: no single lead
    std::string urgent;            // "Respond within 5m, by 09:05 (UTC-05:00)"
    std::vector<Line> lines;       // how to reach them, and what is known, most useful first
    std::string asked;             // what they wrote
    std::vector<std::string> why;  // why this person: the sentence, the score's reasons
    std::string happens_next;      // "If nobody answers by 09:10: Dana Ruiz is told."
    std::string link;              // to the lead; empty: none
    std::string acknowledge;       // a page with a button for it; empty: none
};

[[nodiscard]] Wording put_into_words(const LeadFacts& facts);

// "09:05 (UTC-05:00)", "Mon 2 Mar 09:05 (UTC)" when it is another day than `beside`.
[[nodiscard]] std::string clock_time(Instant at, Instant beside, std::int32_t offset_seconds);

}  // namespace baton::deliver
