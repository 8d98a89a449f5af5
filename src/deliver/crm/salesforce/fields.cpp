#include "deliver/crm/salesforce/fields.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::salesforce {
namespace {

// Where nothing is known yet, an opportunity is expected to close in so many days: Salesforce
// requires a date.
constexpr std::int64_t kDaysToClose = 30;
constexpr std::string_view kUnknown = "[not provided]";  // Salesforce's own words for it

void add(Fields& fields, std::string_view name, std::string_view value,
         std::size_t most = kShortText) {
    const std::string cut = first_of(value, most);
    if (!cut.empty()) set_text(fields, name, cut);
}

void add(Fields& fields, std::string_view name, const std::optional<double>& value) {
    if (!value) return;
    std::string json;
    append_json_number(json, *value);
    set_json(fields, name, std::move(json));
}

std::optional<double> whole(const std::optional<double>& value) {
    return value ? std::optional(std::floor(*value)) : std::nullopt;
}

void add_person(Fields& fields, const Prospect& said) {
    const FullName name = name_of(said);
    add(fields, "FirstName", name.first, 40);
    const std::string& last = name.last.empty() ? said.email : name.last;
    add(fields, "LastName", last.empty() ? kUnknown : std::string_view(last), 80);
    add(fields, "Title", said.title, 128);
    add(fields, "Email", said.email, 80);
    add(fields, "Phone", said.phone, 40);
}

// Country and state go into the description: where an organisation has lists of them, it takes no
// free text. `fields` may name their codes.
void add_lead(Fields& fields, const LeadNow& lead) {
    const Prospect& said = lead.prospect;
    add_person(fields, said);
    const std::string_view company = !said.company.empty() ? said.company : said.domain;
    add(fields, "Company", company.empty() ? kUnknown : company);
    add(fields, "Website", said.website);
    add(fields, "City", said.city, 40);
    add(fields, "PostalCode", said.postal_code, 20);
    add(fields, "Industry", said.industry, 40);
    add(fields, "LeadSource", said.source, 40);
    add(fields, "AnnualRevenue", said.revenue);
    add(fields, "NumberOfEmployees", whole(said.employees));
    add(fields, "Description", story_of(lead), kLongText);
}

void add_account(Fields& fields, const Prospect& said) {
    add(fields, "Name", said.company.empty() ? said.domain : said.company);
    add(fields, "Website", said.website.empty() ? said.domain : said.website);
    add(fields, "Industry", said.industry, 40);
    add(fields, "BillingCity", said.city, 40);
    add(fields, "BillingPostalCode", said.postal_code, 20);
    add(fields, "AnnualRevenue", said.revenue);
    add(fields, "NumberOfEmployees", whole(said.employees));
}

void add_task(Fields& fields, const LeadNow& lead) {
    add(fields, "Subject", fmt::format("New lead: {}", title_of(lead.prospect)));
    add(fields, "Description", story_of(lead), kLongText);
    add(fields, "ActivityDate", format_time(lead.received_at).substr(0, 10));
    add(fields, "Status", is_done(lead.state) ? "Completed" : "Not Started");
    add(fields, "Priority", "Normal");
}

}  // namespace

void set_json(Fields& fields, std::string_view name, std::string value) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    fields.emplace_back(name, std::move(value));
}

void set_text(Fields& fields, std::string_view name, std::string_view value) {
    std::string json;
    append_json_string(json, value);
    set_json(fields, name, std::move(json));
}

Fields fields_of(RecordKind kind, const LeadNow& lead) {
    Fields fields;
    switch (kind) {
        case RecordKind::Lead:
            add_lead(fields, lead);
            break;
        case RecordKind::Contact:
            add_person(fields, lead.prospect);
            add(fields, "MailingCity", lead.prospect.city, 40);
            add(fields, "MailingPostalCode", lead.prospect.postal_code, 20);
            add(fields, "LeadSource", lead.prospect.source, 40);
            break;
        case RecordKind::Account:
            add_account(fields, lead.prospect);
            break;
        case RecordKind::Opportunity:
            add(fields, "Name", title_of(lead.prospect), 120);
            add(fields, "Description", story_of(lead), kLongText);
            add(fields, "LeadSource", lead.prospect.source, 40);
            add(fields, "Amount", lead.prospect.budget);
            break;
        case RecordKind::Task:
            add_task(fields, lead);
            break;
    }
    return fields;
}

void add_further(Fields& fields, const LeadNow& lead) {
    for (const auto& [name, value] : lead.prospect.further) add(fields, name, value, kLongText);
}

Fields stage_of(const LeadNow& lead, const Stages& stages, Instant now, bool is_new) {
    Fields fields;
    const bool is_won = lead.state == desk::LeadState::Won;
    const bool is_over = is_closed(lead.state);
    const std::string& stage = !is_over ? stages.open : is_won ? stages.won : stages.lost;
    if (stage.empty() || (!is_new && !is_over)) return fields;
    set_text(fields, "StageName", stage);
    const Instant closes = is_over ? now : lead.received_at + Duration::days(kDaysToClose);
    set_text(fields, "CloseDate", format_time(closes).substr(0, 10));
    if (is_won && lead.amount > 0) add(fields, "Amount", lead.amount);
    return fields;
}

}  // namespace baton::deliver::crm::salesforce
