// What goes to a CRM and what comes from it, in Baton's words: plain values that every connector
// understands. How a CRM itself calls them is known in the connector's file alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "core/desk/open_lead.hpp"
#include "core/event/event.hpp"
#include "deliver/outbound/outbound.hpp"

namespace baton::deliver::crm {

// In the order of workspace::kCrmRecords, whose words they have.
enum class RecordKind : std::uint8_t {
    Lead = 0,
    Contact = 1,
    Account = 2,
    Opportunity = 3,
    Task = 4,
};
inline constexpr std::size_t kRecordKinds = 5;
[[nodiscard]] std::string_view to_word(RecordKind kind);

// The CRM's own ids of one lead's records; empty where there is none, or none is known.
class RecordIds {
  public:
    [[nodiscard]] const std::string& at(RecordKind kind) const {
        return ids_[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::string& at(RecordKind kind) { return ids_[static_cast<std::size_t>(kind)]; }
    friend bool operator==(const RecordIds&, const RecordIds&) = default;

  private:
    std::array<std::string, kRecordKinds> ids_;
};

// What is remembered of a lead in one CRM from one write to the next.
struct Known {
    RecordIds ids;
    // Who owned it there when it was last written or read: the CRM's id. Another one found there
    // later is a change made in the CRM, which is followed and not overwritten.
    std::string owner;
    // A hash of the message that it was told of last; empty: not told of any.
    std::string said = {};

    friend bool operator==(const Known&, const Known&) = default;
};
// As the store keeps it, and back; what cannot be read is nothing known.
[[nodiscard]] std::string encode(const Known& known);
[[nodiscard]] Known decode_known(std::string_view text);

// What the prospect said. Texts are empty where nothing was said; all of it is untrusted.
struct Prospect {
    std::string email, phone, name, first_name, last_name, title;
    std::string company, website, domain, industry;
    std::string country;  // ISO 3166-1 alpha-2
    std::string state;    // ISO 3166-2: "US-NY"
    std::string city, postal_code, language;
    std::string message, page, source;
    std::optional<double> employees, revenue, budget;
    // The connection's `fields`: the CRM's name of the field, and the lead's value as text.
    std::vector<std::pair<std::string, std::string>> further;
};

// A lead as it stands now, which is what is written, however many events asked for it.
struct LeadNow {
    std::string id;                 // ours, UUID text: stands in each record
    std::vector<RecordKind> wants;  // the records that shall be there, ascending
    Prospect prospect;
    desk::LeadState state = desk::LeadState::Assigned;
    double amount = 0;       // won
    std::string reason;      // lost, disqualified
    std::string owner;       // the CRM's id of who has it; empty: nobody, or nobody known there
    std::string owner_name;  // for people; empty: nobody has it
    std::optional<double> score;
    std::string tier, rule;
    std::string link;  // to the lead in the web app; empty: none
    Instant received_at;
    Known known;
};

// How a day's calls stand, as the CRM itself tells; nothing where it does not.
struct Quota {
    std::optional<std::int64_t> used;
    std::optional<std::int64_t> limit;
};

// What came of one lead.
struct Written {
    OutcomeKind kind = OutcomeKind::Retry;
    std::int32_t status = 0;
    std::string message;  // for people; empty when sent; no lead's words, no secrets
    // What is known now, also where only some of the records were written.
    Known known;
    // Who owns it there, where somebody changed that in the CRM: was left as it is.
    std::string found_owner;
};

struct Wrote {
    std::vector<Written> leads;  // one for each, in their order
    std::optional<Duration> retry_after;
    bool is_down = false;  // it speaks of the CRM, not of these leads: it did not answer, or said
                           // that it takes nothing now
    Quota quota;
};

// Somebody who can own records there.
struct Owner {
    std::string id;
    std::string email;  // as it stands there
    std::string name;
};
struct Owners {
    Outcome outcome = {};  // unless Sent, the rest is empty
    std::vector<Owner> owners = {};
    Quota quota = {};
};

// What one owner has there.
struct Load {
    std::string owner;
    double open_deals = 0;
    double won_amount = 0;        // in the period that was asked for
    std::optional<double> quota;  // of that period, where the CRM knows one
};
struct Loads {
    Outcome outcome = {};
    std::vector<Load> loads = {};  // of those asked for; who has nothing has zeros
    Quota quota = {};
};

// A record of ours as it stands in the CRM now.
struct Change {
    std::string lead;   // our id, as we wrote it
    std::string owner;  // empty: nobody
    // Won, Lost or Disqualified where it is closed there; nothing while it is open.
    std::optional<event::Closing> outcome;
    double amount = 0;   // won
    std::string reason;  // lost, disqualified: one line
};
struct Changes {
    Outcome outcome = {};
    std::vector<Change> changes = {};  // the older change first
    // From here the next reading goes on: not later than the newest change that was read. Where
    // there was none, what was asked for.
    Instant until = {};
    bool has_more = false;  // to be read on at once
    Quota quota = {};
};

}  // namespace baton::deliver::crm
