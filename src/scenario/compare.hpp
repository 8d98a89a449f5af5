// What another workspace would have made of the same leads: who gains and who loses, which leads
// move, what changes in score, tier and answering in time. Both sides run on the desk that serves,
// each on a thread of its own; the same past and workspaces give the same comparison, byte for
// byte.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/team/zone.hpp"
#include "core/workspace/policy.hpp"
#include "scenario/past.hpp"
#include "scenario/replay.hpp"

namespace baton::scenario {

// Of two numbers the first is `from`, the second `to`.
using Both = std::array<std::uint64_t, 2>;

struct PlaceRow {
    std::string
        name;      // a person's key; of the others "queue nurture", "held", "unrouted", "rejected"
    Both leads{};  // that went there first
    Both moved{};  // those of them that go elsewhere on the other side: lost, gained
};
struct RuleRow {
    std::array<std::string, 2> rule;  // "otherwise" where no rule took it
    std::uint64_t leads = 0;
};
struct TierRow {
    std::array<std::string, 2> tier;  // empty: none
    std::uint64_t leads = 0;
};
struct ScoreRow {
    std::uint64_t differ = 0;
    std::array<double, 2> mean{};  // of the leads that have one
    std::array<std::uint64_t, 2> scored{};
};
struct SlaRow {
    std::uint64_t measured = 0;  // under a ladder with `respond_within`
    std::uint64_t in_time = 0;   // answered within it, from their coming
    std::uint64_t late = 0;
    std::uint64_t unanswered = 0;
    std::uint64_t waited = 0;  // nobody could have them at once
    Duration longest_wait{};   // of those that somebody had in the end
};

struct Comparison {
    std::array<std::unique_ptr<Replay>, 2> sides;
    std::vector<PlaceRow> people;      // in the order of the names; who has nothing is left out
    std::vector<PlaceRow> places;      // queues, held, unrouted, rejected
    std::vector<std::uint32_t> moved;  // leads that go elsewhere, in the order of their coming
    std::uint64_t other_rule = 0;      // that go to the same place by another rule
    std::vector<RuleRow> rules;        // by which rules they moved; the most frequent first
    ScoreRow score;
    std::vector<TierRow> tiers;  // whose tier differs
    std::array<SlaRow, 2> sla;
    std::uint64_t later = 0;   // in time before, late or unanswered now
    std::uint64_t sooner = 0;  // the other way round
};

// "sarah", "queue nurture", "held by pool inside", "unrouted", "rejected (competitor)".
[[nodiscard]] std::string in_words(const Going& going, const Replay& side);
// A lead's rule on that side; "otherwise" where none took it.
[[nodiscard]] std::string rule_of(const Fate& fate, const Replay& side);
// The tier that it reached; empty: none.
[[nodiscard]] std::string_view tier_of(const Fate& fate, const Replay& side);
// Why it went there: the sentence of its first decision, or where it stays.
[[nodiscard]] std::string reason_of(std::size_t lead, const Replay& side);

// `to` must have been loaded with the names of `from` known, so that both count people alike.
// `watch` hears how many leads have come, on the calling thread. The past outlives the comparison.
[[nodiscard]] Result<Comparison> compare(const Past& past,
                                         std::shared_ptr<const workspace::Policy> from,
                                         std::shared_ptr<const workspace::Policy> to,
                                         const team::Zones& zones,
                                         const std::function<void(std::size_t)>& watch);

}  // namespace baton::scenario
