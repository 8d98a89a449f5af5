// Meta Lead Ads: a post names leads, several at once; each is fetched from the Graph API.
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawList;
using lead::RawValue;

Result<HookContent> read_meta(const RawValue& body) {
    const RawValue* entries = at(body, {"entry"});
    if (entries == nullptr) return not_its_shape("Meta Lead Ads", "entry");
    HookContent content;
    for (const RawValue& entry : items(entries)) {
        for (const RawValue& change : items(at(entry, {"changes"}))) {
            if (text(at(change, {"field"})) != "leadgen") continue;
            std::string id = text(at(change, {"value", "leadgen_id"}));
            if (!id.empty()) content.to_fetch.push_back(std::move(id));
        }
    }
    if (content.to_fetch.empty()) content.nothing = "no change of leadgen";
    return content;
}

Result<HookLead> read_meta_lead(const HookFields& fields, std::string_view id,
                                const RawValue& body) {
    const RawValue* data = at(body, {"field_data"});
    if (data == nullptr) return not_its_shape("a Meta lead", "field_data");
    LeadBuilder lead(fields);
    for (const RawValue& field : items(data)) {
        const auto values = items(at(field, {"values"}));
        if (values.empty()) continue;
        RawValue value =
            values.size() == 1 ? values.front() : RawValue{RawList(values.begin(), values.end())};
        lead.add({text(at(field, {"name"}))}, std::move(value));
    }
    for (const std::string_view name :
         {"form_id", "ad_id", "campaign_id", "campaign_name", "platform", "created_time"}) {
        if (const RawValue* value = at(body, {name})) lead.set(name, *value);
    }
    return lead.take(std::string(id));
}

}  // namespace baton::capture
