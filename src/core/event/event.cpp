#include "core/event/event.hpp"

#include <array>

namespace baton::event {

std::string_view to_word(Cause cause) {
    switch (cause) {
        case Cause::Submitted:
            return "submitted";
        case Cause::Hand:
            return "hand";
        case Cause::Waiting:
            return "waiting";
        case Cause::Silence:
            return "silence";
        case Cause::Claimed:
            return "claimed";
        case Cause::Stale:
            return "stale";
        case Cause::Published:
            return "published";
    }
    return "";
}

std::string_view kind_of(const Event& event) {
    static constexpr std::array<std::string_view, std::variant_size_v<Body>> kKinds{
        "published", "received",  "revised",      "decided", "acknowledged", "contacted",
        "closed",    "escalated", "availability", "figures", "alerted"};
    return kKinds[event.body.index()];
}

const route::Decision* decision_of(const Event& event) {
    if (const auto* received = std::get_if<Received>(&event.body)) return &received->decision;
    if (const auto* decided = std::get_if<Decided>(&event.body)) return &decided->decision;
    return nullptr;
}

}  // namespace baton::event
