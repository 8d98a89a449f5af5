// Calendly v2: somebody booked a meeting. Who moves one sends a cancellation and a new booking that
// names the old one: still the same lead.
#include "capture/hooks/raw_reader.hpp"
#include "capture/hooks/sources.hpp"

namespace baton::capture {

using lead::RawValue;

Result<HookContent> read_calendly(const HookFields& fields, const RawValue& body) {
    const std::string event = text(at(body, {"event"}));
    const RawValue* invitee = at(body, {"payload"});
    if (event.empty() || invitee == nullptr) return not_its_shape("Calendly", "event and payload");
    HookContent content;
    if (event != "invitee.created") {
        content.nothing = event;
        return content;
    }
    LeadBuilder lead(fields);
    for (const std::string_view name : {"email", "name", "first_name", "last_name", "timezone"}) {
        if (const RawValue* value = at(*invitee, {name})) lead.add({name}, *value);
    }
    if (const RawValue* phone = at(*invitee, {"text_reminder_number"})) lead.add({"phone"}, *phone);
    for (const RawValue& entry : items(at(*invitee, {"questions_and_answers"}))) {
        const RawValue* answer = at(entry, {"answer"});
        if (answer != nullptr) lead.add({text(at(entry, {"question"}))}, *answer);
    }
    for (const auto& entry : members(at(*invitee, {"tracking"}))) {
        if (entry.name.starts_with("utm_")) lead.add({entry.name}, entry.value);
    }
    if (const RawValue* meeting = at(*invitee, {"scheduled_event", "name"})) {
        lead.set("meeting", *meeting);
    }
    if (const RawValue* start = at(*invitee, {"scheduled_event", "start_time"})) {
        lead.set("meeting_at", *start);
    }
    const std::string old = text(at(*invitee, {"old_invitee"}));
    content.leads.push_back(lead.take(old.empty() ? text(at(*invitee, {"uri"})) : old));
    return content;
}

}  // namespace baton::capture
