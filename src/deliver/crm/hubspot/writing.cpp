#include "deliver/crm/hubspot/writing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::hubspot {
namespace {

constexpr std::int64_t kLeadToContact = 578;  // HubSpot's number of "primary contact of a lead"

// Contacts and companies first: a lead of HubSpot's cannot be made without its contact.
constexpr std::array<RecordKind, kRecordKinds> kInOrder{RecordKind::Contact, RecordKind::Account,
                                                        RecordKind::Lead, RecordKind::Opportunity,
                                                        RecordKind::Task};

std::string written(const Properties& properties) {
    std::string out;
    {
        event::ObjectWriter object(out);
        for (const auto& [name, value] : properties) object.text(name, value);
    }
    return out;
}

// What comes later stands in the place of what was said before: a won amount in that of a budget.
void add(Properties& properties, Properties more) {
    for (auto& each : more) {
        std::erase_if(properties, [&](const auto& before) { return before.first == each.first; });
        properties.push_back(std::move(each));
    }
}

std::string list_of(const std::vector<std::string>& items) {
    std::string out;
    event::write_list(out, items, [&](const std::string& each) { out += each; });
    return out;
}

std::string value_of(const std::map<std::string, std::string, std::less<>>& there,
                     std::string_view name) {
    const auto found = there.find(name);
    return found == there.end() ? std::string() : found->second;
}

// The number behind "Existing ID: ", which says whose the unique value is.
std::string existing_id(std::string_view message) {
    constexpr std::string_view kBefore = "Existing ID: ";
    const std::size_t at = message.find(kBefore);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = message.substr(at + kBefore.size());
    return std::string(rest.substr(0, rest.find_first_not_of("0123456789")));
}

// Of the properties that were sent, the one that a refusal speaks of; their names are ours.
std::string property_named(std::string_view message, const Properties& sent) {
    for (const auto& [name, value] : sent) {
        if (message.find('"' + name + '"') != std::string_view::npos) return name;
    }
    return {};
}

}  // namespace

Writing::Writing(std::shared_ptr<Portal> portal, std::vector<LeadNow> leads, Instant now)
    : portal_(std::move(portal)), leads_(std::move(leads)), now_(now), records_(leads_.size()) {
    wrote_.leads.resize(leads_.size());
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        wrote_.leads[i].kind = OutcomeKind::Sent;
        wrote_.leads[i].known = leads_[i].known;
    }
    want_records();
    plan();
}

void Writing::want_records() {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        for (const RecordKind kind : leads_[i].wants) record(kind, i).is_wanted = true;
        if (record(RecordKind::Lead, i).is_wanted) record(RecordKind::Contact, i).is_wanted = true;
        for (const RecordKind kind : kInOrder) record(kind, i).key = leads_[i].id;
        Record& account = record(RecordKind::Account, i);
        account.key = account_key(leads_[i].prospect);
        if (account.key.empty()) account.is_wanted = false;
    }
}

void Writing::plan() {
    for (const RecordKind kind : kInOrder) {
        if (!is_wanted(kind) || portal_->is_ready.contains(kind)) continue;
        then_do([this, kind] { return ask_property(kind, kId); });
        then_do([this, kind] { return ask_property(kind, kLead); });
    }
    then_do([this] { return ask_pipelines(RecordKind::Opportunity); });
    then_do([this] { return ask_pipelines(RecordKind::Lead); });
    for (const RecordKind kind : kInOrder) {
        if (is_wanted(kind)) plan_records(kind);
    }
    plan_ties();
}

void Writing::plan_records(RecordKind kind) {
    then_do([this, kind] { return find(kind, kId); });
    if (kind == RecordKind::Contact) then_do([this, kind] { return find(kind, "email"); });
    if (kind == RecordKind::Account) then_do([this] { return find_companies(); });
    then_do([this, kind] { return write_all(kind); });
}

bool Writing::is_wanted(RecordKind kind) const {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        if (record(kind, i).is_wanted) return true;
    }
    return false;
}

bool Writing::is_main(RecordKind kind, std::size_t lead) const {
    return main_record(leads_[lead].wants) == kind;
}

// ---- What is to be written ----------------------------------------------------------------------

