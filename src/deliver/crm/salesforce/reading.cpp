#include "deliver/crm/salesforce/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "deliver/crm/salesforce/composite.hpp"
#include "deliver/crm/salesforce/org_chain.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::salesforce {
namespace {

constexpr std::size_t kMostPages = 200;    // of one reading: a bound, not an aim
constexpr std::size_t kMostChanges = 100;  // of one type and reading: their names fit one query
constexpr std::size_t kMostOwnersAtOnce = 200;  // in one query

std::string time_of(Instant at) { return format_time(Instant::from_seconds(at.to_seconds())); }

// As Salesforce writes it: "2026-03-02T09:00:00.000+0000".
std::optional<Instant> read_time(std::string text) {
    if (text.ends_with("+0000")) text.replace(text.size() - 5, 5, "Z");
    const auto at = parse_time(text);
    return at ? std::optional(at->instant) : std::nullopt;
}

template <class Texts>
std::string any_of(const Texts& texts) {
    std::string out;
    for (const std::string& text : texts) {
        out += out.empty() ? "(" : ",";
        out += quoted_soql(text);
    }
    return out + ")";
}

// ---- Owners -------------------------------------------------------------------------------------

class ReadingOwners : public OrgChain<Owners> {
  public:
    ReadingOwners(std::shared_ptr<Org> org, Instant now) : OrgChain(std::move(org), now) {
        page(
            query_path("SELECT Id, Name, Email FROM User WHERE IsActive = true "
                       "AND UserType = 'Standard' ORDER BY Id"));
    }

  private:
    void page(const std::string& path) {
        if (++pages_ > kMostPages) return;
        then_ask([this, path] { return org_->call(HttpMethod::Get, path, ""); },
                 [this](const Judged& judged) {
                     answer_.outcome = judged.outcome;
                     if (judged.outcome.kind != OutcomeKind::Sent) return false;
                     for (const JsonView& user : judged.answer["records"].items()) {
                         answer_.owners.push_back(
                             {user["Id"].text(), user["Email"].text(), user["Name"].text()});
                     }
                     const std::string next = judged.answer["nextRecordsUrl"].text();
                     if (next.starts_with(path_of("/query/"))) page(next);
                     return true;
                 });
    }

    void on_down(const Judged& judged) override { answer_.outcome = judged.outcome; }
    Owners finish() override {
        answer_.quota = quota_;
        if (answer_.outcome.kind != OutcomeKind::Sent) answer_.owners.clear();
        return std::move(answer_);
    }

    std::size_t pages_ = 0;
    Owners answer_;
};

// ---- Load ---------------------------------------------------------------------------------------

class ReadingLoad : public OrgChain<Loads> {
  public:
    ReadingLoad(std::shared_ptr<Org> org, const std::vector<std::string>& owners, Instant since,
                Instant now)
        : OrgChain(std::move(org), now), since_(since) {
        for (const std::string& owner : owners) loads_[owner].owner = owner;
        answer_.outcome.kind = OutcomeKind::Sent;
        std::vector<std::string> some;
        for (const auto& [owner, load] : loads_) {
            some.push_back(owner);
            if (some.size() == kMostOwnersAtOnce) plan(std::exchange(some, {}));
        }
        if (!some.empty()) plan(some);
    }

  private:
    void plan(const std::vector<std::string>& owners) {
        const std::string whose = any_of(owners);
        const std::string day = format_time(since_).substr(0, 10);
        const std::vector<std::pair<std::string, std::string>> queries{
            {"open", fmt::format("SELECT OwnerId, COUNT(Id) total FROM Opportunity WHERE IsClosed "
                                 "= false AND OwnerId IN {} GROUP BY OwnerId",
                                 whose)},
            {"won", fmt::format("SELECT OwnerId, SUM(Amount) total FROM Opportunity WHERE IsWon = "
                                "true AND CloseDate >= {} AND OwnerId IN {} GROUP BY OwnerId",
                                day, whose)},
            {"quota", fmt::format("SELECT QuotaOwnerId, SUM(QuotaAmount) total FROM "
                                  "ForecastingQuota WHERE StartDate >= {} AND StartDate <= {} AND "
                                  "QuotaOwnerId IN {} GROUP BY QuotaOwnerId",
                                  day, format_time(now_).substr(0, 10), whose)}};
        then_ask([this, queries] { return ask_together(*org_, queries); },
                 [this](const Judged& judged) { return take(judged); });
    }

