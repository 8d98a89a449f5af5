// A desk warmed from the store: the latest snapshot, then the tail of the log.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/desk/desk.hpp"
#include "dispatch/policy_shelf.hpp"
#include "store/store.hpp"

namespace baton::dispatch {

struct WarmDesk {
    desk::Desk desk;
    store::Head head;
    std::uint64_t snapshot_seq = 0;  // of the snapshot that it began with; 0: none
};

enum class WarmError : int {
    BrokenLog = 1,  // a hash does not follow, or an event is missing
    MissingDocument = 2,
};

// Reads everything there is. A snapshot that cannot be read is passed over for an older one, at
// last for none. Errors: those of the store, of events (a newer one: nothing is touched),
// WarmError.
[[nodiscard]] Result<WarmDesk> warm(const std::string& workspace, store::Store& store,
                                    desk::Setting setting);

inline constexpr std::uint64_t kLastEvent = std::numeric_limits<std::int64_t>::max();

// The same as it was after event `seq`; 0: before the first. Reads at most some
// store::kSnapshotReach events where snapshots are kept as they should be.
[[nodiscard]] Result<WarmDesk> warm_at(const std::string& workspace, store::Store& store,
                                       desk::Setting setting, std::uint64_t seq);

// Applies what the log holds beyond `head`, up to event `last`, and moves it. `each`, where it is
// given, sees every event after it was applied.
[[nodiscard]] Result<void> catch_up(const std::string& workspace, store::Store& store,
                                    desk::Desk& desk, store::Head& head,
                                    std::uint64_t last = kLastEvent,
                                    const std::function<void(event::Event&&)>& each = {});

}  // namespace baton::dispatch