// Whoever changed the owner in HubSpot is followed, not overwritten. Of a contact that was there
// before the lead came, only the lead's own record changes hands.
std::string Writing::owner_to_set(RecordKind kind, std::size_t lead) const {
    const Record& each = record(kind, lead);
    const LeadNow& now = leads_[lead];
    const std::string there = value_of(each.there, kOwner);
    if (now.owner.empty() || there == now.owner) return {};
    if (each.is_unread && !is_main(kind, lead)) return {};
    if (!each.is_there || there.empty()) return now.owner;
    if (!each.is_ours && !is_main(kind, lead)) return {};
    return now.known.owner.empty() || there == now.known.owner ? now.owner : std::string();
}

// All of it for a record that is not there.
Properties Writing::changes_of(RecordKind kind, std::size_t lead) const {
    const LeadNow& now = leads_[lead];
    Properties properties = properties_of(kind, now);
    properties.emplace_back(kId, record(kind, lead).key);
    if (is_main(kind, lead)) properties.emplace_back(kLead, now.id);
    if (const std::string owner = owner_to_set(kind, lead); !owner.empty()) {
        properties.emplace_back(kOwner, owner);
    }
    if (kind == RecordKind::Opportunity && portal_->deals) {
        add(properties, stage_of_deal(now, *portal_->deals, portal_->deals->first, now_, true));
    }
    if (kind == RecordKind::Lead && portal_->leads) {
        add(properties, stage_of_lead(now, *portal_->leads, portal_->leads->first));
    }
    return properties;
}

// What differs in one that is there. What people write there stands: a record is only told what it
// does not know.
Properties Writing::changes_there(RecordKind kind, std::size_t lead) const {
    const Record& each = record(kind, lead);
    const LeadNow& now = leads_[lead];
    Properties properties;
    if (kind == RecordKind::Contact) {
        for (auto& property : properties_of(kind, now)) {
            if (each.keeps_email && property.first == "email") continue;
            properties.push_back(std::move(property));
        }
        if (!each.is_ours && !each.there.contains(kId)) properties.emplace_back(kId, each.key);
    } else if (is_main(kind, lead)) {
        for (const auto& [name, value] : now.prospect.further) {
            properties.emplace_back(name, first_of(value, kLongText));
        }
    }
    std::erase_if(properties,
                  [&](const auto& property) { return each.there.contains(property.first); });
    if (is_main(kind, lead)) properties.emplace_back(kLead, now.id);
    if (kind == RecordKind::Opportunity && portal_->deals &&
        value_of(each.there, "hs_is_closed") != "true") {
        add(properties,
            stage_of_deal(now, *portal_->deals, value_of(each.there, "pipeline"), now_, false));
    }
    if (kind == RecordKind::Lead && portal_->leads) {
        add(properties, stage_of_lead(now, *portal_->leads, value_of(each.there, "hs_pipeline")));
    }
    if (kind == RecordKind::Task && is_done(now.state)) {
        properties.emplace_back("hs_task_status", "COMPLETED");
    }
    if (const std::string owner = owner_to_set(kind, lead); !owner.empty()) {
        properties.emplace_back(kOwner, owner);
    }
    std::erase_if(properties, [&](const auto& property) {
        return value_of(each.there, property.first) == property.second;
    });
    return properties;
}

std::string Writing::input_of(RecordKind kind, Verb verb, std::size_t lead) const {
    const Record& each = record(kind, lead);
    std::string out;
    event::ObjectWriter object(out);
    object.text("objectWriteTraceId", std::to_string(lead));
    if (verb == Verb::Upsert) {
        object.text("idProperty", kId);
        object.text("id", each.key);
    } else if (verb == Verb::Update) {
        object.text("id", each.id);
    } else {
        std::string& to = object.key("associations");
        to += R"([{"to":{"id":)";
        append_json_string(to, record(RecordKind::Contact, lead).id);
        to += fmt::format(
            R"(}},"types":[{{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":{}}}]}}])",
            kLeadToContact);
    }
    object.key("properties") +=
        written(verb == Verb::Update ? changes_there(kind, lead) : changes_of(kind, lead));
    return out;
}

// ---- Writing ------------------------------------------------------------------------------------

