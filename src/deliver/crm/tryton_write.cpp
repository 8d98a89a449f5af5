// Leads written to Tryton: some eight calls for up to most_at_once() of them. First everything is
// looked for by our id; what is not there is looked for by the e-mail address or the company's
// name; then what is missing is made and what is other is changed, all leads in one call each.
// Where a call for several is refused, each goes by itself, so that one lead spoils no other.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "deliver/crm/tryton.hpp"
#include "deliver/crm/tryton_records.hpp"

namespace baton::deliver::crm::tryton {
namespace {

constexpr std::int64_t kMostFound = 1000;

class WriteTrip final : public Trip<Wrote> {
  public:
    WriteTrip(SharedHost host, std::vector<LeadNow> leads, Instant now)
        : Trip(std::move(host)), leads_(std::move(leads)), now_(now) {
        wrote_.leads.resize(leads_.size());
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            wrote_.leads[i].known = leads_[i].known;
            wrote_.leads[i].kind = OutcomeKind::Sent;
        }
    }

    Steps<Wrote> start() {
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            const LeadNow& lead = leads_[i];
            if (wants(lead, RecordKind::Contact)) {
                parties_.push_back({.lead = i,
                                    .kind = RecordKind::Contact,
                                    .code = contact_code(lead),
                                    .key = ascii_lower(lead.prospect.email)});
            }
            if (wants(lead, RecordKind::Account) && !lead.prospect.company.empty()) {
                parties_.push_back({.lead = i,
                                    .kind = RecordKind::Account,
                                    .code = account_code(lead),
                                    .key = lead.prospect.company});
            }
        }
        return parties_.empty() ? find_opportunities() : find_codes();
    }

  private:
    using Next = Steps<Wrote> (WriteTrip::*)();

    struct Party {
        std::size_t lead = 0;
        RecordKind kind = RecordKind::Contact;
        std::string code;
        std::string key;  // what it is looked for by besides: e-mail or name; empty: nothing
        std::string id = {};
        bool is_by_key = false;  // found by that: our code is to be added
    };
    // One record to be made or changed, and the leads that it is for.
    struct Work {
        std::vector<std::size_t> leads;
        json::array ids;  // of the record to be changed
        json::object values;
        std::move_only_function<void(const std::string& id)> done;
    };
    using Works = std::deque<Work>;
    struct Note {
        std::size_t lead = 0;
        std::string resource;  // the record that it is on; empty: there is none
        std::string mark;
        std::string text;
    };

    // ---- Looking ----

    // A question whose answer `take` reads; then `next`.
    Steps<Wrote> ask(std::string method, json::array domain, json::array fields,
                     void (WriteTrip::*take)(const std::vector<json::object>&), Next next) {
        return call(std::move(method),
                    {std::move(domain), 0, kMostFound, json::array{json::array{"id", "ASC"}},
                     std::move(fields)},
                    [this, self = shared_from_this(), take, next](const Answered& answer) {
                        if (answer.kind != Answered::Kind::Result) return give_up(answer.outcome);
                        (this->*take)(records_of(answer.result));
                        return (this->*next)();
                    });
    }

    Steps<Wrote> find_codes() {
        json::array codes;
        for (const Party& party : parties_) codes.emplace_back(party.code);
        return ask("model.party.identifier.search_read",
                   {json::array{"code", "in", std::move(codes)}}, {"code", "party"},
                   &WriteTrip::take_codes, &WriteTrip::find_emails);
    }
    void take_codes(const std::vector<json::object>& records) {
        for (const json::object& record : records) {
            const std::string code = text_of(record, "code");
            for (Party& party : parties_) {
                if (party.code == code && party.id.empty()) party.id = id_of(record, "party");
            }
        }
    }

    Steps<Wrote> find_emails() {
        json::array emails = keys_of(RecordKind::Contact);
        if (emails.empty()) return find_names();
        return ask(
            "model.party.contact_mechanism.search_read",
            {json::array{"type", "=", "email"}, json::array{"value", "in", std::move(emails)}},
            {"value", "party"}, &WriteTrip::take_emails, &WriteTrip::find_names);
    }
    void take_emails(const std::vector<json::object>& records) {
        std::map<std::string, std::set<std::string>> found;
        for (const json::object& record : records) {
            found[ascii_lower(text_of(record, "value"))].insert(id_of(record, "party"));
        }
        take_found(RecordKind::Contact, found);
    }

