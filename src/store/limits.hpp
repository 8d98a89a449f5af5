// What the store takes at most; more is refused as StoreError::Invalid, or cut as the reading
// function says. Nothing behind the door is unbounded.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/instant.hpp"

namespace baton::store {

inline constexpr std::size_t kMaxNameBytes = 255;  // workspace, person, rule, kind, channel …
inline constexpr std::size_t kMaxKeyBytes = 255;
inline constexpr std::size_t kMaxBodyBytes = std::size_t{8} << 20;    // one event or lead body
inline constexpr std::size_t kMaxBatchBytes = std::size_t{64} << 20;  // one append, all its rows
inline constexpr std::size_t kMaxEventsPerAppend = 50'000;
inline constexpr std::size_t kMaxIdentities = 16;  // of one lead

inline constexpr std::size_t kMaxEventsPerRead = 10'000;
inline constexpr std::size_t kMaxBytesPerRead = std::size_t{16} << 20;
inline constexpr std::size_t kMaxPage = 200;
// A page of a search looks at so many rows at most and then hands back a cursor to go on from.
inline constexpr std::size_t kMaxScan = 20'000;

inline constexpr Duration kIdempotencyKept = Duration::days(7);
// The last few snapshots are kept, and of the older ones as many as it takes that no event is
// further behind one than this.
inline constexpr std::size_t kSnapshotsKept = 3;
inline constexpr std::uint64_t kSnapshotReach = 50'000;

}  // namespace baton::store
