#include "deliver/crm/hubspot/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "core/event/json_writer.hpp"
#include "deliver/crm/chain.hpp"
#include "deliver/crm/words.hpp"

namespace baton::deliver::crm::hubspot {
namespace {

constexpr std::size_t kPage = 100;
constexpr std::size_t kMostPages = 200;  // of one reading: a bound, not an aim
constexpr std::size_t kMostPagesOfChanges = 5;
constexpr std::size_t kMostOwnersAtOnce = 100;  // values of one IN, by HubSpot's own limit

std::string in_millis(Instant at) { return std::to_string(at.micros / 1000); }

std::string filter(std::string_view property, std::string_view sign, std::string_view value) {
    std::string out;
    {
        event::ObjectWriter object(out);
        object.text("propertyName", property);
        object.text("operator", sign);
        object.text_if_any("value", value);
    }
    return out;
}

// ---- Owners -------------------------------------------------------------------------------------

class ReadingOwners : public Chain<Owners> {
  public:
    explicit ReadingOwners(std::shared_ptr<Portal> portal) : portal_(std::move(portal)) {
        then_do([this] { return page(""); });
    }

  private:
    std::optional<Request> page(const std::string& after) {
        if (++pages_ > kMostPages) return std::nullopt;
        std::string path = fmt::format("/crm/v3/owners?limit={}", kPage);
        if (!after.empty()) path += "&after=" + after;
        return Request{portal_->get(path), [this](Outcome outcome) {
                           Judged judged = judge(std::move(outcome));
                           answer_.quota = judged.quota;
                           answer_.outcome = std::move(judged.outcome);
                           if (answer_.outcome.kind != OutcomeKind::Sent) return false;
                           take(judged.answer);
                           return true;
                       }};
    }

    void take(const JsonView& answer) {
        for (const JsonView& owner : answer["results"].items()) {
            if (owner["archived"].is_true()) continue;
            std::string name = owner["firstName"].text();
            const std::string last = owner["lastName"].text();
            if (!name.empty() && !last.empty()) name += ' ';
            answer_.owners.push_back({owner["id"].text(), owner["email"].text(), name + last});
        }
        const std::string after = answer["paging"]["next"]["after"].text();
        const bool is_number = parse_integer(after).has_value();
        if (is_number) then_do([this, after] { return page(after); });
    }

    Owners finish() override {
        if (answer_.outcome.kind != OutcomeKind::Sent) answer_.owners.clear();
        return std::move(answer_);
    }

