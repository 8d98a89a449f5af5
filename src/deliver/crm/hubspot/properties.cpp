#include "deliver/crm/hubspot/properties.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::hubspot {
namespace {

// Adds what is not empty.
class Collector {
  public:
    explicit Collector(Properties& out) : out_(out) {}
    void text(std::string_view name, std::string_view value, std::size_t most = kShortText) {
        std::string cut = first_of(value, most);
        if (!cut.empty()) out_.emplace_back(name, std::move(cut));
    }
    void number(std::string_view name, const std::optional<double>& value) {
        if (value) out_.emplace_back(name, format_number(*value));
    }

  private:
    Properties& out_;
};

void describe_contact(Collector& out, const Prospect& said) {
    const FullName name = name_of(said);
    out.text("email", said.email);
    out.text("firstname", name.first);
    out.text("lastname", name.last);
    out.text("phone", said.phone);
    out.text("jobtitle", said.title);
    out.text("company", said.company);
    out.text("website", said.website);
    out.text("country", said.country);
    out.text("state", said.state);
    out.text("city", said.city);
    out.text("zip", said.postal_code);
    out.text("industry", said.industry);
    out.text("message", said.message, kLongText);
}

// `industry` is a closed list of HubSpot's for companies, so it is left to `fields`.
void describe_company(Collector& out, const Prospect& said) {
    out.text("name", said.company.empty() ? said.domain : said.company);
    out.text("domain", said.domain);
    out.text("country", said.country);
    out.text("state", said.state);
    out.text("city", said.city);
    out.text("zip", said.postal_code);
    out.number("numberofemployees", said.employees);
    out.number("annualrevenue", said.revenue);
}

void describe_task(Collector& out, const LeadNow& lead) {
    out.text("hs_timestamp", format_time(lead.received_at));
    out.text("hs_task_subject", fmt::format("New lead: {}", title_of(lead.prospect)));
    out.text("hs_task_body", story_of(lead), kLongText);
    out.text("hs_task_status", is_done(lead.state) ? "COMPLETED" : "NOT_STARTED");
}

}  // namespace

Properties properties_of(RecordKind kind, const LeadNow& lead) {
    Properties properties;
    Collector out(properties);
    switch (kind) {
        case RecordKind::Contact:
            describe_contact(out, lead.prospect);
            break;
        case RecordKind::Account:
            describe_company(out, lead.prospect);
            break;
        case RecordKind::Lead:
            out.text("hs_lead_name", title_of(lead.prospect));
            break;
        case RecordKind::Opportunity:
            out.text("dealname", title_of(lead.prospect));
            out.text("description", story_of(lead), kLongText);
            if (lead.state != desk::LeadState::Won) out.number("amount", lead.prospect.budget);
            break;
        case RecordKind::Task:
            describe_task(out, lead);
            break;
    }
    const RecordKind main = main_record(lead.wants).value_or(RecordKind::Contact);
    if (kind == main) {
        for (const auto& [name, value] : lead.prospect.further) {
            std::erase_if(properties, [&](const auto& each) { return each.first == name; });
            out.text(name, value, kLongText);
        }
    }
    return properties;
}

Properties stage_of_deal(const LeadNow& lead, const Pipelines& pipelines, std::string_view pipeline,
                         Instant now, bool is_new) {
    Properties properties;
    const auto found = pipelines.by_id.find(pipeline);
    if (found == pipelines.by_id.end()) return properties;
    const bool is_won = lead.state == desk::LeadState::Won;
    const std::string& stage = !is_closed(lead.state) ? found->second.open
                               : is_won               ? found->second.won
                                                      : found->second.lost;
    if (stage.empty() || (!is_new && !is_closed(lead.state))) return properties;
    if (is_new) properties.emplace_back("pipeline", pipeline);
    properties.emplace_back("dealstage", stage);
    if (!is_closed(lead.state)) return properties;
    properties.emplace_back("closedate", format_time(Instant::from_seconds(now.to_seconds())));
    if (is_won && lead.amount > 0) properties.emplace_back("amount", format_number(lead.amount));
    if (!is_won && !lead.reason.empty()) {
        properties.emplace_back("closed_lost_reason", first_of(lead.reason, kShortText));
    }
    return properties;
}

Properties stage_of_lead(const LeadNow& lead, const Pipelines& pipelines,
                         std::string_view pipeline) {
    Properties properties;
    const auto found = pipelines.by_id.find(pipeline);
    if (found == pipelines.by_id.end() || !is_closed(lead.state)) return properties;
    const Stages& stages = found->second;
    const std::string& stage = lead.state == desk::LeadState::Won ? stages.won : stages.lost;
    if (stage.empty()) return properties;
    properties.emplace_back("hs_pipeline", pipeline);
    properties.emplace_back("hs_pipeline_stage", stage);
    return properties;
}

}  // namespace baton::deliver::crm::hubspot
