// Deliveries: messages that events asked for, from the row's making to its end.
//
//   pending ──lease──► leased ──settle──► sent | dead | superseded
//      ▲                 │ └──settle: retry at T──► pending
//      ├── settle: given back ────────────┘
//      └──── retry ──────┴── (dead, superseded)          a lease that ran out is free for all
//
// Every lease has a greater fence than the one before; only its holder can settle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/uuid.hpp"
#include "store/rows.hpp"

namespace baton::store {

using DeliveryId = Uuid;  // UUIDv7

enum class DeliveryState : std::uint8_t {
    Pending = 1,
    Leased = 2,
    Sent = 3,
    Dead = 4,
    Superseded = 5,
};

struct DeliveryRow {
    std::string workspace = {};
    DeliveryId id{};
    std::uint64_t event_seq = 0;
    std::optional<LeadKey> lead = {};
    std::string channel = {};
    std::string kind = {};
    std::string recipient = {};
    std::string payload = {};
    Instant created_at = {};
    Instant next_at = {};  // when it is due; while it is leased, when the lease runs out
    DeliveryState state = DeliveryState::Pending;
    std::uint32_t attempts = 0;  // counted as it is leased; not, where it is given back
    std::uint64_t fence = 0;     // of the last lease; 0: never leased
    std::string lease_owner = {};
    std::int32_t last_status = 0;  // what the other side answered, as its protocol numbers it
    std::string last_error = {};
    std::optional<Instant> ended_at = {};  // sent, dead or superseded

    friend bool operator==(const DeliveryRow&, const DeliveryRow&) = default;
};

// Moves a consumer's cursor. Fails as CursorMoved unless it stands at `from` (0: never moved).
struct CursorMove {
    std::string consumer = {};
    std::string workspace = {};
    std::uint64_t from = 0;
    std::uint64_t to = 0;  // not below `from`
};

// Deliveries that the events up to `cursor.to` asked for: they and the move, or neither. The rows
// are pending; their workspace is the cursor's.
struct PutDeliveries {
    CursorMove cursor = {};
    std::vector<DeliveryRow> rows = {};
};

// How many more of a channel may be under way. 0 pauses it.
struct ChannelRoom {
    std::string workspace = {};
    std::string channel = {};
    std::size_t room = 0;
};

// Takes what is due at `now`: oldest first within a channel, channels in turn, so that a full one
// holds up no other.
struct LeaseRequest {
    std::string owner = {};
    Instant now = {};
    Instant until = {};
    std::size_t limit = 64;                  // altogether, at most kMaxPage
    std::size_t per_channel = 16;            // of one channel of one workspace in this lease
    std::vector<ChannelRoom> channels = {};  // exceptions from per_channel
};

struct Sent {
    Instant at = {};
    std::int32_t status = 0;
};
struct RetryAt {
    Instant at = {};
    std::int32_t status = 0;
    std::string error = {};
};
// It was not tried: it waits as if this lease had not been, though under a later fence.
struct GivenBack {
    Instant at = {};  // when it is due
};
struct Dead {
    Instant at = {};
    std::int32_t status = 0;
    std::string error = {};
};
struct Superseded {
    Instant at = {};
    std::string reason = {};
};
using DeliveryOutcome = std::variant<Sent, RetryAt, GivenBack, Dead, Superseded>;

struct Settle {
    std::string workspace = {};
    DeliveryId id{};
    std::uint64_t fence = 0;
    DeliveryOutcome outcome = {};
};

struct DeliveryQuery {
    std::vector<DeliveryState> states = {};  // any of them; empty: every state
    std::optional<LeadKey> lead = {};
    std::optional<std::string> channel = {};
    std::optional<DeliveryId> before = {};  // the cursor: deliveries older than this one
    std::size_t limit = 50;                 // 1 … kMaxPage, taken to the nearest
};

struct DeliveryPage {
    std::vector<DeliveryRow> deliveries = {};  // newest (greatest id) first
    std::optional<DeliveryId> next = {};       // nothing at the end
};

}  // namespace baton::store
