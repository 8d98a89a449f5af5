// Typeform: {event_type: "form_response", form_response: {token, definition.fields, answers, …}}.
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawList;
using lead::RawValue;

namespace {

// An answer's value stands under the name of its type.
RawValue value_of(const RawValue& answer, const std::string& type) {
    const RawValue* value = at(answer, {type});
    if (value == nullptr) return {};
    if (type == "choice") {
        const std::string label = text(at(*value, {"label"}));
        return RawValue{label.empty() ? text(at(*value, {"other"})) : label};
    }
    if (type == "choices") {
        RawList all;
        for (const RawValue& label : items(at(*value, {"labels"}))) all.push_back(label);
        const RawValue* other = at(*value, {"other"});
        if (other != nullptr) all.push_back(*other);
        return RawValue{std::move(all)};
    }
    return *value;
}

// What an answer's type alone says, where neither its ref nor its question does.
std::string_view field_of(std::string_view type) {
    if (type == "email") return "email";
    if (type == "phone_number") return "phone";
    return {};
}

std::string title_of(const RawValue& response, const std::string& id) {
    for (const RawValue& field : items(at(response, {"definition", "fields"}))) {
        if (text(at(field, {"id"})) == id) return text(at(field, {"title"}));
    }
    return {};
}

bool means_something(const HookFields& fields, std::initializer_list<std::string_view> names) {
    LeadBuilder trial(fields);
    trial.add(names, RawValue{std::string("x")});
    const HookLead lead = trial.take("");
    return !lead.raw.empty() && fields.schema.find(lead.raw.front().name).has_value();
}

}  // namespace

Result<HookContent> read_typeform(const HookFields& fields, const RawValue& body) {
    const RawValue* response = at(body, {"form_response"});
    if (response == nullptr) return not_its_shape("Typeform", "form_response");
    LeadBuilder lead(fields);
    for (const RawValue& answer : items(at(*response, {"answers"}))) {
        const std::string type = text(at(answer, {"type"}));
        const std::string ref = text(at(answer, {"field", "ref"}));
        const std::string id = text(at(answer, {"field", "id"}));
        const std::string title = title_of(*response, id);
        const std::string_view by_type = field_of(type);
        RawValue value = value_of(answer, type);
        if (!by_type.empty() && !lead.has(by_type) && !means_something(fields, {ref, id, title})) {
            lead.set(by_type, std::move(value));
        } else {
            lead.add({ref, id, title}, std::move(value));
        }
    }
    for (const auto& hidden : members(at(*response, {"hidden"}))) {
        lead.add({hidden.name}, hidden.value);
    }
    for (const RawValue& variable : items(at(*response, {"variables"}))) {
        const RawValue* value = at(variable, {text(at(variable, {"type"}))});
        if (value != nullptr) lead.add({text(at(variable, {"key"}))}, *value);
    }
    if (const RawValue* score = at(*response, {"calculated", "score"})) {
        lead.set("typeform_score", *score);
    }
    if (const RawValue* sent = at(*response, {"submitted_at"})) lead.set("submitted_at", *sent);
    HookContent content;
    content.leads.push_back(lead.take(text(at(*response, {"token"}))));
    return content;
}

}  // namespace baton::capture
