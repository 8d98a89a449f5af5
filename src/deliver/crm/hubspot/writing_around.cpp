// What stands around the writing itself: what is there already, our properties and HubSpot's
// pipelines before it, the ties between records after it.
#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/crm/hubspot/writing.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::hubspot {
namespace {

std::string texts(const Names& names) {
    std::string out;
    event::write_list(out, names, [&](const std::string& each) { append_json_string(out, each); });
    return out;
}

Names names_read(RecordKind kind, const std::vector<LeadNow>& leads) {
    Names names{std::string(kOwner), std::string(kId), std::string(kLead)};
    if (kind == RecordKind::Opportunity) names.insert({"pipeline", "dealstage", "hs_is_closed"});
    if (kind == RecordKind::Lead) names.insert({"hs_pipeline", "hs_pipeline_stage"});
    if (kind == RecordKind::Account) names.insert({"domain"});
    for (const LeadNow& lead : leads) {
        for (const auto& [name, value] : properties_of(kind, lead)) names.insert(name);
    }
    return names;
}

}  // namespace

// ---- Finding out --------------------------------------------------------------------------------

std::optional<Writing::Request> Writing::find(RecordKind kind, std::string_view by) {
    std::set<std::string, std::less<>> keys;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        const Record& each = record(kind, i);
        if (!each.is_wanted || each.is_there) continue;
        const std::string& key = by == kId ? each.key : leads_[i].prospect.email;
        if (!key.empty()) keys.insert(key);
    }
    if (keys.empty()) return std::nullopt;
    const Names names = names_read(kind, leads_);
    std::string body;
    {
        event::ObjectWriter object(body);
        object.text("idProperty", by);
        event::write_list(object.key("inputs"), keys, [&](const std::string& key) {
            event::ObjectWriter(body).text("id", key);
        });
        object.key("properties") += texts(names);
        object.key("propertiesWithHistory") += "[]";
    }
    HttpCall call = portal_->post(fmt::format("/crm/v3/objects/{}/batch/read", object_of(kind)),
                                  std::move(body));
    return Request{std::move(call), [this, kind, names, by = std::string(by)](Outcome outcome) {
                       const Judged judged = judge(std::move(outcome));
                       wrote_.quota = judged.quota;
                       // 404: of a single one that is not there.
                       if (judged.outcome.status == 404) return true;
                       if (judged.outcome.kind != OutcomeKind::Sent) return fail_all(judged);
                       for (const JsonView& each : judged.answer["results"].items()) {
                           note_found(kind, by, names, each);
                       }
                       return true;
                   }};
}

// A record may be several leads': a company, or the contact with an address that two have.
void Writing::note_found(RecordKind kind, std::string_view by, const Names& names,
                         const JsonView& result) {
    const JsonView properties = result["properties"];
    const std::string value = properties[by].text();
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        Record& each = record(kind, i);
        if (!each.is_wanted || each.is_there) continue;
        const std::string& key = by == kId       ? each.key
                                 : by == "email" ? leads_[i].prospect.email
                                                 : leads_[i].prospect.domain;
        if (key.empty() || !equals_ignoring_ascii_case(key, value)) continue;
        each.is_there = true;
        each.is_ours = by == kId;
        each.id = result["id"].text();
        for (const std::string& name : names) {
            std::string there = properties[name].text();
            if (!there.empty()) each.there.insert_or_assign(name, std::move(there));
        }
    }
}

// Companies that somebody else made are found by their domain. They are older than the index's lag;
// those that Baton made are found by our property.
std::optional<Writing::Request> Writing::find_companies() {
    std::set<std::string, std::less<>> domains;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        const Record& each = record(RecordKind::Account, i);
        if (each.is_wanted && !each.is_there && !leads_[i].prospect.domain.empty()) {
            domains.insert(leads_[i].prospect.domain);
        }
    }
    if (domains.empty()) return std::nullopt;
    const Names names = names_read(RecordKind::Account, leads_);
    std::string body =
        R"({"filterGroups":[{"filters":[{"propertyName":"domain","operator":"IN","values":)";
    body += texts(domains);
    body += R"(}]}],"sorts":["hs_object_id"],"properties":)";
    body += texts(names);
    body += R"(,"limit":100,"after":"0"})";
    return Request{portal_->post("/crm/v3/objects/companies/search", std::move(body)),
                   [this, names](Outcome outcome) {
                       const Judged judged = judge(std::move(outcome));
                       if (judged.outcome.kind != OutcomeKind::Sent) return fail_all(judged);
                       for (const JsonView& each : judged.answer["results"].items()) {
                           note_found(RecordKind::Account, "domain", names, each);
                       }
                       return true;
                   }};
}

// ---- Our properties, made upon first use --------------------------------------------------------

std::optional<Writing::Request> Writing::ask_property(RecordKind kind, std::string_view name) {
    HttpCall call = portal_->get(fmt::format("/crm/v3/properties/{}/{}", type_of(kind), name));
    return Request{std::move(call), [this, kind, name](Outcome outcome) {
                       Judged judged = judge(std::move(outcome));
                       if (judged.outcome.status == 404) {
                           first_do([this, kind, name] { return ask_group(kind, name); });
                           return true;
                       }
                       if (judged.outcome.kind != OutcomeKind::Sent) return fail_all(judged);
                       if (name == kId && !judged.answer["hasUniqueValue"].is_true()) {
                           judged.is_of_all = true;
                           judged.outcome.message = fmt::format(
                               "the property {} of HubSpot's {} does not require unique values; "
                               "delete it in HubSpot's settings, and it is made anew",
                               name, type_of(kind));
                           return fail_all(judged);
                       }
                       if (name == kLead) portal_->is_ready.insert(kind);
                       return true;
                   }};
}