    Steps<Wrote> find_names() {
        json::array names = keys_of(RecordKind::Account);
        if (names.empty()) return make_parties();
        return ask("model.party.party.search_read", {json::array{"name", "in", std::move(names)}},
                   {"name"}, &WriteTrip::take_names, &WriteTrip::make_parties);
    }
    void take_names(const std::vector<json::object>& records) {
        std::map<std::string, std::set<std::string>> found;
        for (const json::object& record : records) {
            found[text_of(record, "name")].insert(id_of(record));
        }
        take_found(RecordKind::Account, found);
    }

    // Of those that are not found yet.
    json::array keys_of(RecordKind kind) {
        std::set<std::string> keys;
        for (const Party& party : parties_) {
            if (party.kind == kind && party.id.empty() && !party.key.empty()) {
                keys.insert(party.key);
            }
        }
        json::array out;
        for (const std::string& key : keys) out.emplace_back(key);
        return out;
    }
    // One that two parties have says nothing of which is meant.
    void take_found(RecordKind kind, const std::map<std::string, std::set<std::string>>& found) {
        for (Party& party : parties_) {
            if (party.kind != kind || !party.id.empty() || party.key.empty()) continue;
            const auto entry = found.find(party.key);
            if (entry == found.end() || entry->second.size() != 1) continue;
            party.id = *entry->second.begin();
            party.is_by_key = true;
        }
    }

    // ---- Making ----

    Steps<Wrote> make_parties() {
        Works works;
        std::map<std::pair<RecordKind, std::string>, std::vector<Party*>> groups;
        for (Party& party : parties_) {
            if (!party.id.empty()) continue;
            // Without an address each is somebody of their own.
            groups[{party.kind, party.key.empty() ? party.code : party.key}].push_back(&party);
        }
        for (auto& [key, group] : groups) {
            const LeadNow& lead = leads_[group.front()->lead];
            Work work{.leads = {},
                      .ids = {},
                      .values = key.first == RecordKind::Contact ? contact_values(lead)
                                                                 : account_values(lead),
                      .done = [group](const std::string& id) {
                          for (Party* party : group) party->id = id;
                      }};
            json::array codes;
            for (const Party* party : group) {
                work.leads.push_back(party->lead);
                codes.emplace_back(json::object{{"code", party->code}});
            }
            work.values["identifiers"] = json::array{json::array{"create", std::move(codes)}};
            works.push_back(std::move(work));
        }
        return carry_out("model.party.party.create", std::move(works), &WriteTrip::add_codes);
    }

    Steps<Wrote> add_codes() {
        Works works;
        for (const Party& party : parties_) {
            if (!party.is_by_key) continue;
            works.push_back({.leads = {party.lead},
                             .ids = {},
                             .values = {{"party", to_number(party.id)}, {"code", party.code}},
                             .done = [](const std::string&) {}});
        }
        return carry_out("model.party.identifier.create", std::move(works),
                         &WriteTrip::find_opportunities);
    }