    bool take(const Judged& judged) {
        answer_.outcome = judged.outcome;
        if (judged.outcome.kind != OutcomeKind::Sent) return false;
        for (const Part& part : parts_of(judged.answer)) {
            // Whoever has no forecasts in Salesforce has no quotas there.
            if (!part.is_well && part.reference == "quota") continue;
            if (!part.is_well) {
                answer_.outcome.kind = OutcomeKind::Retry;
                answer_.outcome.message = explain("Opportunity", part.code, part.words);
                return false;
            }
            for (const JsonView& row : part.rows) note(part.reference, row);
        }
        return true;
    }

    void note(std::string_view what, const JsonView& row) {
        const bool is_quota = what == "quota";
        const auto found = loads_.find(row[is_quota ? "QuotaOwnerId" : "OwnerId"].text());
        if (found == loads_.end()) return;
        const double total = row["total"].number().value_or(0);
        if (is_quota) {
            found->second.quota = total;
        } else {
            (what == "open" ? found->second.open_deals : found->second.won_amount) = total;
        }
    }

    void on_down(const Judged& judged) override { answer_.outcome = judged.outcome; }
    Loads finish() override {
        answer_.quota = quota_;
        if (answer_.outcome.kind != OutcomeKind::Sent) return std::move(answer_);
        for (auto& [owner, load] : loads_) answer_.loads.push_back(std::move(load));
        return std::move(answer_);
    }

    Instant since_;
    std::map<std::string, Load> loads_;
    Loads answer_;
};

// ---- Changes ------------------------------------------------------------------------------------

struct DatedChange {
    Instant at;
    RecordKind kind = RecordKind::Lead;
    Change change;
};

// Opportunity, lead and contact of one lead have one name: whichever of them changed, the first of
// these that there is speaks for it.
class ReadingChanges : public OrgChain<Changes> {
  public:
    ReadingChanges(std::shared_ptr<Org> org, Instant since, Instant now)
        : OrgChain(std::move(org), now), since_(since), until_(since) {
        answer_.outcome.kind = OutcomeKind::Sent;
        then_ask([this] { return stages_call(); },
                 [this](const Judged& judged) {
                     if (judged.outcome.kind == OutcomeKind::Sent) {
                         note_stages(*org_, parts_of(judged.answer));
                     }
                     return true;
                 });
        then_ask([this] { return changed_call(); },
                 [this](const Judged& judged) { return on_changed(judged); });
        then_ask([this] { return speakers_call(); },
                 [this](const Judged& judged) { return on_speakers(judged); });
    }

  private:
    std::optional<HttpCall> stages_call() const {
        if (org_->refused) return std::nullopt;
        return ask_together(*org_, stage_queries());
    }

    std::optional<HttpCall> changed_call() const {
        const auto query = [&](std::string_view asked, RecordKind kind) {
            return std::pair<std::string, std::string>(
                type_of(kind),
                fmt::format("SELECT Id, OwnerId, {0}, LastModifiedDate{1} FROM {2} WHERE {0} != "
                            "null AND LastModifiedDate >= {3} ORDER BY LastModifiedDate, Id LIMIT "
                            "{4}",
                            kField, asked, type_of(kind), time_of(since_), kMostChanges));
        };
        return ask_together(
            *org_,
            {query(", IsClosed, IsWon, Amount, StageName", RecordKind::Opportunity),
             query(", IsConverted, Status", RecordKind::Lead), query("", RecordKind::Contact)});
    }

    bool on_changed(const Judged& judged) {
        answer_.outcome = judged.outcome;
        if (judged.outcome.kind != OutcomeKind::Sent) return false;
        for (const Part& part : parts_of(judged.answer)) {
            // Without our field in a type of record there are none of ours.
            const bool is_without = part.code == "INVALID_FIELD" || part.code == "INVALID_TYPE";
            if (!part.is_well && is_without) continue;
            if (!part.is_well) {
                answer_.outcome.kind = OutcomeKind::Retry;
                answer_.outcome.message = explain(part.reference, part.code, part.words);
                return false;
            }
            take(part);
        }
        return true;
    }

    void take(const Part& part) {
        Instant newest = since_;
        for (const JsonView& row : part.rows) {
            const auto at = read_time(row["LastModifiedDate"].text());
            if (!at) continue;
            newest = std::max(newest, *at);
            // One that was converted goes on as its opportunity.
            if (row["IsConverted"].is_true()) continue;
            changes_.push_back({*at, kind_of(part.reference), change_of(row)});
        }
        if (part.rows.size() < kMostChanges) {
            until_ = std::max(until_, newest);
        } else {
            full_until_ = std::min(full_until_, newest);
        }
    }

