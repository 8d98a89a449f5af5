#include "deliver/crm/salesforce/writing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/crm/salesforce/composite.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::salesforce {
namespace {

// A record is written after those that it names.
constexpr std::array<RecordKind, kRecordKinds> kInOrder{RecordKind::Account, RecordKind::Contact,
                                                        RecordKind::Lead, RecordKind::Opportunity,
                                                        RecordKind::Task};

std::string any_of(const std::set<std::string, std::less<>>& texts) {
    std::string out;
    for (const std::string& text : texts) {
        out += out.empty() ? "(" : ",";
        out += quoted_soql(text);
    }
    return out + ")";
}

// What may go better when it is tried again: the row was locked, or another was first.
bool may_pass(std::string_view code) {
    constexpr std::array<std::string_view, 5> kLater{"UNABLE_TO_LOCK_ROW", "DUPLICATE_VALUE",
                                                     "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION",
                                                     "REQUEST_LIMIT_EXCEEDED"};
    return std::ranges::find(kLater, code) != kLater.end();
}

// "Website IN" finds what people write for a domain.
void add_addresses(std::set<std::string, std::less<>>& out, const std::string& domain) {
    for (const std::string_view before : {"", "www.", "https://", "https://www."}) {
        out.insert(std::string(before) + domain);
    }
}

}  // namespace

Writing::Writing(std::shared_ptr<Org> org, std::vector<LeadNow> leads, Instant now)
    : OrgChain(std::move(org), now), leads_(std::move(leads)), records_(leads_.size()) {
    wrote_.leads.resize(leads_.size());
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        wrote_.leads[i].kind = OutcomeKind::Sent;
        wrote_.leads[i].known = leads_[i].known;
    }
    want_records();
    then_ask([this] { return stages_call(); },
             [this](const Judged& judged) { return on_stages(judged); });
    then_ask([this] { return find_call(); },
             [this](const Judged& judged) { return on_found(judged); });
    for (const RecordKind kind : kInOrder) {
        then_do([this, kind]() -> std::optional<Request> {
            write_all(kind);
            return std::nullopt;
        });
    }
}

void Writing::want_records() {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        for (const RecordKind kind : leads_[i].wants) record(kind, i).is_wanted = true;
        for (const RecordKind kind : kInOrder) record(kind, i).key = leads_[i].id;
        Record& account = record(RecordKind::Account, i);
        account.key = first_of(account_key(leads_[i].prospect), 100);
        if (account.key.empty()) account.is_wanted = false;
    }
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

bool Writing::ends_leads() const {
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        if (record(RecordKind::Lead, i).is_wanted && is_closed(leads_[i].state)) return true;
    }
    return false;
}

// ---- Finding out --------------------------------------------------------------------------------

std::optional<HttpCall> Writing::stages_call() const {
    const bool is_needed = is_wanted(RecordKind::Opportunity) || ends_leads();
    if (org_->stages || !is_needed) return std::nullopt;
    return ask_together(*org_, stage_queries());
}

bool Writing::on_stages(const Judged& judged) {
    if (judged.outcome.kind != OutcomeKind::Sent) {
        on_down(judged);
        return false;
    }
    note_stages(*org_, parts_of(judged.answer));
    return true;
}

std::string Writing::soql_for(RecordKind kind) const {
    std::set<std::string, std::less<>> keys, emails, names, addresses;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        if (!record(kind, i).is_wanted) continue;
        const Prospect& said = leads_[i].prospect;
        keys.insert(record(kind, i).key);
        if (!said.email.empty()) emails.insert(said.email);
        if (!said.company.empty()) names.insert(first_of(said.company, kShortText));
        if (!said.domain.empty()) add_addresses(addresses, said.domain);
    }
    constexpr std::array<std::string_view, kRecordKinds> kAsked{
        "Id, OwnerId, Baton_Id__c, IsConverted",
        "Id, OwnerId, Baton_Id__c, Email, FirstName, LastName",
        "Id, OwnerId, Baton_Id__c, Name, Website", "Id, OwnerId, Baton_Id__c, IsClosed",
        "Id, OwnerId, Baton_Id__c, Status"};
    std::string soql =
        fmt::format("SELECT {} FROM {} WHERE {} IN {}", kAsked[static_cast<std::size_t>(kind)],
                    type_of(kind), kField, any_of(keys));
    if (kind == RecordKind::Contact && !emails.empty()) soql += " OR Email IN " + any_of(emails);
    if (kind == RecordKind::Account && !names.empty()) soql += " OR Name IN " + any_of(names);
    if (kind == RecordKind::Account && !addresses.empty()) {
        soql += " OR Website IN " + any_of(addresses);
    }
    // The older record first: of several that fit, it is the one.
    return soql + " ORDER BY CreatedDate, Id LIMIT 200";
}

