// LeadFacts: everything that a message may say, as plain values: the lead, the decision, the SLA.
// Whoever gathers them (interpret.hpp) knows the log; whoever writes the message (slack, email,
// webhook) knows only these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "core/lead/lead.hpp"
#include "core/lead/schema.hpp"

namespace baton::deliver {

// What a message is about. The words are those of a webhook channel's `events`, of the webhook's
// `type`, and of the deliveries' `kind`: once used they keep their meaning.
enum class MessageKind : std::uint8_t {
    Assigned = 1,    // to the one who has it now, for the first time
    Reassigned = 2,  // the same, when somebody else had it before
    Escalated = 3,   // an SLA step tells people that nobody has answered
    Held = 4,        // waits for somebody of a pool
    Queued = 5,      // waits in a queue to be claimed
    Unrouted = 6,    // nobody takes it
    Rejected = 7,
    Acknowledged = 8,
    Contacted = 9,
    Closed = 10,
    Revised = 11,         // the same person wrote again; told to the holder
    LadderFailed = 12,    // an SLA step found nobody
    DeliveryFailed = 13,  // messages could not be delivered
    Pressed = 14,         // a button was pressed: the message says how it stands
    Answer = 15,          // to the prospect, in the name of who has the lead
    Test = 16,            // somebody asked whether a connection works
};
[[nodiscard]] std::string_view to_word(MessageKind kind);
[[nodiscard]] std::optional<MessageKind> message_kind_from(std::string_view word);

struct PersonFacts {
    std::string key;
    std::string name;
    std::string email;

    friend bool operator==(const PersonFacts&, const PersonFacts&) = default;
};

struct NamedText {
    std::string name;
    std::string value;
};

struct ScoreReason {
    double points = 0;
    std::string because;
};

// What the lead said. Its text is untrusted: every writer of messages cleans it for its medium.
struct LeadWords {
    std::string name, title, company, email, phone, website;
    std::string country, state, city, industry, timeline;
    std::optional<double> employees, revenue, budget;
    std::string message;
    std::string page, referrer, source;
    std::vector<NamedText> utm;   // utm_source …, those that are there
    std::vector<NamedText> more;  // the workspace's own fields and those that came unasked
};

struct LeadFacts {
    MessageKind kind = MessageKind::Assigned;
    std::string workspace;
    Instant at;                       // of the event
    std::int32_t offset_seconds = 0;  // from UTC, of the times that a reader sees
    std::string lead_id;              // empty: a message about no single lead
    LeadWords lead;

    std::optional<double> score;
    std::string tier;
    std::vector<ScoreReason> reasons;
    std::string account;  // name or id
    std::string territory;
    std::string rule;
    std::string pool;
    std::string queue;
    std::string explanation;  // the decision in one sentence

    std::optional<PersonFacts> recipient;  // whom this message is for; nothing: a channel
    std::optional<PersonFacts> assignee;
    std::vector<PersonFacts> previous;  // who had it before, the first first
    std::optional<Instant> assigned_at;
    std::optional<Duration> respond_within;
    bool in_working_time = false;  // only the assignee's working hours count
    std::string next_step;         // "Dana Ruiz is told"
    std::optional<Instant> next_at;
    std::string detail;       // what happened: "won, 12000", "no answer for 10m", "audit: 410 …"
    std::string link;         // to the lead in the web app; empty: none
    std::string own_subject;  // in the document's own words, instead of ours; empty: ours
    std::string own_text;
    std::string acknowledge;  // where the recipient takes it in hand; empty: not from this message
};

// The words of a lead. Fields that the schema does not have in the type that is expected are left
// out.
[[nodiscard]] LeadWords words_of(const lead::Lead& lead, const lead::Schema& schema);

// A field's value as people read it: "1,000" stays 1000, lists are joined by ", ".
[[nodiscard]] std::string to_text(const lead::FieldValue& value);

}  // namespace baton::deliver