// A property stands in a group, and each type has its own: the one of the owner's is there always.
Writing::Request Writing::ask_group(RecordKind kind, std::string_view name) {
    HttpCall call =
        portal_->get(fmt::format("/crm/v3/properties/{}/hubspot_owner_id", type_of(kind)));
    return Request{
        std::move(call), [this, kind, name](Outcome outcome) {
            const Judged judged = judge(std::move(outcome));
            if (judged.outcome.kind != OutcomeKind::Sent) return fail_all(judged);
            const std::string group = judged.answer["groupName"].text();
            first_do([this, kind, name, group] { return make_property(kind, name, group); });
            return true;
        }};
}

Writing::Request Writing::make_property(RecordKind kind, std::string_view name,
                                        const std::string& group) {
    std::string body;
    {
        event::ObjectWriter object(body);
        object.text("name", name);
        object.text("label", name == kId ? "Baton ID" : "Baton lead");
        object.text("description", name == kId ? "The record's name in Baton. Leave it as it is."
                                               : "The lead in Baton that this record speaks for.");
        object.text("groupName", group);
        object.text("type", "string");
        object.text("fieldType", "text");
        object.flag_if_set("hasUniqueValue", name == kId);
    }
    HttpCall call =
        portal_->post(fmt::format("/crm/v3/properties/{}", type_of(kind)), std::move(body));
    return Request{std::move(call), [this, kind, name](Outcome outcome) {
                       const Judged judged = judge(std::move(outcome));
                       // 409: somebody else has just made it.
                       const bool is_made =
                           judged.outcome.kind == OutcomeKind::Sent || judged.outcome.status == 409;
                       if (!is_made) return fail_all(judged);
                       if (name == kLead) portal_->is_ready.insert(kind);
                       return true;
                   }};
}

std::optional<Writing::Request> Writing::ask_pipelines(RecordKind kind) {
    std::optional<Pipelines>& known = kind == RecordKind::Lead ? portal_->leads : portal_->deals;
    bool is_needed = false;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        // A lead of HubSpot's begins in its pipeline by itself.
        const bool is_of_use = kind != RecordKind::Lead || is_closed(leads_[i].state);
        is_needed = is_needed || (record(kind, i).is_wanted && is_of_use);
    }
    if (known || !is_needed) return std::nullopt;
    HttpCall call = portal_->get(fmt::format("/crm/v3/pipelines/{}", type_of(kind)));
    return Request{std::move(call), [this, kind, &known](Outcome outcome) {
                       Judged judged = judge(std::move(outcome));
                       if (judged.outcome.kind != OutcomeKind::Sent) return fail_all(judged);
                       known = Portal::read_pipelines(kind, judged.answer);
                       if (known) return true;
                       judged.is_of_all = true;
                       judged.outcome.message =
                           fmt::format("HubSpot shows no pipeline for {}", type_of(kind));
                       return fail_all(judged);
                   }};
}

// ---- Ties between the records of a lead ---------------------------------------------------------

void Writing::plan_ties() {
    plan_tie(RecordKind::Contact, RecordKind::Account);
    plan_tie(RecordKind::Lead, RecordKind::Account);
    plan_tie(RecordKind::Opportunity, RecordKind::Contact);
    plan_tie(RecordKind::Opportunity, RecordKind::Account);
    plan_tie(RecordKind::Task, RecordKind::Contact);
    plan_tie(RecordKind::Task, RecordKind::Opportunity);
}

void Writing::plan_tie(RecordKind from, RecordKind to) {
    Which which;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        if (!record(from, i).is_wanted || !record(to, i).is_wanted) continue;
        record(from, i).ties_left += 1;
        which.push_back(i);
    }
    if (which.empty()) return;
    then_do([this, from, to, which = std::move(which)] { return tie(from, to, which); });
}

std::optional<Writing::Request> Writing::tie(RecordKind from, RecordKind to, Which which) {
    std::erase_if(which, [&](std::size_t lead) {
        const RecordIds& known = leads_[lead].known.ids;
        Record& one = record(from, lead);
        const Record& other = record(to, lead);
        if (one.id.empty() || other.id.empty()) return true;
        // They were tied when they were written, and stay so.
        const bool is_tied = known.at(from) == one.id && known.at(to) == other.id;
        if (is_tied) one.ties_left -= 1;
        return is_tied;
    });
    if (which.empty()) return std::nullopt;
    std::string body = R"({"inputs":)";
    event::write_list(body, which, [&](std::size_t lead) {
        body += R"({"from":{"id":)";
        append_json_string(body, record(from, lead).id);
        body += R"(},"to":{"id":)";
        append_json_string(body, record(to, lead).id);
        body += "}}";
    });
    body += '}';
    HttpCall call = portal_->post(fmt::format("/crm/v4/associations/{}/{}/batch/associate/default",
                                              type_of(from), type_of(to)),
                                  std::move(body));
    return Request{std::move(call), [this, from, to, which](Outcome outcome) {
                       const Judged judged = judge(std::move(outcome));
                       if (judged.is_of_all) return fail_all(judged);
                       const bool is_whole = judged.outcome.kind == OutcomeKind::Sent &&
                                             judged.answer["errors"].items().empty();
                       if (is_whole) {
                           for (const std::size_t lead : which) record(from, lead).ties_left -= 1;
                           return true;
                       }
                       if (which.size() == 1) {
                           fail(which.front(), OutcomeKind::Retry, judged.outcome.status,
                                fmt::format("HubSpot does not tie the {} to the {}", to_word(from),
                                            to_word(to)));
                           return true;
                       }
                       for (const std::size_t lead : which) {
                           first_do([this, from, to, lead] { return tie(from, to, Which{lead}); });
                       }
                       return true;
                   }};
}

}  // namespace baton::deliver::crm::hubspot
