// What a workspace can be asked to do. Parsed and resolved at the border: people, pools and queues
// are ids of the live document.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "core/desk/open_lead.hpp"
#include "core/event/event.hpp"
#include "core/lead/lead.hpp"
#include "core/workspace/policy.hpp"

namespace baton::desk {

// A lead came in. The facts about its sender were gathered before.
struct Receive {
    LeadId lead{};
    std::shared_ptr<const lead::Lead> content;
    std::string fact;  // hex of the salted hash of its row
    Instant received_at;
    std::optional<PersonId> owner;      // who owns, or last owned, a lead of the same e-mail
    std::optional<LeadId> same_person;  // an open lead of the same e-mail
    std::uint32_t revision = 1;         // when it becomes a revision of that: its number
};

struct Acknowledge {
    LeadId lead{};
    std::optional<PersonId> person;  // nothing: the assignee
};

struct Contact {
    LeadId lead{};
    std::optional<PersonId> person;
};

struct Close {
    LeadId lead{};
    event::Closing as = event::Closing::Won;
    double amount = 0;
    std::string reason;
};

struct ReassignTo {
    LeadId lead{};
    std::variant<PersonId, PoolId, QueueId> to;
    std::optional<PersonId> by;  // nothing: somebody else's decision
    bool only_own = false;       // refused unless `by` has the lead
};

struct Claim {
    LeadId lead{};
    PersonId person;
};

struct ChangeAvailability {
    PersonId person;
    event::AvailabilityChange change = event::AvailabilityChange::Back;
    std::optional<Instant> from;   // Out: nothing is now
    std::optional<Instant> until;  // Out: nothing is an open end
};

struct SetFigures {
    event::Figures figures;
};

struct Publish {
    std::uint64_t version = 0;  // the live one plus one
    std::shared_ptr<const workspace::Policy> policy;
    std::string note;
    bool confirmed = false;
};

// Time has come: whatever is due by now happens.
struct Tick {};

using Command = std::variant<Receive, Acknowledge, Contact, Close, ReassignTo, Claim,
                             ChangeAvailability, SetFigures, Publish, Tick>;

enum class DeskError : int {
    NoDocument = 1,
    UnknownLead = 2,
    LeadIsOver = 3,
    UnknownPerson = 4,
    NotTheHolder = 5,
    NobodyHasIt = 6,
    NotInAQueue = 7,
    NotOpenToThem = 8,
    NobodyEligible = 9,
    AlreadyTheirs = 10,
    NeedsConfirmation = 11,
    BadTime = 12,
    WrongVersion = 13,
    BadNumber = 14,
};

}  // namespace baton::desk
