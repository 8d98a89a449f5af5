// How people and pools stand at a moment, as far as choosing between them needs it: absences, what
// they hold, what they were given, whose turn comes. The desk owns and changes it; route only
// reads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "core/route/turns.hpp"
#include "core/team/capacity.hpp"
#include "core/team/ids.hpp"

namespace baton::route {

// How many were given in the period that began at `start`; a later period counts from nothing.
struct PeriodCount {
    Instant start{};
    std::int64_t count = 0;

    friend bool operator==(const PeriodCount&, const PeriodCount&) = default;
};
using PeriodCounts = std::array<PeriodCount, 4>;  // by team::Period

// The hour, day, week and month that a moment lies in, by the workspace's clock.
struct Calendar {
    std::array<Instant, 4> starts{};
    std::array<Instant, 4> ends{};

    [[nodiscard]] static Calendar at(const team::Zone& zone, Instant now);
    [[nodiscard]] bool holds(Instant now) const;  // still the same hour
    [[nodiscard]] std::int64_t count(const PeriodCounts& counts, team::Period period) const {
        const auto i = static_cast<std::size_t>(period);
        return counts[i].start == starts[i] ? counts[i].count : 0;
    }
    void add(PeriodCounts& counts) const;
};
// Takes back one that was counted when the periods began at `when`; nothing where a period is over.
void take_back(PeriodCounts& counts, const std::array<Instant, 4>& when);

struct Absence {
    Instant from;
    Instant until;  // not absent any more at exactly this moment; never() for an open end

    friend bool operator==(const Absence&, const Absence&) = default;
};

struct PersonStanding {
    bool paused = false;
    std::vector<Absence> absences;  // sorted by from
    std::int64_t open = 0;
    PeriodCounts given{};
    std::optional<double> deals;
    std::optional<double> quota;
    std::optional<double> attained;
    std::int64_t won = 0;
    std::int64_t lost = 0;
    std::vector<std::uint32_t> responses;  // seconds to first contact, the last 200, oldest first

    // The absence that covers `now`; null when at work.
    [[nodiscard]] const Absence* absence(Instant now) const;
    friend bool operator==(const PersonStanding&, const PersonStanding&) = default;
};

struct PoolStanding {
    std::vector<Seat> seats;                              // by the pool's members in listed order
    std::vector<std::pair<team::PersonId, Seat>> former;  // who left; by PersonId
    std::uint64_t turns = 0;                              // leads given so far
    std::int64_t open = 0;
    PeriodCounts given{};

    friend bool operator==(const PoolStanding&, const PoolStanding&) = default;
};

struct Standing {
    std::vector<PersonStanding> people;  // by PersonId
    std::vector<PoolStanding> pools;     // by PoolId
};

}  // namespace baton::route
