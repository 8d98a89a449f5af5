// What is read from Tryton: its employees, what they have, what changed.
#include <boost/json/object.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "deliver/crm/tryton.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver::crm::tryton {
namespace {

constexpr std::int64_t kRowsAtOnce = 1000;
constexpr std::int64_t kMostRows = 100'000;  // of one question
constexpr std::int64_t kChangesAtOnce = 200;
constexpr std::string_view kOpportunities = "model.sale.opportunity.search_read";

json::array ids_value(const std::vector<std::string>& ids) {
    json::array out;
    for (const std::string& id : ids) out.emplace_back(to_number(id));
    return out;
}

// ---- Owners: the company's employees ------------------------------------------------------------

class OwnersTrip final : public Trip<Owners> {
  public:
    using Trip::Trip;

    Steps<Owners> start() {
        return call("model.company.employee.search_read",
                    {json::array{json::array{"OR", json::array{"end_date", "=", nullptr},
                                             json::array{"end_date", ">=", today_}}},
                     read_, kRowsAtOnce, json::array{json::array{"id", "ASC"}},
                     json::array{"party.name", "party.email"}},
                    [this, self = shared_from_this()](Answered answer) {
                        return on_page(std::move(answer));
                    });
    }
    json::value today_;

  private:
    Steps<Owners> on_page(Answered answer) {
        if (answer.kind != Answered::Kind::Result) {
            return {Owners{.outcome = std::move(answer.outcome)}};
        }
        const auto records = records_of(answer.result);
        for (const json::object& record : records) {
            const json::value* party = record.if_contains("party.");
            if (party == nullptr || !party->is_object()) continue;
            owners_.push_back({id_of(record), text_of(party->get_object(), "email"),
                               text_of(party->get_object(), "name")});
        }
        read_ += static_cast<std::int64_t>(records.size());
        if (std::ssize(records) == kRowsAtOnce && read_ < kMostRows) return start();
        return {Owners{.outcome = std::move(answer.outcome), .owners = std::move(owners_)}};
    }

    std::int64_t read_ = 0;
    std::vector<Owner> owners_;
};

// ---- Load: open opportunities, and what was won -------------------------------------------------

class LoadTrip final : public Trip<Loads> {
  public:
    LoadTrip(SharedHost host, std::vector<std::string> owners, Instant since)
        : Trip(std::move(host)), owners_(std::move(owners)), since_(since) {
        for (const std::string& id : owners_) loads_[id].owner = id;
    }

    Steps<Loads> start() { return ask(json::array{"lead", "opportunity", "converted"}, false); }

  private:
    Steps<Loads> ask(const json::array& states, bool is_won) {
        json::array domain{json::array{"employee", "in", ids_value(owners_)},
                           json::array{"state", "in", states}};
        if (is_won) domain.emplace_back(json::array{"end_date", ">=", date_value(since_)});
        return call(std::string(kOpportunities),
                    {std::move(domain), read_, kRowsAtOnce, json::array{json::array{"id", "ASC"}},
                     json::array{"employee", "amount"}},
                    [this, self = shared_from_this(), states, is_won](Answered answer) {
                        return on_page(std::move(answer), states, is_won);
                    });
    }

    Steps<Loads> on_page(Answered answer, const json::array& states, bool is_won) {
        if (answer.kind != Answered::Kind::Result) {
            return {Loads{.outcome = std::move(answer.outcome)}};
        }
        const auto records = records_of(answer.result);
        for (const json::object& record : records) {
            const auto load = loads_.find(id_of(record, "employee"));
            if (load == loads_.end()) continue;
            const json::value* amount = record.if_contains("amount");
            if (is_won) {
                load->second.won_amount += amount == nullptr ? 0 : number_of(*amount);
            } else {
                load->second.open_deals += 1;
            }
        }
        read_ += static_cast<std::int64_t>(records.size());
        if (std::ssize(records) == kRowsAtOnce && read_ < kMostRows) return ask(states, is_won);
        read_ = 0;
        if (!is_won) return ask(json::array{"won"}, true);
        Loads loads{.outcome = std::move(answer.outcome)};
        for (auto& entry : loads_) loads.loads.push_back(std::move(entry.second));
        return {std::move(loads)};
    }

    std::vector<std::string> owners_;
    Instant since_;
    std::int64_t read_ = 0;
    std::map<std::string, Load> loads_;
};

// ---- Changes of our opportunities ---------------------------------------------------------------

Change change_of(const json::object& record) {
    Change change;
    change.lead = text_of(record, "reference").substr(kOurs.size());
    change.owner = id_of(record, "employee");
    const std::string state = text_of(record, "state");
    if (state == "won") {
        change.outcome = event::Closing::Won;
        const json::value* amount = record.if_contains("amount");
        change.amount = amount == nullptr ? 0 : std::max(0.0, number_of(*amount));
    } else if (state == "lost") {
        change.outcome = event::Closing::Lost;
        change.reason = text_of(record, "lost_reason");
    } else if (state == "cancelled") {
        change.outcome = event::Closing::Disqualified;
    }
    std::ranges::replace(change.reason, '\n', ' ');
    if (change.outcome && *change.outcome != event::Closing::Won && change.reason.empty()) {
        change.reason = state + " in Tryton";
    }
    return change;
}

}  // namespace

Steps<Owners> Tryton::owners(Instant now) {
    auto trip = std::make_shared<OwnersTrip>(host_);
    trip->today_ = date_value(now);
    return trip->start();
}

Steps<Loads> Tryton::load(std::vector<std::string> owners, Instant since, Instant) {
    return std::make_shared<LoadTrip>(host_, std::move(owners), since)->start();
}

Steps<Changes> Tryton::changes_since(Instant since, Instant) {
    auto trip = std::make_shared<Trip<Changes>>(host_);
    return trip->call(
        std::string(kOpportunities),
        {json::array{json::array{"reference", "like", std::string(kOurs) + "%"},
                     json::array{"write_date", ">=", datetime_value(since)}},
         0, kChangesAtOnce, json::array{json::array{"write_date", "ASC"}, json::array{"id", "ASC"}},
         json::array{"reference", "employee", "state", "amount", "lost_reason", "write_date"}},
        [trip, since](Answered answer) -> Steps<Changes> {
            Changes changes{.outcome = std::move(answer.outcome), .until = since};
            if (answer.kind != Answered::Kind::Result) return {std::move(changes)};
            const auto records = records_of(answer.result);
            for (const json::object& record : records) {
                changes.changes.push_back(change_of(record));
                const json::value* at = record.if_contains("write_date");
                if (at != nullptr) changes.until = instant_of(*at).value_or(changes.until);
            }
            changes.has_more = std::ssize(records) == kChangesAtOnce;
            return {std::move(changes)};
        });
}

Result<std::unique_ptr<Connector>> make_tryton(Connection connection) {
    const workspace::CrmConnection& as = connection.as;
    const auto missing = as.url.empty()        ? "url"
                         : as.database.empty() ? "database"
                         : as.user.empty()     ? "user"
                         : as.password.empty() ? "password"
                                               : "";
    if (*missing != '\0') {
        return fail(DeliverError::NoConnection,
                    fmt::format("crm {}: Tryton needs \"{}\" in the document", as.key, missing));
    }
    return std::make_unique<Tryton>(std::move(connection));
}

}  // namespace baton::deliver::crm::tryton