std::optional<HttpCall> Writing::find_call() const {
    std::vector<std::pair<std::string, std::string>> queries;
    for (const RecordKind kind : kInOrder) {
        if (is_wanted(kind)) queries.emplace_back(type_of(kind), soql_for(kind));
    }
    if (queries.empty()) return std::nullopt;
    return ask_together(*org_, queries);
}

bool Writing::on_found(const Judged& judged) {
    Judged problem = judged;
    const auto parts = parts_of(judged.answer);
    for (const Part& part : parts) {
        if (!part.is_well) {
            problem.outcome.kind = OutcomeKind::Retry;
            problem.outcome.message = explain(part.reference, part.code, part.words);
            on_down(problem);
            return false;
        }
        for (const RecordKind kind : kInOrder) {
            if (part.reference != type_of(kind)) continue;
            for (const JsonView& row : part.rows) note_found(kind, row);
        }
    }
    if (judged.outcome.kind == OutcomeKind::Sent && !parts.empty()) return true;
    if (judged.outcome.kind == OutcomeKind::Sent) {
        problem.outcome.kind = OutcomeKind::Retry;
        problem.outcome.message = "Salesforce's answer holds no results";
    }
    on_down(problem);
    return false;
}

// Whether a record that somebody else made is this lead's: a contact of the same address and name
// (two people may share an address), an account of the same name or site.
bool Writing::is_same(RecordKind kind, std::size_t lead, const JsonView& row) const {
    const Prospect& said = leads_[lead].prospect;
    if (kind == RecordKind::Contact) {
        if (said.email.empty() || !equals_ignoring_ascii_case(said.email, row["Email"].text())) {
            return false;
        }
        const FullName name = name_of(said);
        const bool is_nameless = name.first.empty() && name.last.empty();
        return is_nameless || (equals_ignoring_ascii_case(name.last, row["LastName"].text()) &&
                               equals_ignoring_ascii_case(name.first, row["FirstName"].text()));
    }
    if (kind != RecordKind::Account) return false;
    std::set<std::string, std::less<>> addresses;
    if (!said.domain.empty()) add_addresses(addresses, said.domain);
    if (addresses.contains(ascii_lower(row["Website"].text()))) return true;
    return !said.company.empty() && equals_ignoring_ascii_case(said.company, row["Name"].text());
}

void Writing::note_found(RecordKind kind, const JsonView& row) {
    const std::string key = row[kField].text();
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        Record& each = record(kind, i);
        if (!each.is_wanted || each.is_ours) continue;
        const bool is_ours = !key.empty() && key == each.key;
        if (!is_ours && (each.is_there || !is_same(kind, i, row))) continue;
        each.is_there = true;
        each.is_ours = is_ours;
        each.id = row["Id"].text();
        each.owner = row["OwnerId"].text();
        each.is_closed = row["IsClosed"].is_true() || row["Status"].text() == "Completed";
        each.is_final = row["IsConverted"].is_true();
    }
}

// ---- What is to be written ----------------------------------------------------------------------

// Whoever changed the owner in Salesforce is followed, not overwritten. Of a contact that was there
// before the lead came, only the lead's own record changes hands.
std::string Writing::owner_to_set(RecordKind kind, std::size_t lead) const {
    const Record& each = record(kind, lead);
    const LeadNow& now = leads_[lead];
    if (now.owner.empty() || each.owner == now.owner) return {};
    if (!each.is_there || each.owner.empty()) return now.owner;
    if (!each.is_ours && !is_main(kind, lead)) return {};
    return now.known.owner.empty() || each.owner == now.known.owner ? now.owner : std::string();
}

void Writing::add_ties(Fields& fields, RecordKind kind, std::size_t lead) const {
    const std::string& account = record(RecordKind::Account, lead).id;
    const std::string& contact = record(RecordKind::Contact, lead).id;
    const std::string& in_hand = record(RecordKind::Opportunity, lead).id;
    const std::string& leads_own = record(RecordKind::Lead, lead).id;
    const bool has_account = kind == RecordKind::Contact || kind == RecordKind::Opportunity;
    if (has_account && !account.empty()) set_text(fields, "AccountId", account);
    if (kind == RecordKind::Opportunity && !contact.empty()) set_text(fields, "ContactId", contact);
    if (kind != RecordKind::Task) return;
    // A task of a lead of Salesforce's belongs to nothing besides.
    const std::string& who = contact.empty() ? leads_own : contact;
    if (!who.empty()) set_text(fields, "WhoId", who);
    if (who != leads_own && !in_hand.empty()) set_text(fields, "WhatId", in_hand);
}

