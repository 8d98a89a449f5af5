// Every bound of the reports, by name.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/instant.hpp"

namespace baton::insight {

inline constexpr std::size_t kMostLeads = 1'000'000;  // that one report looks at. TooMany
inline constexpr std::size_t kMostRows = 10'000;      // of a report; how many more is said
inline constexpr std::size_t kMostBuckets = 2'000;    // of time in a period. TooMany
inline constexpr std::int64_t kEnough = 20;           // fewer are too few to conclude from
inline constexpr std::size_t kEventsAtOnce = 4'096;   // of a log, in one transaction
inline constexpr std::size_t kReaders = 2;            // reports that read at once
inline constexpr int kPagesBeforeCheckpoint = 2'000;  // of the write-ahead log
// How long somebody who asks waits for the facts to be brought up to the log's end. NotYet
inline constexpr Duration kPatience = Duration::seconds(2);
// The thread that keeps the facts rests so long between two rounds.
inline constexpr Duration kRest = Duration{300'000};

}  // namespace baton::insight
