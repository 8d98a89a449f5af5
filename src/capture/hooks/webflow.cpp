// Webflow v2: a form's labels, as people wrote them, with their values.
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawValue;

Result<HookContent> read_webflow(const HookFields& fields, const RawValue& body) {
    const std::string kind = text(at(body, {"triggerType"}));
    const RawValue* payload = at(body, {"payload"});
    if (kind.empty() || payload == nullptr) {
        return not_its_shape("Webflow", "triggerType and payload");
    }
    HookContent content;
    if (kind != "form_submission") {
        content.nothing = kind;
        return content;
    }
    LeadBuilder lead(fields);
    for (const auto& field : members(at(*payload, {"data"}))) lead.add({field.name}, field.value);
    if (const RawValue* form = at(*payload, {"name"})) lead.set("form", *form);
    if (const RawValue* sent = at(*payload, {"submittedAt"})) lead.set("submitted_at", *sent);
    content.leads.push_back(lead.take(text(at(*payload, {"id"}))));
    return content;
}

}  // namespace baton::capture
