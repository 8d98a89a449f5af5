// Google Ads lead forms: columns with an id that Google or the form's owner gave.
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawValue;

namespace {

// Google's own columns that no field is called by.
std::string_view field_of(std::string_view column) {
    if (column == "REGION") return "state";
    if (column == "WORK_PHONE") return "phone";
    return {};
}

}  // namespace

Result<HookContent> read_google(const HookFields& fields, const RawValue& body) {
    const RawValue* columns = at(body, {"user_column_data"});
    if (columns == nullptr) return not_its_shape("a Google Ads lead form", "user_column_data");
    HookContent content;
    if (is_true(at(body, {"is_test"}))) {
        content.nothing = "a test of Google's";
        return content;
    }
    LeadBuilder lead(fields);
    for (const RawValue& column : items(columns)) {
        const std::string id = text(at(column, {"column_id"}));
        const RawValue* value = at(column, {"string_value"});
        if (value == nullptr) continue;
        lead.add({id, field_of(id), text(at(column, {"column_name"}))}, *value);
    }
    for (const std::string_view name :
         {"form_id", "campaign_id", "adgroup_id", "creative_id", "gcl_id", "lead_submit_time"}) {
        if (const RawValue* value = at(body, {name})) lead.set(name, *value);
    }
    content.leads.push_back(lead.take(text(at(body, {"lead_id"}))));
    return content;
}

}  // namespace baton::capture
