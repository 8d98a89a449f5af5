// The past of a workspace as a comparison plays it again: its leads from the store, what people did
// with them and when they were away from the log.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/team/ids.hpp"
#include "dispatch/directory.hpp"
#include "scenario/past.hpp"
#include "store/store.hpp"

namespace baton::api {

inline constexpr std::size_t kMaxComparedLeads = 100'000;  // the newest
inline constexpr std::size_t kMaxComparedMoves = 200;      // leads that move, told one by one

struct PastWindow {
    std::optional<Instant> from;  // leads received at or after
    std::optional<Instant> to;    // … and before
    std::size_t most = 0;         // leads: the newest
};

struct PastAnswer {
    std::size_t leads = 0;
    bool is_partial = false;  // there were more leads than `most`
};

// Fills `past` and settles it. Erased leads are left out. Reads the whole log: seconds for a
// million events, so not on the server's threads. Errors: those of the store.
[[nodiscard]] Result<PastAnswer> read_past(const dispatch::Held& room, store::Store& store,
                                           const std::string& workspace, const PastWindow& window,
                                           scenario::Past& past);

}  // namespace baton::api
