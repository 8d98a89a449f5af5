// Question: what a report is asked: over which time, of whose leads, told apart by what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "core/workspace/policy.hpp"
#include "insight/fact.hpp"

namespace baton::insight {

// What the rows of a report are.
enum class By : std::uint8_t {
    Nothing,
    Hour,
    Day,
    Week,
    Month,
    Source,
    Rule,
    Pool,
    Person,
    Method,
    Tier,
    Territory,
    Delay,  // how long it took until first contact
    State,
    Queue,
};
[[nodiscard]] std::string_view to_word(By by);

struct Question {
    Instant from;
    Instant to;   // not in it any more
    Instant now;  // what has not ended by `to` is looked at as of then, if that is earlier
    By by = By::Nothing;
    const workspace::Policy* policy = nullptr;  // the live one: names, zone, capacities

    // Only these; nothing: all.
    std::optional<PersonId> person;
    std::optional<PoolId> pool;
    std::optional<std::string> source;
    std::optional<std::string> rule;
    // The people, and the queues, that the caller may see; nothing: all.
    struct Sight {
        std::vector<bool> people;  // by PersonId
        std::vector<bool> queues;  // by QueueId
    };
    std::optional<Sight> sight;

    // Whether an assignment counts. With a person, a pool or a sight asked for, what nobody has
    // does not.
    [[nodiscard]] bool admits(const LeadFact& fact, const Holding* holding) const;
    // Whether a lead counts that waits or is queued.
    [[nodiscard]] bool admits_waiting(const LeadFact& fact) const;
    [[nodiscard]] bool sees(PersonId person) const;
    [[nodiscard]] bool covers(Instant at) const { return from <= at && at < to; }
    // The end of the time that has passed of it.
    [[nodiscard]] Instant until() const { return to < now ? to : now; }
};

}  // namespace baton::insight
