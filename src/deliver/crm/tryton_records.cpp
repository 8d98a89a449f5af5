#include "deliver/crm/tryton_records.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace baton::deliver::crm::tryton {
namespace {

using desk::LeadState;

constexpr std::size_t kShortestWord = 3;  // that is taken out of what Tryton says

std::string describe(const LeadNow& lead) {
    const std::string name = contact_name(lead);
    return lead.prospect.company.empty() ? name
                                         : fmt::format("{}, {}", name, lead.prospect.company);
}

void add_line(std::string& out, std::string_view what, std::string_view value) {
    if (value.empty()) return;
    if (!out.empty()) out += '\n';
    out += fmt::format("{}: {}", what, value);
}

std::string comment_of(const LeadNow& lead) {
    const Prospect& said = lead.prospect;
    std::string out;
    add_line(out, "Message", said.message);
    add_line(out, "Title", said.title);
    add_line(out, "Website", said.website);
    add_line(out, "Industry", said.industry);
    if (said.employees) add_line(out, "Employees", format_number(*said.employees));
    std::string place = said.city;
    for (const std::string& part : {said.postal_code, said.state, said.country}) {
        if (part.empty()) continue;
        place += place.empty() ? part : ", " + part;
    }
    add_line(out, "Place", place);
    add_line(out, "Source", said.source);
    add_line(out, "Page", said.page);
    if (lead.score) add_line(out, "Score", format_number(*lead.score));
    add_line(out, "Tier", lead.tier);
    add_line(out, "Rule", lead.rule);
    add_line(out, "Baton", lead.link);
    return out;
}

// The state that the lead would have there, by itself; empty: that is Tryton's own affair.
std::string_view state_for(const LeadNow& lead, bool has_party, bool has_owner) {
    switch (lead.state) {
        case LeadState::Won:
            return "won";
        case LeadState::Lost:
            return "lost";
        case LeadState::Disqualified:
        case LeadState::Rejected:
            return "cancelled";
        case LeadState::Assigned:
        case LeadState::Acknowledged:
        case LeadState::Contacted:
            break;
        case LeadState::Held:
        case LeadState::Unrouted:
        case LeadState::Queued:
            return "lead";
    }
    const bool is_opportunity = wants(lead, RecordKind::Opportunity) && has_party && has_owner;
    return is_opportunity ? "opportunity" : "lead";
}

bool is_closed(std::string_view state) {
    return state == "converted" || state == "won" || state == "lost" || state == "cancelled";
}

// What goes with a state.
void add_state(json::object& values, const LeadNow& lead, std::string_view state, Instant now) {
    values["state"] = state;
    if (!is_closed(state)) return;
    values["end_date"] = date_value(now);
    if (state == "won" && lead.amount > 0) values["amount"] = decimal_value(lead.amount);
    if (state == "lost") values["lost_reason"] = lead.reason;
}

json::object one(std::string_view type, const std::string& value) {
    return {{"type", type}, {"value", value}};
}

}  // namespace

std::string contact_code(const LeadNow& lead) { return std::string(kOurs) + lead.id; }
std::string account_code(const LeadNow& lead) { return contact_code(lead) + ":account"; }
std::string reference_of(const LeadNow& lead) { return contact_code(lead); }

bool wants(const LeadNow& lead, RecordKind kind) {
    return std::ranges::find(lead.wants, kind) != lead.wants.end();
}

bool wants_opportunity(const LeadNow& lead) {
    return wants(lead, RecordKind::Lead) || wants(lead, RecordKind::Opportunity);
}

std::string contact_name(const LeadNow& lead) {
    const Prospect& said = lead.prospect;
    if (!said.name.empty()) return said.name;
    if (!said.email.empty()) return said.email;
    if (!said.phone.empty()) return said.phone;
    return said.company.empty() ? "Lead " + lead.id : said.company;
}