Fields Writing::all_of(RecordKind kind, std::size_t lead) const {
    const LeadNow& now = leads_[lead];
    Fields fields = fields_of(kind, now);
    if (kind == RecordKind::Opportunity && org_->stages) {
        for (auto& [name, value] : stage_of(now, *org_->stages, now_, true)) {
            set_json(fields, name, std::move(value));
        }
    }
    add_ties(fields, kind, lead);
    if (is_main(kind, lead)) add_further(fields, now);
    set_text(fields, kField, record(kind, lead).key);
    if (const std::string owner = owner_to_set(kind, lead); !owner.empty()) {
        set_text(fields, "OwnerId", owner);
    }
    return fields;
}

// What people write there stands: of a record that is there only owner and state are Baton's.
Fields Writing::changes_there(RecordKind kind, std::size_t lead) const {
    const Record& each = record(kind, lead);
    const LeadNow& now = leads_[lead];
    Fields fields;
    if (kind == RecordKind::Opportunity && org_->stages && !each.is_closed) {
        for (auto& [name, value] : stage_of(now, *org_->stages, now_, false)) {
            set_json(fields, name, std::move(value));
        }
    }
    const bool is_refused = is_closed(now.state) && now.state != desk::LeadState::Won;
    if (kind == RecordKind::Lead && is_refused && org_->refused && !org_->refused->empty()) {
        set_text(fields, "Status", *org_->refused->begin());
    }
    if (kind == RecordKind::Task && is_done(now.state) && !each.is_closed) {
        set_text(fields, "Status", "Completed");
    }
    if (const std::string owner = owner_to_set(kind, lead); !owner.empty()) {
        set_text(fields, "OwnerId", owner);
    }
    return fields;
}

// ---- Writing ------------------------------------------------------------------------------------

void Writing::write_all(RecordKind kind) {
    Which update, make;
    std::set<std::string, std::less<>> keys;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        Record& each = record(kind, i);
        if (!each.is_wanted || each.is_written) continue;
        // An account is its own once it stands.
        const bool is_left = kind == RecordKind::Account || each.is_final;
        if (!each.is_there) {
            if (keys.insert(each.key).second) make.push_back(i);
        } else if (!is_left && !changes_there(kind, i).empty()) {
            update.push_back(i);
        } else {
            each.is_written = true;
        }
    }
    write(kind, Verb::Upsert, std::move(make));
    write(kind, Verb::Update, std::move(update));
}

void Writing::write(RecordKind kind, Verb verb, Which which) {
    if (which.empty()) return;
    // An id may stand once in a request: whose record is another lead's, too, comes after it.
    std::set<std::string, std::less<>> ids;
    Which rest;
    std::erase_if(which, [&](std::size_t lead) {
        if (verb != Verb::Update || ids.insert(record(kind, lead).id).second) return false;
        rest.push_back(lead);
        return true;
    });
    write(kind, verb, std::move(rest));
    first_ask([this, kind, verb, which] { return write_call(kind, verb, which); },
              [this, kind, verb, which](const Judged& judged) {
                  return on_written(kind, verb, which, judged);
              });
}

std::optional<HttpCall> Writing::write_call(RecordKind kind, Verb verb, const Which& which) const {
    std::string body;
    {
        event::ObjectWriter object(body);
        object.key("allOrNone") += "false";
        event::write_list(object.key("records"), which, [&](std::size_t lead) {
            event::ObjectWriter fields(body);
            fields.key("attributes") += fmt::format(R"({{"type":"{}"}})", type_of(kind));
            const bool is_there = verb == Verb::Update;
            if (is_there) fields.text("id", record(kind, lead).id);
            for (const auto& [name, value] :
                 is_there ? changes_there(kind, lead) : all_of(kind, lead)) {
                fields.key(name) += value;
            }
        });
    }
    if (verb == Verb::Upsert) {
        const std::string path = fmt::format("/composite/sobjects/{}/{}", type_of(kind), kField);
        return org_->call(HttpMethod::Patch, path_of(path), std::move(body));
    }
    return org_->call(HttpMethod::Patch, path_of("/composite/sobjects"), std::move(body));
}

