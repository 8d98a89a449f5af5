#include "deliver/notify/webhook.hpp"

#include <algorithm>
#include <optional>

#include "base/hmac.hpp"
#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/notify/clean.hpp"

namespace baton::deliver {
namespace {

using event::ObjectWriter;
using event::write_list;

// Code points; a body stays well under the megabyte that many receivers allow.
constexpr std::size_t kTextLimit = 10'000;
constexpr std::size_t kFieldLimit = 1'000;
constexpr std::size_t kMostFields = 100;

// A lead's words go out whole, within reason; only what would break JSON or a reader's terminal is
// taken out.
void text(ObjectWriter& object, std::string_view name, std::string_view value) {
    object.text_if_any(name, many_lines(value, kTextLimit));
}

void number(ObjectWriter& object, std::string_view name, std::optional<double> value) {
    if (value) object.number(name, *value);
}

void write_named(std::string& out, const std::vector<NamedText>& items) {
    out += '{';
    bool first = true;
    for (std::size_t i = 0; i < std::min(kMostFields, items.size()); ++i) {
        const NamedText& item = items[i];
        if (!first) out += ',';
        first = false;
        append_json_string(out, one_line(item.name, 200));
        out += ':';
        append_json_string(out, many_lines(item.value, kFieldLimit));
    }
    out += '}';
}

void write_lead(std::string& out, const LeadFacts& facts) {
    const LeadWords& lead = facts.lead;
    ObjectWriter object(out);
    object.text("id", facts.lead_id);
    text(object, "name", lead.name);
    text(object, "title", lead.title);
    text(object, "company", lead.company);
    text(object, "email", lead.email);
    text(object, "phone", lead.phone);
    text(object, "website", lead.website);
    text(object, "country", lead.country);
    text(object, "state", lead.state);
    text(object, "city", lead.city);
    text(object, "industry", lead.industry);
    text(object, "timeline", lead.timeline);
    number(object, "employees", lead.employees);
    number(object, "revenue", lead.revenue);
    number(object, "budget", lead.budget);
    text(object, "message", lead.message);
    text(object, "page", lead.page);
    text(object, "referrer", lead.referrer);
    text(object, "source", lead.source);
    for (const NamedText& part : lead.utm) text(object, part.name, part.value);
    if (!lead.more.empty()) write_named(object.key("fields"), lead.more);
}

void write_person(std::string& out, const PersonFacts& person) {
    ObjectWriter object(out);
    object.text("id", person.key);
    object.text_if_any("name", person.name);
    object.text_if_any("email", person.email);
}

void write_sla(std::string& out, const LeadFacts& facts) {
    ObjectWriter object(out);
    if (facts.respond_within) {
        object.integer("respond_within_seconds", facts.respond_within->micros / 1'000'000);
        object.flag_if_set("working_time", facts.in_working_time);
        if (facts.assigned_at && !facts.in_working_time) {
            object.text("respond_by", format_time(*facts.assigned_at + *facts.respond_within));
        }
    }
    if (facts.next_at) {
        object.text("next_at", format_time(*facts.next_at));
        object.text_if_any("next_step", facts.next_step);
    }
}

void write_data(std::string& out, const LeadFacts& facts) {
    ObjectWriter data(out);
    data.text("workspace", facts.workspace);
    if (!facts.lead_id.empty()) write_lead(data.key("lead"), facts);
    if (facts.assignee) write_person(data.key("person"), *facts.assignee);
    if (!facts.previous.empty()) {
        write_list(data.key("previous"), facts.previous,
                   [&](const PersonFacts& person) { write_person(out, person); });
    }
    data.text_if_any("pool", facts.pool);
    data.text_if_any("queue", facts.queue);
    data.text_if_any("rule", facts.rule);
    number(data, "score", facts.score);
    data.text_if_any("tier", facts.tier);
    if (!facts.reasons.empty()) {
        write_list(data.key("reasons"), facts.reasons, [&](const ScoreReason& reason) {
            ObjectWriter object(out);
            object.number("add", reason.points);
            object.text("because", reason.because);
        });
    }
    data.text_if_any("account", facts.account);
    data.text_if_any("territory", facts.territory);
    data.text_if_any("explanation", facts.explanation);
    if (facts.assigned_at) data.text("assigned_at", format_time(*facts.assigned_at));
    if (facts.respond_within || facts.next_at) write_sla(data.key("sla"), facts);
    data.text_if_any("detail", facts.detail);
    data.text_if_any("link", facts.link);
}

}  // namespace

std::string webhook_body(const LeadFacts& facts) {
    std::string out;
    {
        ObjectWriter body(out);
        body.text("type", to_word(facts.kind));
        body.text("timestamp", format_time(facts.at));
        write_data(body.key("data"), facts);
    }
    return out;
}

Result<std::vector<std::pair<std::string, std::string>>> webhook_headers(std::string_view id,
                                                                         Instant now,
                                                                         std::string_view body,
                                                                         std::string_view secret) {
    const std::string timestamp = std::to_string(now.to_seconds());
    std::vector<std::pair<std::string, std::string>> headers;
    headers.emplace_back("webhook-id", id);
    headers.emplace_back("webhook-timestamp", timestamp);
    if (secret.empty()) return headers;
    constexpr std::string_view kPrefix = "whsec_";
    if (secret.starts_with(kPrefix)) secret.remove_prefix(kPrefix.size());
    const std::optional<std::string> key = from_base64(secret);
    if (!key || key->empty()) {
        return fail(DeliverError::BadKey,
                    "the secret is not \"whsec_\" followed by base64; make one with: echo "
                    "whsec_$(openssl rand -base64 32)");
    }
    const std::string signed_text = std::string(id) + "." + timestamp + "." + std::string(body);
    headers.emplace_back("webhook-signature", "v1," + to_base64(hmac_sha256(*key, signed_text)));
    return headers;
}

}  // namespace baton::deliver