json::object contact_values(const LeadNow& lead) {
    json::array ways;
    if (!lead.prospect.email.empty()) ways.emplace_back(one("email", lead.prospect.email));
    if (!lead.prospect.phone.empty()) ways.emplace_back(one("phone", lead.prospect.phone));
    json::object values{{"name", contact_name(lead)}};
    if (!ways.empty()) {
        values["contact_mechanisms"] = json::array{json::array{"create", std::move(ways)}};
    }
    return values;
}

json::object account_values(const LeadNow& lead) {
    json::object values{{"name", lead.prospect.company}};
    if (!lead.prospect.website.empty()) {
        values["contact_mechanisms"] =
            json::array{json::array{"create", json::array{one("website", lead.prospect.website)}}};
    }
    return values;
}

json::object opportunity_values(const LeadNow& lead, std::string_view party, std::int64_t company,
                                Instant now) {
    json::object values{{"company", company},
                        {"reference", reference_of(lead)},
                        {"description", describe(lead)},
                        {"comment", comment_of(lead)},
                        {"start_date", date_value(lead.received_at)}};
    if (!party.empty()) values["party"] = to_number(party);
    if (lead.prospect.budget) values["amount"] = decimal_value(*lead.prospect.budget);
    if (!lead.owner.empty()) values["employee"] = to_number(lead.owner);
    for (const auto& [field, value] : lead.prospect.further) values[field] = value;
    add_state(values, lead, state_for(lead, !party.empty(), !lead.owner.empty()), now);
    return values;
}

json::object opportunity_changes(const LeadNow& lead, const json::object& there,
                                 std::string_view party, Instant now, Written& written) {
    json::object values;
    const std::string state = text_of(there, "state");
    const std::string owner = id_of(there, "employee");
    std::string& known = written.known.owner;
    const bool was_moved = !known.empty() && owner != known && owner != lead.owner;
    if (is_closed(state)) {
        if (!was_moved) known = owner;
        return values;
    }
    if (was_moved) {
        written.found_owner = owner;
    } else if (!lead.owner.empty()) {
        if (owner != lead.owner) values["employee"] = to_number(lead.owner);
        known = lead.owner;
    } else {
        known = owner;
    }
    if (id_of(there, "party").empty() && !party.empty()) values["party"] = to_number(party);
    const bool has_owner = !owner.empty() || values.contains("employee");
    const bool has_party = !id_of(there, "party").empty() || !party.empty();
    const std::string_view wanted = state_for(lead, has_party, has_owner);
    // An opportunity does not become a lead again because its holder is looked for.
    if (wanted != state && wanted != "lead") add_state(values, lead, wanted, now);
    return values;
}

std::string task_mark(const LeadNow& lead) { return reference_of(lead) + ":task"; }

std::string task_text(const LeadNow& lead) {
    std::string text = fmt::format("To do: get in touch with {}", contact_name(lead));
    if (!lead.owner_name.empty()) text += fmt::format(" ({})", lead.owner_name);
    return fmt::format("{}\n{}", text, task_mark(lead));
}

std::string message_hash(const LeadNow& lead) {
    constexpr std::size_t kBytes = 8;
    if (lead.prospect.message.empty()) return {};
    return to_hex(bytes_of(sha256(lead.prospect.message)).substr(0, kBytes));
}

std::string message_mark(const LeadNow& lead) {
    return fmt::format("{}:{}", reference_of(lead), message_hash(lead));
}

std::string message_text(const LeadNow& lead) {
    return fmt::format("{}\n{}", lead.prospect.message, message_mark(lead));
}

std::string without_words(std::string message, const LeadNow& lead) {
    const Prospect& said = lead.prospect;
    std::array<std::string, 10> words{said.message, said.name,    said.email,     said.phone,
                                      said.company, said.website, said.last_name, said.first_name,
                                      said.title,   said.city};
    std::ranges::sort(words, std::ranges::greater{}, &std::string::size);
    for (const std::string& word : words) {
        if (word.size() < kShortestWord) continue;
        for (std::size_t at = 0; (at = message.find(word, at)) != std::string::npos;) {
            message.replace(at, word.size(), "…");
            at += 3;
        }
    }
    return message;
}

}  // namespace baton::deliver::crm::tryton