    Steps<Wrote> find_opportunities() {
        for (const Party& party : parties_) {
            wrote_.leads[party.lead].known.ids.at(party.kind) = party.id;
        }
        json::array references;
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            if (is_well(i) && wants_opportunity(leads_[i])) {
                references.emplace_back(reference_of(leads_[i]));
            }
        }
        if (references.empty()) return find_tasks();
        return ask("model.sale.opportunity.search_read",
                   {json::array{"reference", "in", std::move(references)}},
                   {"reference", "state", "employee", "party"}, &WriteTrip::take_opportunities,
                   &WriteTrip::make_opportunities);
    }
    void take_opportunities(const std::vector<json::object>& records) {
        for (const json::object& record : records) {
            there_.emplace(text_of(record, "reference"), record);
        }
    }

    // The account's party where there is one, else the contact's.
    std::string party_of(std::size_t lead) const {
        const RecordIds& ids = wrote_.leads[lead].known.ids;
        const std::string& account = ids.at(RecordKind::Account);
        return account.empty() ? ids.at(RecordKind::Contact) : account;
    }

    void note_opportunity(std::size_t lead, const std::string& id) {
        RecordIds& ids = wrote_.leads[lead].known.ids;
        for (const RecordKind kind : {RecordKind::Lead, RecordKind::Opportunity}) {
            if (wants(leads_[lead], kind)) ids.at(kind) = id;
        }
    }

    Steps<Wrote> make_opportunities() {
        Works works;
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            if (!is_well(i) || !wants_opportunity(leads_[i])) continue;
            if (there_.contains(reference_of(leads_[i]))) continue;
            works.push_back(
                {.leads = {i},
                 .ids = {},
                 .values = opportunity_values(leads_[i], party_of(i), host().company(), now_),
                 .done = [this, i](const std::string& id) {
                     note_opportunity(i, id);
                     wrote_.leads[i].known.owner = leads_[i].owner;
                     wrote_.leads[i].known.said = message_hash(leads_[i]);
                 }});
        }
        return carry_out("model.sale.opportunity.create", std::move(works),
                         &WriteTrip::change_opportunities);
    }

    Steps<Wrote> change_opportunities() {
        Works works;
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            const auto entry = there_.find(reference_of(leads_[i]));
            if (!is_well(i) || entry == there_.end()) continue;
            note_opportunity(i, id_of(entry->second));
            // Made by a call whose answer was lost: with what was said then.
            if (leads_[i].known.ids == RecordIds{}) {
                wrote_.leads[i].known.said = message_hash(leads_[i]);
            }
            const Known before = wrote_.leads[i].known;
            json::object values =
                opportunity_changes(leads_[i], entry->second, party_of(i), now_, wrote_.leads[i]);
            if (values.empty()) continue;
            const std::string owner = std::exchange(wrote_.leads[i].known.owner, before.owner);
            works.push_back({.leads = {i},
                             .ids = {to_number(id_of(entry->second))},
                             .values = std::move(values),
                             .done = [this, i, owner](const std::string&) {
                                 wrote_.leads[i].known.owner = owner;
                             }});
        }
        return carry_out("model.sale.opportunity.write", std::move(works), &WriteTrip::find_tasks);
    }

    // ---- Notes: tasks first, then what was said since ----

    Steps<Wrote> find_tasks() {
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            if (!is_well(i) || !wants(leads_[i], RecordKind::Task)) continue;
            notes_.push_back({i, resource_of(i), task_mark(leads_[i]), task_text(leads_[i])});
        }
        after_notes_ = &WriteTrip::find_messages;
        return find_notes();
    }
    Steps<Wrote> find_messages() {
        notes_.clear();
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            const std::string hash = message_hash(leads_[i]);
            if (!is_well(i) || hash.empty() || hash == wrote_.leads[i].known.said) continue;
            notes_.push_back({i, resource_of(i), message_mark(leads_[i]), message_text(leads_[i])});
        }
        after_notes_ = &WriteTrip::finish;
        return find_notes();
    }

    Steps<Wrote> find_notes() {
        std::erase_if(notes_, [](const Note& note) { return note.resource.empty(); });
        if (notes_.empty()) return (this->*after_notes_)();
        json::array domain{"OR"};
        for (const Note& note : notes_) {
            domain.emplace_back(json::array{json::array{"resource", "=", note.resource},
                                            json::array{"message", "like", "%" + note.mark}});
        }
        return ask("model.ir.note.search_read", std::move(domain), {"resource"},
                   &WriteTrip::take_notes, &WriteTrip::make_notes);
    }
    void take_notes(const std::vector<json::object>& records) {
        for (const json::object& record : records) {
            const auto note =
                std::ranges::find(notes_, text_of(record, "resource"), &Note::resource);
            if (note == notes_.end()) continue;
            note_note(*note, id_of(record));
            notes_.erase(note);
        }
    }
    Steps<Wrote> make_notes() {
        Works works;
        for (const Note& note : notes_) {
            works.push_back({.leads = {note.lead},
                             .ids = {},
                             .values = {{"resource", note.resource}, {"message", note.text}},
                             .done = [this, note](const std::string& id) { note_note(note, id); }});
        }
        return carry_out("model.ir.note.create", std::move(works), after_notes_);
    }
    void note_note(const Note& note, const std::string& id) {
        Known& known = wrote_.leads[note.lead].known;
        if (note.mark == task_mark(leads_[note.lead])) {
            known.ids.at(RecordKind::Task) = id;
        } else {
            known.said = message_hash(leads_[note.lead]);
        }
    }
    [[nodiscard]] std::string resource_of(std::size_t lead) const {
        const RecordIds& ids = wrote_.leads[lead].known.ids;
        for (const RecordKind kind : {RecordKind::Opportunity, RecordKind::Lead}) {
            if (!ids.at(kind).empty()) return "sale.opportunity," + ids.at(kind);
        }
        const std::string party = party_of(lead);
        return party.empty() ? std::string() : "party.party," + party;
    }

    // ---- Carrying out ----

    // All in one call; where that is refused, one by one.
    Steps<Wrote> carry_out(const std::string& method, Works works, Next next) {
        std::erase_if(works, [&](const Work& work) {
            return std::ranges::none_of(work.leads, [&](std::size_t i) { return is_well(i); });
        });
        if (works.empty()) return (this->*next)();
        json::array params = params_of(works);
        return call(method, std::move(params),
                    [this, self = shared_from_this(), method, works = std::move(works),
                     next](const Answered& answer) mutable {
                        if (answer.kind == Answered::Kind::Down) return give_up(answer.outcome);
                        if (answer.kind == Answered::Kind::Result) {
                            take_done(works, answer.result);
                            return (this->*next)();
                        }
                        if (works.size() == 1) {
                            fail_leads(works.front(), answer.outcome);
                            return (this->*next)();
                        }
                        return one_by_one(method, std::move(works), next);
                    });
    }

    Steps<Wrote> one_by_one(const std::string& method, Works works, Next next) {
        if (works.empty()) return (this->*next)();
        Works first;
        first.push_back(std::move(works.front()));
        works.pop_front();
        json::array params = params_of(first);
        return call(method, std::move(params),
                    [this, self = shared_from_this(), method, first = std::move(first),
                     works = std::move(works), next](const Answered& answer) mutable {
                        if (answer.kind == Answered::Kind::Down) return give_up(answer.outcome);
                        if (answer.kind == Answered::Kind::Result) {
                            take_done(first, answer.result);
                        } else {
                            fail_leads(first.front(), answer.outcome);
                        }
                        return one_by_one(method, std::move(works), next);
                    });
    }

    // create([values, …]), or write(ids, values, ids, values, …).
    static json::array params_of(const Works& works) {
        json::array params;
        if (!works.front().ids.empty()) {
            for (const Work& work : works) {
                params.emplace_back(work.ids);
                params.emplace_back(work.values);
            }
            return params;
        }
        json::array list;
        for (const Work& work : works) list.emplace_back(work.values);
        params.emplace_back(std::move(list));
        return params;
    }

    static void take_done(Works& works, const json::value& result) {
        const json::array* ids = result.if_array();
        for (std::size_t i = 0; i < works.size(); ++i) {
            const bool has_id = ids != nullptr && i < ids->size() && (*ids)[i].is_int64();
            works[i].done(has_id ? std::to_string((*ids)[i].get_int64()) : std::string());
        }
    }

    // ---- Ending ----

    [[nodiscard]] bool is_well(std::size_t lead) const {
        return wrote_.leads[lead].kind == OutcomeKind::Sent;
    }
    void fail_leads(const Work& work, const Outcome& outcome) {
        for (const std::size_t i : work.leads) {
            Written& written = wrote_.leads[i];
            written.kind = outcome.kind;
            written.status = outcome.status;
            written.message = without_words(outcome.message, leads_[i]);
        }
    }
    // What is not settled yet comes back.
    Steps<Wrote> give_up(const Outcome& outcome) {
        for (std::size_t i = 0; i < leads_.size(); ++i) {
            if (!is_well(i)) continue;
            Written& written = wrote_.leads[i];
            written.kind = OutcomeKind::Retry;
            written.status = outcome.status;
            written.message = without_words(outcome.message, leads_[i]);
        }
        wrote_.is_down = true;
        wrote_.retry_after = outcome.retry_after;
        return finish();
    }
    Steps<Wrote> finish() { return {std::move(wrote_)}; }

    std::vector<LeadNow> leads_;
    Instant now_;
    Wrote wrote_;
    std::vector<Party> parties_;
    std::map<std::string, json::object> there_;  // opportunities, by reference
    std::vector<Note> notes_;
    Next after_notes_ = nullptr;
};

}  // namespace

Steps<Wrote> Tryton::write(std::vector<LeadNow> leads, Instant now) {
    return std::make_shared<WriteTrip>(host_, std::move(leads), now)->start();
}

}  // namespace baton::deliver::crm::tryton
