#include "deliver/crm_leads.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/lead/lead.hpp"
#include "deliver/lead_link.hpp"
#include "deliver/lead_story.hpp"
#include "deliver/notify/facts.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver {
namespace {

namespace field = lead::field;
using crm::LeadNow;
using crm::Prospect;
using crm::RecordKind;

std::vector<RecordKind> wanted(const CrmAsk& ask, const std::string& rule) {
    const workspace::Rule* found = rule.empty() ? nullptr : ask.policy.find_rule(rule);
    const std::vector<std::string>* names = &ask.connection.create;
    if (names->empty() && found != nullptr) names = &found->create;
    if (names->empty()) names = &ask.policy.create;
    if (names->empty()) return {ask.usual.begin(), ask.usual.end()};
    std::vector<RecordKind> out;
    for (std::size_t i = 0; i < crm::kRecordKinds; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        if (std::ranges::find(*names, crm::to_word(kind)) != names->end()) out.push_back(kind);
    }
    return out;
}

Prospect prospect_of(const lead::Lead& lead, const CrmAsk& ask) {
    const auto text = [&](lead::FieldId id) { return to_text(lead.at(id)); };
    const auto number = [&](lead::FieldId id) {
        const auto* value = std::get_if<double>(&lead.at(id));
        return value == nullptr ? std::nullopt : std::optional(*value);
    };
    Prospect said;
    said.email = text(field::kEmail);
    said.phone = text(field::kPhone);
    said.name = words_of(lead, ask.policy.schema).name;
    said.first_name = text(field::kFirstName);
    said.last_name = text(field::kLastName);
    said.title = text(field::kTitle);
    said.company = text(field::kCompany);
    said.website = text(field::kWebsite);
    said.domain = text(field::kDomain);
    said.industry = text(field::kIndustry);
    said.country = text(field::kCountry);
    said.state = text(field::kState);
    said.city = text(field::kCity);
    said.postal_code = text(field::kPostalCode);
    said.language = text(field::kLanguage);
    said.message = text(field::kMessage);
    said.page = text(field::kPage);
    said.source = text(field::kSource);
    said.employees = number(field::kEmployees);
    said.revenue = number(field::kRevenue);
    said.budget = number(field::kBudget);
    for (const auto& [ours, theirs] : ask.connection.fields) {
        const auto id = ask.policy.schema.find(ours);
        std::string value = id ? text(*id) : std::string();
        if (!value.empty()) said.further.emplace_back(theirs, std::move(value));
    }
    return said;
}

// How a closed lead ended stands in the log alone.
Result<void> tell_ending(store::Store& store, const CrmAsk& ask, const store::LeadRow& row,
                         LeadNow& lead) {
    if (!desk::is_over(lead.state) || lead.state == desk::LeadState::Rejected) return {};
    const auto story = LeadStory::read(store, ask.workspace, row.id,
                                       std::numeric_limits<std::uint64_t>::max(), ask.policy.names);
    if (!story) return std::unexpected(story.error());
    const event::Closed* closed = story->closed();
    if (closed == nullptr) return {};
    lead.amount = closed->amount;
    lead.reason = closed->reason;
    return {};
}

Result<std::variant<LeadNow, Dropped>> lead_now(store::Store& store, const CrmAsk& ask,
                                                const store::LeadRow& row, crm::Known known) {
    if (row.erased_at || !row.content) return Dropped{"the lead was erased"};
    const auto state = desk::lead_state_from(row.state);
    if (!state) return fail(DeliverError::NotDescribed, "the lead is in no known state");
    if (*state == desk::LeadState::Rejected && known.ids == crm::RecordIds{}) {
        return Dropped{"the lead was rejected"};
    }
    const auto said = lead::decode(row.content->body, ask.policy.schema);
    if (!said) return std::unexpected(said.error());
    LeadNow lead;
    lead.id = format_uuid(row.id);
    lead.wants = wanted(ask, row.rule);
    lead.prospect = prospect_of(*said, ask);
    lead.state = *state;
    const auto holder = ask.policy.names.people.find(row.person);
    const workspace::Person* person = holder ? ask.policy.person(*holder) : nullptr;
    if (person != nullptr) {
        lead.owner = ask.owners.owner_of(person->key);
        lead.owner_name = person->name;
    }
    lead.score = row.score;
    lead.tier = row.tier;
    lead.rule = row.rule;
    lead.link = lead_link(ask.public_url, lead.id);
    lead.received_at = row.received_at;
    lead.known = std::move(known);
    if (auto told = tell_ending(store, ask, row, lead); !told) {
        return std::unexpected(told.error());
    }
    return lead;
}

}  // namespace

Result<std::vector<std::variant<LeadNow, Dropped>>> leads_for_crm(
    store::Store& store, const CrmAsk& ask, std::span<const store::CrmRow> rows) {
    std::vector<store::LeadKey> ids;
    for (const store::CrmRow& row : rows) ids.push_back(row.lead);
    const auto leads = store.leads(ask.workspace, ids);
    if (!leads) return std::unexpected(leads.error());
    std::vector<std::variant<LeadNow, Dropped>> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!(*leads)[i]) {
            out.emplace_back(Dropped{"the lead is not there"});
            continue;
        }
        auto lead = lead_now(store, ask, *(*leads)[i], crm::decode_known(rows[i].body));
        if (!lead) return std::unexpected(lead.error());
        out.push_back(*std::move(lead));
    }
    return out;
}

}  // namespace baton::deliver
