// What can happen in a workspace. An event is complete: what it does to the desk follows from it
// and the published document alone. It holds ids, decisions and reasons, never a lead's words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/uuid.hpp"
#include "core/route/decision.hpp"
#include "core/team/ids.hpp"

namespace baton::event {

using LeadId = Uuid;
using route::PersonId;

// Why it happened.
enum class Cause : std::uint8_t {
    Submitted = 1,  // a lead came in
    Hand = 2,       // somebody did it
    Waiting = 3,    // a waiting lead was tried again
    Silence = 4,    // an SLA step fell due
    Claimed = 5,    // somebody took it from a queue
    Stale = 6,      // nothing had happened for so long
    Published = 7,  // a document was published
};
[[nodiscard]] std::string_view to_word(Cause cause);

// ---- The kinds: numbered for good, named as the log shows them ---------------------------------

struct Published {
    std::string document_hash;  // hex; the text stands in the store under `version`
    std::string note;
    bool confirmed = false;  // dropping people who hold open leads was confirmed
    friend bool operator==(const Published&, const Published&) = default;
};

// A lead came in and was decided.
struct Received {
    std::uint32_t revision = 1;
    std::string fact;  // hex of the salted hash of the lead's row
    Instant received_at;
    route::Decision decision;
    friend bool operator==(const Received&, const Received&) = default;
};

// The same person submitted again and the document says `duplicates: merge`.
struct Revised {
    std::uint32_t revision = 2;
    std::string fact;
    friend bool operator==(const Revised&, const Revised&) = default;
};

// A lead that is there already was decided again: a waiting one, a silent one, by hand, or a claim.
struct Decided {
    route::Decision decision;
    std::optional<PersonId> by;            // the person whose hand it was
    bool gives_back = false;               // the one who loses it gets their turn back
    std::vector<route::Exclusion> passed;  // gates that a hand went past
    friend bool operator==(const Decided&, const Decided&) = default;
};

struct Acknowledged {
    PersonId person;
    friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
};

struct Contacted {
    PersonId person;
    std::int64_t after_seconds = 0;  // since the assignment
    friend bool operator==(const Contacted&, const Contacted&) = default;
};

enum class Closing : std::uint8_t { Won = 1, Lost = 2, Disqualified = 3 };

struct Closed {
    Closing as = Closing::Won;
    double amount = 0;   // Won
    std::string reason;  // Lost, Disqualified
    bool gives_back = false;
    friend bool operator==(const Closed&, const Closed&) = default;
};

// An SLA step told people. `step` counts from 1.
struct Escalated {
    std::uint32_t step = 1;
    std::vector<PersonId> notified;
    friend bool operator==(const Escalated&, const Escalated&) = default;
};

enum class AvailabilityChange : std::uint8_t { Out = 1, Back = 2, Paused = 3, Resumed = 4 };

struct Availability {
    PersonId person;
    AvailabilityChange change = AvailabilityChange::Back;
    Instant from{};   // Out
    Instant until{};  // Out; never() for an open end
    friend bool operator==(const Availability&, const Availability&) = default;
};

// Figures of a person from outside; what is not named stays.
struct Figures {
    PersonId person;
    std::optional<double> deals;
    std::optional<double> quota;
    std::optional<double> attained;
    std::optional<std::int64_t> won;
    std::optional<std::int64_t> lost;
    friend bool operator==(const Figures&, const Figures&) = default;
};

enum class Alert : std::uint8_t { LadderFoundNobody = 1, LadderToldNobody = 2 };

// Operators should know: an SLA step that could not be carried out. (A lead that nobody takes says
// so in its decision.)
struct Alerted {
    Alert alert = Alert::LadderFoundNobody;
    std::uint32_t step = 0;
    std::vector<route::Trial> trials;
    friend bool operator==(const Alerted&, const Alerted&) = default;
};

using Body = std::variant<Published, Received, Revised, Decided, Acknowledged, Contacted, Closed,
                          Escalated, Availability, Figures, Alerted>;

struct Event {
    std::uint64_t seq = 0;
    Instant at;
    std::optional<LeadId> lead;
    Cause cause = Cause::Hand;
    std::string actor;          // who: "person:sarah", "token:website", "baton"
    std::uint64_t version = 0;  // the document in force when it was decided
    std::string tables;         // versions of the tables used, as Tables::version gives them
    Body body;

    friend bool operator==(const Event&, const Event&) = default;
};

// "received", "decided" …: the kind as the log and the stream name it.
[[nodiscard]] std::string_view kind_of(const Event& event);

// The decision that an event carries; null where it carries none.
[[nodiscard]] const route::Decision* decision_of(const Event& event);

}  // namespace baton::event