    std::shared_ptr<Portal> portal_;  // shared: with the connector
    std::size_t pages_ = 0;
    Owners answer_;
};

// ---- Load ---------------------------------------------------------------------------------------

// Open deals and won ones of the period in one search, the period's sales quotas in another; from
// one object's number to the next, so that no page is lost or told twice while others write.
class ReadingLoad : public Chain<Loads> {
  public:
    ReadingLoad(std::shared_ptr<Portal> portal, const std::vector<std::string>& owners,
                Instant since, Instant now)
        : portal_(std::move(portal)), since_(since), now_(now) {
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
    using Owners = std::vector<std::string>;
    enum class What : std::uint8_t { Deals, Quotas };

    void plan(const Owners& owners) {
        for (const What what : {What::Deals, What::Quotas}) {
            then_do([this, what, owners] { return page(what, owners, "0"); });
        }
    }

    [[nodiscard]] std::string body_of(What what, const Owners& owners,
                                      std::string_view after) const {
        std::string whose = R"({"propertyName":"hubspot_owner_id","operator":"IN","values":)";
        event::write_list(whose, owners,
                          [&](const std::string& each) { append_json_string(whose, each); });
        whose += "}," + filter("hs_object_id", "GT", after);
        const std::string deals = fmt::format(
            R"({{"filters":[{0},{1}]}},{{"filters":[{0},{2},{3}]}})", whose,
            filter("hs_is_closed", "EQ", "false"), filter("hs_is_closed_won", "EQ", "true"),
            filter("closedate", "GTE", in_millis(since_)));
        const std::string quotas = fmt::format(
            R"({{"filters":[{},{},{},{}]}})", whose, filter("hs_goal_type", "EQ", "sales_quota"),
            filter("hs_start_datetime", "GTE", in_millis(since_ - kBehindUtc)),
            filter("hs_start_datetime", "LTE", in_millis(now_)));
        return fmt::format(
            R"({{"filterGroups":[{}],"sorts":["hs_object_id"],"properties":["hubspot_owner_id",{}],)"
            R"("limit":{},"after":"0"}})",
            what == What::Deals ? deals : quotas,
            what == What::Deals ? R"("amount","hs_is_closed_won")" : R"("hs_target_amount")",
            kPage);
    }

    std::optional<Request> page(What what, const Owners& owners, const std::string& after) {
        if (++pages_ > kMostPages) return std::nullopt;
        HttpCall call = portal_->post(
            fmt::format("/crm/v3/objects/{}/search", what == What::Deals ? "0-3" : "goal_targets"),
            body_of(what, owners, after));
        return Request{std::move(call), [this, what, owners](Outcome outcome) {
                           Judged judged = judge(std::move(outcome));
                           answer_.quota = judged.quota;
                           // An account without goals, or an app that may not see them.
                           const std::int32_t status = judged.outcome.status;
                           const bool is_refused = status == 400 || status == 403 || status == 404;
                           if (what == What::Quotas && is_refused) return true;
                           answer_.outcome = std::move(judged.outcome);
                           if (answer_.outcome.kind != OutcomeKind::Sent) return false;
                           take(what, owners, judged.answer);
                           return true;
                       }};
    }

    void take(What what, const Owners& owners, const JsonView& answer) {
        const auto results = answer["results"].items();
        std::string last;
        for (const JsonView& record : results) {
            last = record["id"].text();
            const JsonView properties = record["properties"];
            const auto found = loads_.find(properties["hubspot_owner_id"].text());
            if (found != loads_.end()) note(what, properties, found->second);
        }
        if (results.size() < kPage || last.empty()) return;
        first_do([this, what, owners, last] { return page(what, owners, last); });
    }

    static void note(What what, const JsonView& properties, Load& load) {
        if (what == What::Quotas) {
            const auto target = properties["hs_target_amount"].number();
            if (target) load.quota = load.quota.value_or(0) + *target;
        } else if (properties["hs_is_closed_won"].is_true()) {
            load.won_amount += properties["amount"].number().value_or(0);
        } else {
            load.open_deals += 1;
        }
    }

    Loads finish() override {
        if (answer_.outcome.kind != OutcomeKind::Sent) return std::move(answer_);
        for (auto& [owner, load] : loads_) answer_.loads.push_back(std::move(load));
        return std::move(answer_);
    }

    // A period begins at the workspace's midnight, a target at that of UTC.
    static constexpr Duration kBehindUtc = Duration::hours(12);

    std::shared_ptr<Portal> portal_;  // shared: with the connector
    Instant since_;
    Instant now_;
    std::size_t pages_ = 0;
    std::map<std::string, Load> loads_;
    Loads answer_;
};

// ---- Changes ------------------------------------------------------------------------------------

struct DatedChange {
    Instant at;
    Change change;
};

// One search a type. A record that speaks for a lead says which one; the others are left alone.
class ReadingChanges : public Chain<Changes> {
  public:
    ReadingChanges(std::shared_ptr<Portal> portal, Instant since)
        : portal_(std::move(portal)), since_(since), until_(since) {
        answer_.outcome.kind = OutcomeKind::Sent;
        then_do([this] { return stages(); });
        for (const RecordKind kind :
             {RecordKind::Contact, RecordKind::Lead, RecordKind::Opportunity}) {
            then_do([this, kind] { return page(kind, "0", 1); });
        }
    }

  private:
    static std::string_view modified_of(RecordKind kind) {
        return kind == RecordKind::Contact ? "lastmodifieddate" : "hs_lastmodifieddate";
    }

    // Accounts without lead objects have no such pipeline: then nothing is told of them.
    std::optional<Request> stages() {
        if (portal_->leads) return std::nullopt;
        return Request{portal_->get("/crm/v3/pipelines/leads"), [this](Outcome outcome) {
                           const Judged judged = judge(std::move(outcome));
                           if (judged.outcome.kind == OutcomeKind::Sent) {
                               portal_->leads =
                                   Portal::read_pipelines(RecordKind::Lead, judged.answer);
                           }
                           return true;
                       }};
    }