    static RecordKind kind_of(std::string_view type) {
        if (type == type_of(RecordKind::Opportunity)) return RecordKind::Opportunity;
        return type == type_of(RecordKind::Lead) ? RecordKind::Lead : RecordKind::Contact;
    }

    [[nodiscard]] Change change_of(const JsonView& row) const {
        Change change;
        change.lead = row[kField].text();
        change.owner = row["OwnerId"].text();
        if (row["IsWon"].is_true()) {
            change.outcome = event::Closing::Won;
            change.amount = row["Amount"].number().value_or(0);
        } else if (row["IsClosed"].is_true()) {
            change.outcome = event::Closing::Lost;
            change.reason = one_line(row["StageName"].text());
        } else if (org_->refused && org_->refused->contains(row["Status"].text())) {
            change.outcome = event::Closing::Disqualified;
            change.reason = one_line(row["Status"].text());
        }
        return change;
    }

    // Of the leads whose record changed beside another that speaks for them.
    std::optional<HttpCall> speakers_call() const {
        std::set<std::string, std::less<>> below, lowest;
        for (const DatedChange& each : changes_) {
            if (each.kind != RecordKind::Opportunity) below.insert(each.change.lead);
            if (each.kind == RecordKind::Contact) lowest.insert(each.change.lead);
        }
        std::vector<std::pair<std::string, std::string>> queries;
        const auto ask = [&](RecordKind kind, const auto& leads) {
            if (leads.empty()) return;
            queries.emplace_back(type_of(kind), fmt::format("SELECT {0} FROM {1} WHERE {0} IN {2}",
                                                            kField, type_of(kind), any_of(leads)));
        };
        ask(RecordKind::Opportunity, below);
        ask(RecordKind::Lead, lowest);
        if (queries.empty()) return std::nullopt;
        return ask_together(*org_, queries);
    }

    bool on_speakers(const Judged& judged) {
        answer_.outcome = judged.outcome;
        if (judged.outcome.kind != OutcomeKind::Sent) return false;
        std::set<std::string, std::less<>> opportunities, leads;
        for (const Part& part : parts_of(judged.answer)) {
            auto& names =
                kind_of(part.reference) == RecordKind::Opportunity ? opportunities : leads;
            for (const JsonView& row : part.rows) names.insert(row[kField].text());
        }
        std::erase_if(changes_, [&](const DatedChange& each) {
            if (each.kind == RecordKind::Opportunity) return false;
            return opportunities.contains(each.change.lead) ||
                   (each.kind == RecordKind::Contact && leads.contains(each.change.lead));
        });
        return true;
    }

    void on_down(const Judged& judged) override { answer_.outcome = judged.outcome; }

    // All types go on from one instant: where one has more, not beyond what was read of it. Where
    // all was read, the last minute is read again.
    Changes finish() override {
        answer_.quota = quota_;
        if (answer_.outcome.kind != OutcomeKind::Sent) return std::move(answer_);
        std::ranges::stable_sort(changes_, {}, &DatedChange::at);
        for (auto& each : changes_) answer_.changes.push_back(std::move(each.change));
        answer_.has_more = full_until_ != Instant::never();
        // Never back, and with a full page never the same again.
        answer_.until = answer_.has_more ? std::max(full_until_, since_ + Duration::seconds(1))
                                         : std::max(since_, until_ - kCommitLag);
        return std::move(answer_);
    }

    Instant since_;
    Instant until_;                          // the newest of the types that were read whole
    Instant full_until_ = Instant::never();  // the newest of one that was not
    std::vector<DatedChange> changes_;
    Changes answer_;
};

}  // namespace

Steps<Owners> read_owners(const std::shared_ptr<Org>& org, Instant now) {
    return std::make_shared<ReadingOwners>(org, now)->proceed();
}

Steps<Loads> read_load(const std::shared_ptr<Org>& org, const std::vector<std::string>& owners,
                       Instant since, Instant now) {
    return std::make_shared<ReadingLoad>(org, owners, since, now)->proceed();
}

Steps<Changes> read_changes(const std::shared_ptr<Org>& org, Instant since, Instant now) {
    return std::make_shared<ReadingChanges>(org, since, now)->proceed();
}

}  // namespace baton::deliver::crm::salesforce
