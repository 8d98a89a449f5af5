#include "capture/hooks/hook.hpp"

#include <array>

#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/form.hpp"
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"
#include "capture/json.hpp"

namespace baton::capture {
namespace {

constexpr std::array<std::pair<std::string_view, HookType>, 8> kTypes{{
    {"typeform", HookType::Typeform},
    {"meta", HookType::Meta},
    {"google", HookType::Google},
    {"hubspot", HookType::HubSpot},
    {"calendly", HookType::Calendly},
    {"intercom", HookType::Intercom},
    {"webflow", HookType::Webflow},
    {"json", HookType::Json},
}};

constexpr std::string_view kGraph = "https://graph.facebook.com/v21.0";
constexpr std::string_view kHubSpot = "https://api.hubapi.com";
constexpr std::string_view kContactProperties =
    "email,firstname,lastname,company,phone,mobilephone,website,jobtitle,message,country,state,"
    "city,zip,numemployees,annualrevenue,industry,hs_language";

// Letters, digits and what ids are made of; anything else is taken out, so that no id from outside
// can lead a call elsewhere.
std::string plain(std::string_view id) {
    std::string out;
    for (const char c : id) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
        if (is_plain) out += c;
    }
    return out;
}

Result<lead::RawValue> form_as_value(Result<Form> form) {
    if (!form) return std::unexpected(form.error());
    return lead::RawValue{std::move(form->lead)};
}

// Hooks of one's own may post forms; the rest send JSON, whatever they call it.
Result<lead::RawValue> body_of(HookType type, const HookCall& call) {
    if (type == HookType::Json) {
        const std::string kind = ascii_lower(call.content_type);
        if (kind.starts_with("application/x-www-form-urlencoded")) {
            return form_as_value(parse_urlencoded_form(call.body));
        }
        if (kind.starts_with("multipart/form-data")) {
            return form_as_value(parse_multipart_form(call.body, call.content_type));
        }
    }
    return parse_json_value(call.body);
}

}  // namespace

std::unexpected<Error> not_its_shape(std::string_view source, std::string_view lacks) {
    return fail(CaptureError::NotAnObject, "this is not what " + std::string(source) +
                                               " sends: it has no " + std::string(lacks));
}

std::optional<HookType> hook_type(std::string_view word) {
    for (const auto& [name, type] : kTypes) {
        if (name == word) return type;
    }
    return std::nullopt;
}

Result<HookContent> read_hook(HookType type, const HookFields& fields, const HookCall& call) {
    const auto body = body_of(type, call);
    if (!body) return std::unexpected(body.error());
    switch (type) {
        case HookType::Typeform:
            return read_typeform(fields, *body);
        case HookType::Meta:
            return read_meta(*body);
        case HookType::Google:
            return read_google(fields, *body);
        case HookType::HubSpot:
            return read_hubspot(fields, *body);
        case HookType::Calendly:
            return read_calendly(fields, *body);
        case HookType::Intercom:
            return read_intercom(fields, *body);
        case HookType::Webflow:
            return read_webflow(fields, *body);
        case HookType::Json:
            return read_own(fields, *body);
    }
    return HookContent{};
}

std::string fetch_address(HookType type, std::string_view base, std::string_view id,
                          const HookFields& fields) {
    while (base.ends_with('/')) base.remove_suffix(1);
    if (type == HookType::Meta) {
        return std::string(base.empty() ? kGraph : base) + "/" + plain(id) +
               "?fields=id,created_time,form_id,ad_id,campaign_id,campaign_name,platform,field_"
               "data";
    }
    std::string properties(kContactProperties);
    for (const auto& [field, name] : fields.map) properties += "," + plain(name);
    return std::string(base.empty() ? kHubSpot : base) + "/crm/v3/objects/contacts/" + plain(id) +
           "?properties=" + properties;
}

std::string probe_address(HookType type, std::string_view base) {
    while (base.ends_with('/')) base.remove_suffix(1);
    if (type == HookType::Meta) return std::string(base.empty() ? kGraph : base) + "/me?fields=id";
    return std::string(base.empty() ? kHubSpot : base) + "/crm/v3/objects/contacts?limit=1";
}

Result<HookLead> read_fetched(HookType type, const HookFields& fields, std::string_view id,
                              std::string_view body) {
    const auto value = parse_json_value(body);
    if (!value) return std::unexpected(value.error());
    return type == HookType::Meta ? read_meta_lead(fields, id, *value)
                                  : read_hubspot_contact(fields, id, *value);
}

}  // namespace baton::capture