    std::optional<Request> page(RecordKind kind, const std::string& after, std::size_t number) {
        const std::string_view modified = modified_of(kind);
        std::string body = fmt::format(
            R"({{"filterGroups":[{{"filters":[{},{}]}}],"sorts":["{}"],)"
            R"("properties":["{}","{}","hubspot_owner_id","hs_is_closed","hs_is_closed_won",)"
            R"("amount","closed_lost_reason","hs_pipeline_stage"],"limit":{},"after":"{}"}})",
            filter(modified, "GTE", in_millis(since_)), filter(kLead, "HAS_PROPERTY", ""), modified,
            kLead, modified, kPage, after);
        HttpCall call = portal_->post(fmt::format("/crm/v3/objects/{}/search", object_of(kind)),
                                      std::move(body));
        return Request{std::move(call), [this, kind, number](Outcome outcome) {
                           Judged judged = judge(std::move(outcome));
                           answer_.quota = judged.quota;
                           // 400: our property is not there yet, so neither is a record. 403: this
                           // account has no leads, or the app may not see them.
                           const std::int32_t status = judged.outcome.status;
                           const bool is_absent =
                               status == 400 || (status == 403 && kind == RecordKind::Lead);
                           if (is_absent) return true;
                           answer_.outcome = std::move(judged.outcome);
                           if (answer_.outcome.kind != OutcomeKind::Sent) return false;
                           take(kind, judged.answer, number);
                           return true;
                       }};
    }

    void take(RecordKind kind, const JsonView& answer, std::size_t number) {
        Instant newest = since_;
        for (const JsonView& record : answer["results"].items()) {
            const JsonView properties = record["properties"];
            const auto at = parse_time(properties[modified_of(kind)].text());
            if (!at) continue;
            newest = std::max(newest, at->instant);
            changes_.push_back({at->instant, change_of(kind, properties)});
        }
        const std::string after = answer["paging"]["next"]["after"].text();
        if (!parse_integer(after)) {
            until_ = std::max(until_, newest);
        } else if (number < kMostPagesOfChanges) {
            first_do([this, kind, after, number] { return page(kind, after, number + 1); });
        } else {
            full_until_ = std::min(full_until_, newest);
        }
    }

    [[nodiscard]] Change change_of(RecordKind kind, const JsonView& properties) const {
        Change change;
        change.lead = properties[kLead].text();
        change.owner = properties["hubspot_owner_id"].text();
        if (kind == RecordKind::Opportunity && properties["hs_is_closed_won"].is_true()) {
            change.outcome = event::Closing::Won;
            change.amount = properties["amount"].number().value_or(0);
        } else if (kind == RecordKind::Opportunity && properties["hs_is_closed"].is_true()) {
            change.outcome = event::Closing::Lost;
            change.reason = one_line(properties["closed_lost_reason"].text());
        } else if (kind == RecordKind::Lead && portal_->leads &&
                   portal_->leads->refused_stages.contains(
                       properties["hs_pipeline_stage"].text())) {
            change.outcome = event::Closing::Disqualified;
        }
        return change;
    }

    // All types go on from one instant: where one has more, not beyond what was read of it. Where
    // all was read, the last minute is read again, since the index may have been behind.
    Changes finish() override {
        if (answer_.outcome.kind != OutcomeKind::Sent) return std::move(answer_);
        std::ranges::stable_sort(changes_, {}, &DatedChange::at);
        for (auto& each : changes_) answer_.changes.push_back(std::move(each.change));
        answer_.has_more = full_until_ != Instant::never();
        // Never back, and with a full page never the same again.
        if (answer_.has_more) {
            answer_.until = std::max(full_until_, since_ + Duration{1000});
        } else {
            answer_.until = std::max(since_, until_ - kIndexLag);
        }
        return std::move(answer_);
    }

    std::shared_ptr<Portal> portal_;  // shared: with the connector
    Instant since_;
    Instant until_;                          // the newest of the types that were read whole
    Instant full_until_ = Instant::never();  // the newest of one that was not
    std::vector<DatedChange> changes_;
    Changes answer_;
};

}  // namespace

Steps<Owners> read_owners(const std::shared_ptr<Portal>& portal) {
    return std::make_shared<ReadingOwners>(portal)->proceed();
}

Steps<Loads> read_load(const std::shared_ptr<Portal>& portal,
                       const std::vector<std::string>& owners, Instant since, Instant now) {
    return std::make_shared<ReadingLoad>(portal, owners, since, now)->proceed();
}

Steps<Changes> read_changes(const std::shared_ptr<Portal>& portal, Instant since) {
    return std::make_shared<ReadingChanges>(portal, since)->proceed();
}

}  // namespace baton::deliver::crm::hubspot
