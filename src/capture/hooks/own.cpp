// Flat JSON or a form of one's own: Gravity Forms, Contact Form 7, Zapier, a script.
#include <algorithm>

#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawValue;

namespace {

// Contact Form 7's own names, which begin with "your-".
std::string_view bare(std::string_view name) {
    constexpr std::string_view kYour = "your-";
    return name.starts_with(kYour) ? name.substr(kYour.size()) : std::string_view();
}

}  // namespace

Result<HookContent> read_own(const HookFields& fields, const RawValue& body) {
    if (!std::holds_alternative<lead::RawMap>(body.value)) {
        return not_its_shape("a hook of your own", "an object of fields");
    }
    LeadBuilder lead(fields);
    for (const auto& [field, path] : fields.map) {
        if (const RawValue* value = at_dotted(body, path)) lead.set(field, *value);
    }
    std::string id;
    for (const auto& member : members(&body)) {
        const bool is_mapped = std::ranges::any_of(
            fields.map, [&](const auto& entry) { return entry.second == member.name; });
        if (is_mapped || member.name.starts_with('_')) continue;
        if (member.name == "id" || member.name == "entry_id") {
            if (id.empty()) id = text(&member.value);
            continue;
        }
        lead.add({member.name, bare(member.name)}, member.value);
    }
    HookContent content;
    content.leads.push_back(lead.take(std::move(id)));
    return content;
}

}  // namespace baton::capture
