// Who may be told of an event, where not everybody may: those who hold its lead before or after it
// (whoever had it sees it go), and those who may claim it from its queue. Told by the log alone, so
// that a stream that begins in the past tells the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/sight.hpp"
#include "api/event_log.hpp"
#include "base/result.hpp"
#include "core/team/ids.hpp"
#include "store/store.hpp"

namespace baton::api {

// Whom an event concerns, by name.
struct Concerned {
    bool all = false;
    std::vector<std::string> people = {};
    std::vector<std::string> queues = {};
};

// Reads the events of its lead up to it. Errors: the store's.
[[nodiscard]] Result<Concerned> concerned_by(store::Store& store, std::string_view workspace,
                                             EventLog& log, const team::Names& names,
                                             const store::EventRow& row);

[[nodiscard]] bool may_hear(const access::Sight& sight, const Concerned& concerned);

}  // namespace baton::api