// What is there is updated by its id; the rest is made, each key once. Both are put before what
// else is to be done.
std::optional<Writing::Request> Writing::write_all(RecordKind kind) {
    Which update, make;
    std::set<std::string, std::less<>> keys;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        Record& each = record(kind, i);
        if (!each.is_wanted || each.is_written) continue;
        if (each.is_there) {
            // A company is its own once it stands.
            if (kind != RecordKind::Account && !changes_there(kind, i).empty()) {
                update.push_back(i);
            } else {
                each.is_written = true;
            }
        } else if (kind == RecordKind::Lead && record(RecordKind::Contact, i).id.empty()) {
            fail(i, OutcomeKind::Permanent, 0,
                 "HubSpot keeps no lead without its contact, which could not be written");
        } else if (keys.insert(each.key).second) {
            make.push_back(i);
        }
    }
    const Verb verb = kind == RecordKind::Lead ? Verb::Create : Verb::Upsert;
    first_do([this, kind, verb, make = std::move(make)] { return write(kind, verb, make); });
    return write(kind, Verb::Update, std::move(update));
}

std::optional<Writing::Request> Writing::write(RecordKind kind, Verb verb, Which which) {
    if (which.empty()) return std::nullopt;
    // HubSpot wants an id once in a batch: whose record is another lead's, too, comes after it.
    std::set<std::string, std::less<>> ids;
    Which rest;
    std::erase_if(which, [&](std::size_t lead) {
        if (verb != Verb::Update || ids.insert(record(kind, lead).id).second) return false;
        rest.push_back(lead);
        return true;
    });
    if (!rest.empty()) first_do([this, kind, verb, rest] { return write(kind, verb, rest); });
    std::vector<std::string> inputs;
    for (const std::size_t lead : which) inputs.push_back(input_of(kind, verb, lead));
    constexpr std::array<std::string_view, 3> kVerbs{"upsert", "create", "update"};
    HttpCall call = portal_->post(fmt::format("/crm/v3/objects/{}/batch/{}", object_of(kind),
                                              kVerbs[static_cast<std::size_t>(verb)]),
                                  fmt::format("{{\"inputs\":{}}}", list_of(inputs)));
    return Request{std::move(call), [this, kind, verb, which = std::move(which)](Outcome outcome) {
                       return on_written(kind, verb, which, std::move(outcome));
                   }};
}

// One that was looked for again.
std::optional<Writing::Request> Writing::write_found(RecordKind kind, Verb verb, std::size_t lead) {
    Record& each = record(kind, lead);
    if (!each.is_there) return write(kind, verb, Which{lead});
    if (!changes_there(kind, lead).empty()) return write(kind, Verb::Update, Which{lead});
    each.is_written = true;
    return std::nullopt;
}

bool Writing::on_written(RecordKind kind, Verb verb, const Which& which, Outcome outcome) {
    const Judged judged = judge(std::move(outcome));
    wrote_.quota = judged.quota;
    if (judged.is_of_all) return fail_all(judged);
    if (judged.outcome.kind == OutcomeKind::Sent) {
        note_results(kind, verb, which, judged.answer);
        return true;
    }
    if (which.size() == 1) {
        on_refused(kind, verb, which.front(), judged.answer, judged.category);
        return true;
    }
    const auto middle = which.begin() + static_cast<std::ptrdiff_t>(which.size() / 2);
    first_do(
        [this, kind, verb, half = Which(middle, which.end())] { return write(kind, verb, half); });
    first_do([this, kind, verb, half = Which(which.begin(), middle)] {
        return write(kind, verb, half);
    });
    return true;
}

void Writing::note_results(RecordKind kind, Verb verb, const Which& which, const JsonView& answer) {
    for (const JsonView& result : answer["results"].items()) {
        const std::string id = result["id"].text();
        const std::string key = result["properties"][kId].text();
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            Record& each = record(kind, i);
            if (!each.is_wanted || id.empty()) continue;
            // Of leads that share a record, the one whose turn it was.
            if (verb == Verb::Update && std::ranges::find(which, i) == which.end()) continue;
            if (verb == Verb::Update ? each.id != id : each.is_there || each.key != key) continue;
            if (verb != Verb::Update) each.is_ours = true;
            each.id = id;
            each.is_there = true;
            each.is_written = true;
            if (const std::string owner = owner_to_set(kind, i); !owner.empty()) {
                each.there.insert_or_assign(std::string(kOwner), owner);
            }
        }
    }
    std::set<std::size_t> refused;
    for (const JsonView& error : answer["errors"].items()) {
        for (const JsonView& trace : error["context"]["objectWriteTraceId"].items()) {
            const auto lead = static_cast<std::size_t>(parse_integer(trace.text()).value_or(-1));
            if (std::ranges::find(which, lead) == which.end()) continue;
            if (!refused.insert(lead).second) continue;
            on_refused(kind, verb, lead, error, word_of(error["category"]));
        }
    }
    for (const std::size_t lead : which) {
        if (record(kind, lead).is_written || refused.contains(lead)) continue;
        fail(lead, OutcomeKind::Retry, 0,
             fmt::format("HubSpot did not say what became of the {}", to_word(kind)));
    }
}

