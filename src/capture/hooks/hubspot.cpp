// HubSpot: a form's submission with its fields, or a webhook that names contacts, which are
// fetched.
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawValue;

namespace {

// HubSpot's own properties that no field is called by.
std::string_view field_of(std::string_view property) {
    if (property == "annualrevenue") return "revenue";
    if (property == "hs_language") return "language";
    return {};
}

HookContent read_webhooks(std::span<const RawValue> changes) {
    HookContent content;
    for (const RawValue& change : changes) {
        const std::string kind = text(at(change, {"subscriptionType"}));
        const bool is_contact =
            kind == "contact.creation" ||
            (kind == "object.creation" && text(at(change, {"objectTypeId"})) == "0-1");
        std::string id = text(at(change, {"objectId"}));
        if (is_contact && !id.empty()) content.to_fetch.push_back(std::move(id));
    }
    if (content.to_fetch.empty()) content.nothing = "no contact was created";
    return content;
}

}  // namespace

Result<HookContent> read_hubspot(const HookFields& fields, const RawValue& body) {
    if (std::holds_alternative<lead::RawList>(body.value)) return read_webhooks(items(&body));
    const RawValue* values = at(body, {"fields"});
    if (values == nullptr) return not_its_shape("HubSpot", "fields, nor is it a list of changes");
    LeadBuilder lead(fields);
    for (const RawValue& field : items(values)) {
        const std::string name = text(at(field, {"name"}));
        if (const RawValue* value = at(field, {"value"})) lead.add({name, field_of(name)}, *value);
    }
    if (const RawValue* page = at(body, {"context", "pageUri"})) lead.add({"page"}, *page);
    const std::string visitor = text(at(body, {"context", "hutk"}));
    const std::string sent = text(at(body, {"submittedAt"}));
    HookContent content;
    // It has no id of its own: whose browser, and when, is as good.
    content.leads.push_back(lead.take(sent.empty() ? std::string() : visitor + "-" + sent));
    return content;
}

Result<HookLead> read_hubspot_contact(const HookFields& fields, std::string_view id,
                                      const RawValue& body) {
    const RawValue* properties = at(body, {"properties"});
    if (properties == nullptr) return not_its_shape("a HubSpot contact", "properties");
    LeadBuilder lead(fields);
    for (const auto& property : members(properties)) {
        if (property.name.starts_with("hs_object") || property.name == "lastmodifieddate") continue;
        lead.add({property.name, field_of(property.name)}, property.value);
    }
    return lead.take(std::string(id));
}

}  // namespace baton::capture
