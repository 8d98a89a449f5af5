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

// Applies what the log holds beyond `head`, and moves it. `each`, where it is given, sees every
// event after it was applied.
[[nodiscard]] Result<void> catch_up(const std::string& workspace, store::Store& store,
                                    desk::Desk& desk, store::Head& head,
                                    const std::function<void(event::Event&&)>& each = {});

}  // namespace baton::dispatch
