#include "deliver/replay.hpp"

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "deliver/planner.hpp"

namespace baton::deliver {
namespace {

constexpr std::string_view kMark = "replay:";
constexpr std::size_t kUuidText = 36;

}  // namespace

store::DeliveryRow replay_of(const store::DeliveryRow& original, Instant asked) {
    Planned plan;
    plan.channel = original.channel;
    plan.kind = original.kind;
    plan.recipient = original.recipient;
    plan.lead = original.lead;
    plan.payload = fmt::format("{}{}@{}", kMark, format_uuid(original.id), asked.micros);
    const Instant made{millis_of(original.id) * 1000};
    return make_row(original.workspace, original.event_seq, made, std::move(plan), asked);
}

bool is_replay(const store::DeliveryRow& row) { return row.payload.starts_with(kMark); }

std::string wire_id(const store::DeliveryRow& row) {
    if (is_replay(row)) {
        const auto first =
            parse_uuid(std::string_view(row.payload).substr(kMark.size(), kUuidText));
        if (first) return format_uuid(*first);
    }
    return format_uuid(row.id);
}

}  // namespace baton::deliver
