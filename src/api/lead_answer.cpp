#include "api/lead_answer.hpp"

#include "core/desk/state_after.hpp"
#include "core/lead/json_cursor.hpp"
#include "core/lead/row.hpp"
#include "core/route/words.hpp"

namespace baton::api {
namespace {

using desk::LeadState;

constexpr std::string_view kPathMark = " / ";

template <class List, class Id>
std::string_view name_of(const List& names, const std::optional<Id>& id) {
    return id ? std::string_view(names.name(*id)) : std::string_view();
}

void write_texts(ObjectWriter& object, std::string_view name,
                 const std::vector<std::string>& texts) {
    std::string& out = object.key(name);
    write_list(out, texts, [&](const std::string& text) { append_json_string(out, text); });
}

void write_lead_id(ObjectWriter& object, const Uuid& id) {
    std::string& out = object.key("lead");
    out += '"';
    out += format_uuid(id);
    out += '"';
}

// What the row's body says, sorted into what is known, kept and unknown.
struct Body {
    std::string fields = "{";
    std::string external_id;
    std::string_view unreadable;
    std::string_view extra;
};

Body take_apart(std::string_view body) {
    Body parts;
    lead::JsonCursor cursor(body);
    cursor.take('{');
    do {
        const auto name = cursor.string();
        if (!name || !cursor.take(':')) break;
        if (*name == lead::row::kExternalId) {
            parts.external_id = cursor.string().value_or("");
            continue;
        }
        const auto value = cursor.value();
        if (!value) break;
        if (*name == lead::row::kUnreadable) {
            parts.unreadable = *value;
        } else if (*name == lead::row::kExtra) {
            parts.extra = *value;
        } else {
            if (parts.fields.size() > 1) parts.fields += ',';
            append_json_string(parts.fields, *name);
            parts.fields += ':';
            parts.fields += *value;
        }
    } while (cursor.take(','));
    parts.fields += '}';
    return parts;
}

}  // namespace

std::string_view rule_name(std::string_view path, const workspace::Policy& policy) {
    if (path.empty()) return "otherwise";
    const std::size_t at = path.rfind(kPathMark);
    if (at == std::string_view::npos) return path;
    // A name may hold the mark itself: the document knows.
    if (const workspace::Rule* rule = policy.find_rule(path)) {
        return path.substr(path.size() - rule->name.size());
    }
    return path.substr(at + kPathMark.size());
}

void write_decision(ObjectWriter& object, const route::Decision& decision,
                    const workspace::Policy& policy) {
    const team::Names& names = policy.names;
    object.text("state", desk::to_word(desk::state_after(decision.outcome)));
    text_or_null(object, "person", name_of(names.people, decision.person));
    text_or_null(object, "pool", name_of(names.pools, decision.pool));
    object.text("rule", rule_name(decision.rule, policy));
    if (decision.target != 0) {
        object.integer("target", decision.target);
    } else {
        object.key("target") += "null";
    }
    text_or_null(object, "queue", name_of(names.queues, decision.queue));
    text_or_null(object, "rejected", decision.rejected);
    text_or_null(object, "account", decision.findings.account);
    text_or_null(object, "territory", decision.findings.territory);
    text_or_null(object, "owner", name_of(names.people, decision.findings.owner));
    number_or_null(object, "score", decision.findings.score);
    text_or_null(object, "tier", decision.findings.tier);
    write_texts(object, "because", route::because(decision.findings, policy));
    object.text("explanation", route::explain(decision, policy));
}

void write_warnings(ObjectWriter& object, const std::vector<lead::Warning>& warnings) {
    std::string& out = object.key("warnings");
    write_list(out, warnings, [&](const lead::Warning& warning) {
        ObjectWriter item(out);
        item.text("field", warning.field);
        item.text("message", warning.message);
    });
}

void write_intake(ObjectWriter& object, const dispatch::Done& done,
                  const std::vector<lead::Warning>& warnings) {
    const event::Event& event = done.events.front();
    write_lead_id(object, *event.lead);
    if (const auto* received = std::get_if<event::Received>(&event.body)) {
        write_decision(object, received->decision, done.policy);
        write_warnings(object, warnings);
        return;
    }
    // The same person's second submission: a revision of the lead that is open already.
    const auto& revised = std::get<event::Revised>(event.body);
    route::Decision standing;
    if (const desk::OpenLead* open = done.state.find(*event.lead)) {
        standing.person = open->person;
        standing.pool = open->pool;
        standing.queue = open->queue;
        standing.rule = open->rule;
        object.text("state", desk::to_word(open->state));
    } else {
        object.text("state", desk::to_word(LeadState::Unrouted));
    }
    const team::Names& names = done.policy.names;
    text_or_null(object, "person", name_of(names.people, standing.person));
    text_or_null(object, "pool", name_of(names.pools, standing.pool));
    object.text("rule", rule_name(standing.rule, done.policy));
    object.key("target") += "null";
    text_or_null(object, "queue", name_of(names.queues, standing.queue));
    for (const std::string_view absent :
         {"rejected", "account", "territory", "owner", "score", "tier"}) {
        object.key(absent) += "null";
    }
    object.key("because") += "[]";
    object.text("explanation",
                "The same person has an open lead: this is its revision " +
                    std::to_string(revised.revision) +
                    (standing.person ? ", told to " + names.people.name(*standing.person) + "."
                                     : std::string(".")));
    object.integer("revision", revised.revision);
    write_warnings(object, warnings);
}

dispatch::Rendered render_intake(const dispatch::Done& done,
                                 const std::vector<lead::Warning>& warnings) {
    dispatch::Rendered rendered;
    rendered.status = 201;
    rendered.body.reserve(768);
    {
        ObjectWriter object(rendered.body);
        write_intake(object, done, warnings);
    }
    return rendered;
}

namespace {

void write_state(ObjectWriter& object, const dispatch::Done& done, const store::LeadRow& before) {
    const team::Names& names = done.policy.names;
    write_lead_id(object, *done.lead);
    const desk::OpenLead* open = done.state.find(*done.lead);
    if (open != nullptr) {
        object.text("state", desk::to_word(open->state));
        text_or_null(object, "person", name_of(names.people, open->person));
        text_or_null(object, "pool", name_of(names.pools, open->pool));
        text_or_null(object, "queue", name_of(names.queues, open->queue));
        object.text("rule", rule_name(open->rule, done.policy));
        std::string& out = object.key("history");
        write_list(out, open->history,
                   [&](desk::PersonId id) { append_json_string(out, names.people.name(id)); });
    } else {
        std::string_view state = before.state;
        for (const event::Event& event : done.events) {
            const auto* closed = std::get_if<event::Closed>(&event.body);
            if (closed != nullptr && event.lead == done.lead) {
                state = desk::to_word(desk::state_after(closed->as));
            }
        }
        object.text("state", state);
        text_or_null(object, "person", before.person);
        text_or_null(object, "pool", before.pool);
        text_or_null(object, "queue", before.queue);
        object.text("rule", rule_name(before.rule, done.policy));
    }
    std::string& out = object.key("warnings");
    write_list(out, done.passed, [&](const route::Exclusion& passed) {
        ObjectWriter item(out);
        item.text("message", route::in_words(passed, done.policy));
    });
}

}  // namespace

dispatch::Rendered render_state(const dispatch::Done& done, const store::LeadRow& before) {
    dispatch::Rendered rendered;
    {
        ObjectWriter object(rendered.body);
        write_state(object, done, before);
    }
    return rendered;
}

void write_row(ObjectWriter& object, const store::LeadRow& row, const workspace::Policy& policy,
               std::string_view explanation) {
    write_lead_id(object, row.id);
    object.text("state", row.state);
    text_or_null(object, "person", row.person);
    text_or_null(object, "pool", row.pool);
    object.text("rule", rule_name(row.rule, policy));
    text_or_null(object, "queue", row.queue);
    text_or_null(object, "account", row.account);
    text_or_null(object, "territory", row.territory);
    number_or_null(object, "score", row.score);
    text_or_null(object, "tier", row.tier);
    object.text("explanation", explanation);
    text_or_null(object, "source", row.source);
    object.text("received_at", format_time(row.received_at));
    object.text("updated_at", format_time(row.updated_at));
    object.integer("revision", row.revision);
    if (row.erased_at) object.text("erased_at", format_time(*row.erased_at));
    const Body body = take_apart(row.content ? std::string_view(row.content->body) : "");
    text_or_null(object, "external_id", body.external_id);
    object.key("fields") += body.fields;
    if (!body.unreadable.empty()) object.key("unreadable") += body.unreadable;
    if (!body.extra.empty()) object.key("extra") += body.extra;
}

std::string standing_of(const desk::OpenLead& open) {
    std::string out;
    {
        ObjectWriter object(out);
        object.text("since", format_time(open.since));
        std::string& place = object.key("sla");
        if (open.sla.empty()) {
            place += "null";
        } else {
            ObjectWriter sla(place);
            sla.text("ladder", open.sla);
            sla.integer("steps_done", open.steps_done);
            text_or_null(sla, "due", open.due == Instant::never() ? "" : format_time(open.due));
        }
    }
    out.front() = ',';
    out.pop_back();
    return out;
}

}  // namespace baton::api
