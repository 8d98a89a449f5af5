#include "deliver/notify/push.hpp"

#include "core/event/json_writer.hpp"

namespace baton::deliver {

std::string push_text(const LeadFacts& facts) {
    std::string out;
    {
        event::ObjectWriter object(out);
        object.text("kind", to_word(facts.kind));
        object.text("workspace", facts.workspace);
        object.text_if_any("lead", facts.lead_id);
        object.text("to",
                    facts.lead_id.empty() ? "/app/deliveries" : "/app/leads/" + facts.lead_id);
    }
    return out;
}

bool is_urgent(MessageKind kind) {
    switch (kind) {
        case MessageKind::Assigned:
        case MessageKind::Reassigned:
        case MessageKind::Escalated:
        case MessageKind::Queued:
        case MessageKind::Unrouted:
        case MessageKind::LadderFailed:
            return true;
        case MessageKind::Held:
        case MessageKind::Rejected:
        case MessageKind::Acknowledged:
        case MessageKind::Contacted:
        case MessageKind::Closed:
        case MessageKind::Revised:
        case MessageKind::DeliveryFailed:
        case MessageKind::Pressed:
        case MessageKind::Answer:
        case MessageKind::Test:
            return false;
    }
    return false;
}

}  // namespace baton::deliver
