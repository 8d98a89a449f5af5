#include "dispatch/warm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/desk/snapshot.hpp"
#include "core/event/codec.hpp"

namespace baton::dispatch {

Result<void> catch_up(const std::string& workspace, store::Store& store, desk::Desk& desk,
                      store::Head& head, std::uint64_t last,
                      const std::function<void(event::Event&&)>& each) {
    constexpr std::size_t kAtOnce = 4096;
    static const team::Names kNone;
    while (head.seq < last) {
        const std::size_t wanted = std::min<std::uint64_t>(kAtOnce, last - head.seq);
        const auto rows = store.read(workspace, head.seq + 1, wanted);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return {};
        for (const store::EventRow& row : *rows) {
            const event::Logged logged{row.seq, row.at, row.kind, row.lead, row.body};
            if (row.seq != head.seq + 1 || event::chain(head.hash, logged) != row.hash) {
                return fail(WarmError::BrokenLog,
                            fmt::format("event {} of workspace \"{}\" does not follow from the one "
                                        "before: the log was changed or damaged",
                                        row.seq, workspace));
            }
            const auto& policy = desk.state().policy();
            auto event = event::decode(logged, policy ? policy->names : kNone);
            if (!event) return std::unexpected(event.error());
            if (!desk.can_apply(*event)) {
                return fail(WarmError::MissingDocument,
                            fmt::format("version {} of the document of workspace \"{}\" is "
                                        "missing, or cannot be read by this version of Baton",
                                        event->version, workspace));
            }
            desk.apply(*event);
            head = {row.seq, row.hash};
            if (each) each(std::move(*event));
        }
    }
    return {};
}

Result<WarmDesk> warm(const std::string& workspace, store::Store& store, desk::Setting setting) {
    return warm_at(workspace, store, std::move(setting), kLastEvent);
}

Result<WarmDesk> warm_at(const std::string& workspace, store::Store& store, desk::Setting setting,
                         std::uint64_t seq) {
    std::uint64_t at_most = seq;
    for (;;) {
        const auto snapshot = store.snapshot(workspace, at_most);
        if (!snapshot) return std::unexpected(snapshot.error());
        if (!*snapshot) break;
        auto state = desk::decode_snapshot((*snapshot)->bytes, setting.policies);
        // One that was taken of another moment than it says is no better than a damaged one.
        if (state && state->seq() == (*snapshot)->at.seq) {
            const store::Head at = (*snapshot)->at;
            WarmDesk warmed{desk::Desk(setting, std::move(*state)), at, at.seq};
            const auto caught_up = catch_up(workspace, store, warmed.desk, warmed.head, seq);
            if (!caught_up) return std::unexpected(caught_up.error());
            return warmed;
        }
        if ((*snapshot)->at.seq == 0) break;
        at_most = (*snapshot)->at.seq - 1;
    }
    WarmDesk warmed{desk::Desk(std::move(setting)), {}};
    const auto caught_up = catch_up(workspace, store, warmed.desk, warmed.head, seq);
    if (!caught_up) return std::unexpected(caught_up.error());
    return warmed;
}

}  // namespace baton::dispatch
