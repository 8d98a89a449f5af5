// What the reports know of a lead: when it came in, who had it and how that went, how it ended.
// Follows from the log alone, but for the source, which stands in the lead's row; nothing here is
// personal. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/uuid.hpp"
#include "core/desk/open_lead.hpp"
#include "core/team/ids.hpp"

namespace baton::insight {

using team::PersonId;
using team::PoolId;
using team::QueueId;

// How somebody came to a lead. Numbered for good: they are kept.
enum class Method : std::uint8_t {
    RoundRobin = 1,
    Highest = 2,
    Lowest = 3,
    Person = 4,   // the rule names them
    Owner = 5,    // they own the account, the territory or the lead
    Hand = 6,     // somebody gave it to them, or to their pool
    Claim = 7,    // they took it from a queue
    Silence = 8,  // an SLA step gave it to them
};
[[nodiscard]] std::string_view to_word(Method method);

// How somebody lost a lead.
enum class End : std::uint8_t {
    None = 0,     // they have it
    Moved = 1,    // somebody else's hand
    Passed = 2,   // their own
    Silence = 3,  // an SLA step took it
    Closed = 4,
};

// Who shared in a pool's turn and what each one's share was, by the hash of exactly that.
using DrawKey = std::array<std::uint8_t, 16>;
inline constexpr DrawKey kNoDraw{};

// One assignment.
struct Holding {
    Instant at;
    PersonId person;
    std::optional<PoolId> pool;
    Method method = Method::Person;
    bool has_ladder = false;  // a ladder with steps began
    bool stepped = false;     // one of its steps fell due
    std::optional<Instant> respond_by;
    std::optional<Instant> acknowledged;  // or contacted, where that came first
    std::optional<Instant> contacted;
    std::optional<Instant> ended;
    End end = End::None;
    bool gave_back = false;  // the turn was undone
    DrawKey draw = kNoDraw;  // of a round robin's turn

    friend bool operator==(const Holding&, const Holding&) = default;
};

struct LeadFact {
    std::uint64_t seq = 0;  // of the event by which it came in: its number
    Uuid lead{};
    Instant at;
    std::string source;
    std::string rule;  // of the last decision that the rules made; empty: none matched
    std::string tier;  // as found when it came in, and so the territory
    std::string territory;
    desk::LeadState state = desk::LeadState::Unrouted;
    Instant since;  // waiting, queued: since when; else since it was assigned
    std::optional<QueueId> queue;
    std::optional<PoolId> held_by;
    std::optional<Instant> over;
    double amount = 0;              // of a won one
    std::vector<Holding> holdings;  // in order; only the last may not have ended

    // Who has it; null: nobody.
    [[nodiscard]] Holding* holding() {
        return holdings.empty() || holdings.back().ended ? nullptr : &holdings.back();
    }
    // Who has it or had it last; null: nobody ever.
    [[nodiscard]] const Holding* last() const {
        return holdings.empty() ? nullptr : &holdings.back();
    }
    [[nodiscard]] bool is_waiting() const {
        return state == desk::LeadState::Held || state == desk::LeadState::Unrouted;
    }
    // When somebody first reached the prospect.
    [[nodiscard]] std::optional<Instant> first_contact() const;

    friend bool operator==(const LeadFact&, const LeadFact&) = default;
};

// As bytes, without `seq`, `lead`, `at` and `over`, which stand beside them.
[[nodiscard]] std::string encode(const LeadFact& fact);
// False for what encode() did not write.
[[nodiscard]] bool decode(std::string_view bytes, LeadFact& fact);

}  // namespace baton::insight
