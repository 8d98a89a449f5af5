// A lead that is not closed, as the desk carries it: who has it, since when, which ladder runs.
// What the lead said is not here: it stands in the store.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/uuid.hpp"
#include "core/route/standing.hpp"
#include "core/team/ids.hpp"

namespace baton::desk {

using LeadId = Uuid;
using team::PersonId;
using team::PoolId;
using team::QueueId;

struct LeadIdHash {
    // The tail of a UUIDv7 is random: any 8 bytes of it will do.
    std::size_t operator()(const LeadId& id) const {
        std::uint64_t word = 0;
        for (std::size_t i = 8; i < 16; ++i) word = word << 8U | id[i];
        return static_cast<std::size_t>(word * 0x9E37'79B9'7F4A'7C15U);
    }
};
// Two words are compared, where the array's own operator calls for bytes.
struct LeadIdEqual {
    bool operator()(const LeadId& a, const LeadId& b) const {
        return std::memcmp(a.data(), b.data(), sizeof(LeadId)) == 0;
    }
};

enum class LeadState : std::uint8_t {
    Assigned = 1,
    Acknowledged = 2,
    Contacted = 3,
    Held = 4,
    Unrouted = 5,
    Queued = 6,
    Won = 7,
    Lost = 8,
    Disqualified = 9,
    Rejected = 10,
};
[[nodiscard]] std::string_view to_word(LeadState state);
[[nodiscard]] std::optional<LeadState> lead_state_from(std::string_view word);
// Won, lost, disqualified and rejected leads are over: nothing is done with them any more.
[[nodiscard]] bool is_over(LeadState state);

// The turn by which the holder got the lead: what giving it back undoes.
struct TakenTurn {
    PoolId pool;
    route::Credit share = 0;      // what this lead added to their credit
    bool took_credit = false;     // round robin: one lead was taken from their credit
    std::uint64_t number = 0;     // which of the pool's turns it was
    std::uint64_t last_turn = 0;  // the holder's turn before it that still stands
    friend bool operator==(const TakenTurn&, const TakenTurn&) = default;
};

struct OpenLead {
    LeadState state = LeadState::Unrouted;
    std::optional<PersonId> person;  // who has it
    std::optional<PoolId> pool;      // whose turn gave it, or which holds it
    std::optional<QueueId> queue;
    std::optional<PersonId> owner;  // lead.owner, as it was when the lead came in
    std::string rule;               // path of the rule that took it; empty: none
    bool otherwise = false;         // Held: the target stands in `otherwise` …
    std::uint32_t target = 0;       // … at this place
    std::vector<PersonId> history;  // everybody who has had it, in order
    std::vector<PersonId> barred;   // waiting: who may not have it, for they lost it
    Instant received_at;
    Instant since;                     // waiting: since when; else when it was assigned
    Instant touched;                   // when something last happened on it
    std::array<Instant, 4> periods{};  // the periods in which the assignment counted
    std::optional<TakenTurn> turn;

    std::string sla;                   // the ladder's name; empty: none
    std::uint64_t ladder_version = 0;  // the document under which it runs
    std::uint32_t steps_done = 0;
    Instant due = Instant::never();  // the next step; never() when no clock runs

    std::uint32_t revision = 1;

    [[nodiscard]] bool is_waiting() const {
        return state == LeadState::Held || state == LeadState::Unrouted;
    }
    friend bool operator==(const OpenLead&, const OpenLead&) = default;
};

}  // namespace baton::desk
