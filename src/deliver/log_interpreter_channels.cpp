// What LogInterpreter knows of a workspace's channels: which there are, and since when.
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "deliver/crm_channel.hpp"
#include "deliver/lead_story.hpp"
#include "deliver/log_interpreter.hpp"

namespace baton::deliver {
namespace {

std::vector<std::string> channels_in(const workspace::Policy& policy) {
    std::vector<std::string> keys;
    for (const workspace::Channel& channel : policy.channels) keys.push_back(channel.key);
    for (const auto& crm : policy.crm) keys.push_back(crm_channel(crm.key));
    return keys;
}

}  // namespace

Result<std::vector<std::string>> LogInterpreter::channels(std::string_view workspace) {
    // Before the first document there is nothing to send.
    const SharedPolicy policy = policies_.live(workspace);
    return policy == nullptr ? std::vector<std::string>{} : channels_in(*policy);
}

// Goes back over the documents that were published for as long as they have the channel. One that
// this version of Baton cannot read any more ends it: what happened under it cannot be told anyway.
Result<std::uint64_t> LogInterpreter::known_since(std::string_view workspace,
                                                  std::string_view channel) {
    const auto now = live(workspace);
    if (!now) return std::unexpected(now.error());
    store::AccessStore* access = store_.access();
    if (access == nullptr) return 1;  // such a store does not list what was published
    std::optional<std::uint64_t> since;
    auto below = std::numeric_limits<std::uint64_t>::max();
    while (true) {
        const auto rows = access->changes(workspace, below, store::kMaxPage);
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return 1;
        for (const store::EventRow& row : *rows) {
            below = row.seq;
            const auto event = decode_row(row, (*now)->names);
            if (!event) return std::unexpected(event.error());
            if (!std::holds_alternative<event::Published>(event->body)) continue;
            // Whether it is there is asked first, so that a store that fails ends nothing.
            const auto document = store_.document(workspace, event->version);
            if (!document) return std::unexpected(document.error());
            const SharedPolicy policy = policies_.at(workspace, event->version);
            const auto channels = policy ? channels_in(*policy) : std::vector<std::string>{};
            if (std::ranges::find(channels, channel) == channels.end()) return since.value_or(1);
            since = row.seq;
        }
    }
}

}  // namespace baton::deliver