// One input that was refused: it may be mended, or it is told.
void Writing::on_refused(RecordKind kind, Verb verb, std::size_t lead, const JsonView& error,
                         std::string_view category) {
    Record& each = record(kind, lead);
    const std::string message = error["message"].text();
    const auto again = [&](Verb with) {
        first_do([this, kind, with, lead] { return write(kind, with, Which{lead}); });
    };
    // Of a property of ours HubSpot also says it in this way.
    const bool is_conflict =
        category == "CONFLICT" || message.find("already has that value") != std::string::npos;
    if (is_conflict && kind == RecordKind::Contact && !each.keeps_email) {
        // The address is another contact's. A new lead shares that one, a known contact stays
        // without the address.
        each.keeps_email = true;
        if (verb == Verb::Update) return again(Verb::Update);
        if (const std::string id = existing_id(message); !id.empty()) {
            each.is_there = true;
            each.id = id;
            for (const auto& [name, value] : properties_of(kind, leads_[lead])) {
                each.there.emplace(name, value);  // not read: left as it is
            }
            each.there.emplace(kId, "");
            each.is_unread = true;
            return again(Verb::Update);
        }
    }
    if (category == "OBJECT_NOT_FOUND" && verb == Verb::Update && !each.was_made_again) {
        // Deleted between the reading and the writing.
        each.was_made_again = true;
        each.is_there = false;
        each.id.clear();
        each.there.clear();
        return again(kind == RecordKind::Lead ? Verb::Create : Verb::Upsert);
    }
    if (is_conflict && verb != Verb::Update && !each.was_made_again) {
        // It is there under our name: the connection sent the call twice, or its answer was late.
        each.was_made_again = true;
        first_do([this, kind, verb, lead] { return write_found(kind, verb, lead); });
        first_do([this, kind] { return find(kind, kId); });
        return;
    }
    const Properties sent =
        verb == Verb::Update ? changes_there(kind, lead) : changes_of(kind, lead);
    const std::string named = property_named(message, sent);
    fail(lead, OutcomeKind::Permanent, 400,
         fmt::format("HubSpot refuses the {} ({}{}{})", to_word(kind),
                     category.empty() ? "without a reason" : category,
                     named.empty() ? "" : ", property ", named));
}

// ---- How it ends --------------------------------------------------------------------------------

bool Writing::fail_all(const Judged& judged) {
    wrote_.is_down = judged.is_of_all;
    wrote_.retry_after = judged.outcome.retry_after;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        fail(i, judged.is_of_all ? OutcomeKind::Retry : judged.outcome.kind, judged.outcome.status,
             judged.outcome.message);
    }
    return false;
}

// The first thing that failed is what is told.
void Writing::fail(std::size_t lead, OutcomeKind kind, std::int32_t status, std::string message) {
    Written& written = wrote_.leads[lead];
    if (written.kind == OutcomeKind::Permanent) return;
    if (written.kind == OutcomeKind::Retry && kind == OutcomeKind::Retry) return;
    written.kind = kind;
    written.status = status;
    written.message = std::move(message);
}

Wrote Writing::finish() {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        Written& written = wrote_.leads[i];
        for (const RecordKind kind : kInOrder) {
            const Record& each = record(kind, i);
            if (!each.is_wanted || (!each.is_there && !each.is_written)) continue;
            written.known.ids.at(kind) = each.ties_left > 0 ? std::string() : each.id;
        }
        const auto main = main_record(leads_[i].wants);
        if (!main || !record(*main, i).is_there) continue;
        const std::string there = value_of(record(*main, i).there, kOwner);
        const std::string& before = leads_[i].known.owner;
        const bool is_left = !before.empty() && there != before && there != leads_[i].owner;
        // What is known stays as it was until the change is followed.
        (is_left ? written.found_owner : written.known.owner) = there;
    }
    return std::move(wrote_);
}

}  // namespace baton::deliver::crm::hubspot
