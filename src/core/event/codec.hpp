// Events as the log keeps them: one JSON object each, with names that never change their meaning
// and a schema number. What an older version wrote is upgraded as it is read.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "core/event/event.hpp"
#include "core/team/ids.hpp"

namespace baton::event {

inline constexpr int kSchema = 1;

enum class EventError : int {
    Broken = 1,  // not the JSON that an event is
    Newer = 2,   // written by a later schema
    UnknownKind = 3,
    UnknownName = 4,  // a person, pool or queue that no published document ever named
};

// The body column of the log. Numbers of people, pools and queues are written as their names; the
// same event always gives the same bytes. About 1 µs.
[[nodiscard]] std::string encode(const Event& event, const team::Names& names);

// The columns of a logged event.
struct Logged {
    std::uint64_t seq = 0;
    Instant at;
    std::string_view kind;
    std::optional<LeadId> lead;
    std::string_view body;
};
[[nodiscard]] Result<Event> decode(const Logged& logged, const team::Names& names);

// The hash that chains the log: over the hash before and all columns.
[[nodiscard]] Digest chain(const Digest& before, const Logged& logged);

}  // namespace baton::event