bool Writing::on_written(RecordKind kind, Verb verb, const Which& which, const Judged& judged) {
    if (judged.outcome.kind == OutcomeKind::Sent) {
        const auto results = judged.answer.items();
        for (std::size_t i = 0; i < which.size(); ++i) {
            if (i < results.size()) {
                on_record(kind, verb, which[i], results[i]);
            } else {
                fail(which[i], OutcomeKind::Retry, 0,
                     fmt::format("Salesforce did not say what became of the {}", to_word(kind)));
            }
        }
        return true;
    }
    if (which.size() == 1) {
        fail(which.front(), OutcomeKind::Permanent, judged.outcome.status,
             explain(type_of(kind), judged.code, judged.words));
        return true;
    }
    // One of them spoils the request: halved until it stands alone.
    const auto middle = which.begin() + static_cast<std::ptrdiff_t>(which.size() / 2);
    write(kind, verb, Which(middle, which.end()));
    write(kind, verb, Which(which.begin(), middle));
    return true;
}

void Writing::on_record(RecordKind kind, Verb verb, std::size_t lead, const JsonView& result) {
    Record& written = record(kind, lead);
    if (result["success"].is_true()) {
        const std::string id = verb == Verb::Update ? written.id : result["id"].text();
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            Record& each = record(kind, i);
            // An account that two leads share was written once.
            const bool is_it = i == lead || (verb != Verb::Update && each.is_wanted &&
                                             !each.is_there && each.key == written.key);
            if (!is_it) continue;
            if (const std::string owner = owner_to_set(kind, i); !owner.empty()) each.owner = owner;
            if (verb != Verb::Update) each.is_ours = true;
            each.id = id;
            each.is_written = true;
        }
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            Record& each = record(kind, i);
            each.is_there = each.is_there || each.is_written;
        }
        return;
    }
    const auto errors = result["errors"].items();
    const std::string code = errors.empty() ? std::string() : word_of(errors.front()["statusCode"]);
    const bool names_field = !errors.empty() && !errors.front()["fields"].items().empty();
    const bool is_gone =
        code == "ENTITY_IS_DELETED" || (code == "INVALID_CROSS_REFERENCE_KEY" && !names_field);
    if (is_gone && verb == Verb::Update && !written.was_made_again) {
        // Deleted between the reading and the writing.
        written.was_made_again = true;
        written.is_there = written.is_ours = written.is_closed = false;
        written.id.clear();
        written.owner.clear();
        write(kind, Verb::Upsert, Which{lead});
        return;
    }
    std::string fields;
    if (!errors.empty()) {
        for (const JsonView& field : errors.front()["fields"].items()) {
            const std::string name = word_of(field);
            if (!name.empty()) fields += (fields.empty() ? ": " : ", ") + name;
        }
    }
    fail(lead, may_pass(code) ? OutcomeKind::Retry : OutcomeKind::Permanent, 200,
         fmt::format("Salesforce refuses the {} ({}{})", to_word(kind),
                     code.empty() ? "without a reason" : code, fields));
}

// ---- How it ends --------------------------------------------------------------------------------

void Writing::on_down(const Judged& judged) {
    wrote_.is_down = true;
    wrote_.retry_after = judged.outcome.retry_after;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        fail(i, OutcomeKind::Retry, judged.outcome.status, judged.outcome.message);
    }
}

// The first thing that failed is what is told; what never will go comes before what may.
void Writing::fail(std::size_t lead, OutcomeKind kind, std::int32_t status, std::string message) {
    Written& written = wrote_.leads[lead];
    if (written.kind == OutcomeKind::Permanent) return;
    if (written.kind == OutcomeKind::Retry && kind == OutcomeKind::Retry) return;
    written.kind = kind;
    written.status = status;
    written.message = std::move(message);
}

Wrote Writing::finish() {
    wrote_.quota = quota_;
    for (std::size_t i = 0; i < leads_.size(); ++i) {
        Written& written = wrote_.leads[i];
        for (const RecordKind kind : kInOrder) {
            if (record(kind, i).is_there) written.known.ids.at(kind) = record(kind, i).id;
        }
        const auto main = main_record(leads_[i].wants);
        if (!main || !record(*main, i).is_there) continue;
        const std::string& there = record(*main, i).owner;
        const std::string& before = leads_[i].known.owner;
        const bool is_left = !before.empty() && there != before && there != leads_[i].owner;
        // What is known stays as it was until the change is followed.
        (is_left ? written.found_owner : written.known.owner) = there;
    }
    return std::move(wrote_);
}

}  // namespace baton::deliver::crm::salesforce
