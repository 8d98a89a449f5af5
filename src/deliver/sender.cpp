#include "deliver/sender.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/uuid.hpp"
#include "deliver/backoff.hpp"
#include "deliver/planner.hpp"
#include "deliver/render.hpp"
#include "deliver/replay.hpp"
#include "store/error.hpp"

namespace baton::deliver {
namespace {

constexpr Duration kSettleAgainAfter = Duration::seconds(1);
// While more is under way, what came of the first waits so long for company, or for so many.
constexpr Duration kSettleWithin = Duration{10'000};
constexpr std::size_t kSettleAtOnce = 32;

bool is_over(const store::DeliveryOutcome& outcome) {
    return !std::holds_alternative<store::RetryAt>(outcome) &&
           !std::holds_alternative<store::GivenBack>(outcome);
}

}  // namespace

Sender::Sender(Doors doors, std::string owner, const CrmOptions& crm)
    : doors_(std::move(doors)), owner_(std::move(owner)) {
    if (crm.policies == nullptr || crm.hands == nullptr) return;
    CrmLines::Doors lines{
        .store = doors_.store,
        .policies = *crm.policies,
        .run = {doors_.outbound, doors_.inbox, doors_.clock, doors_.counters.crm_calls},
        .counters = doors_.counters,
        .environment = doors_.environment};
    crm_ = std::make_unique<CrmDesk>(
        std::move(lines), crm, owner_,
        [this](const std::string& workspace, const std::string& channel, CrmEnds ends) {
            on_crm_ends(workspace, channel, std::move(ends));
        });
}

void Sender::stop_leasing() {
    is_stopping_ = true;
    if (crm_ != nullptr) crm_->stop();
}

Instant Sender::step(Instant now) {
    Instant next = Instant::never();
    std::vector<Unsettled> due;
    for (auto it = unsettled_.begin(); it != unsettled_.end();) {
        if (it->again_at > now) {
            next = std::min(next, it->again_at);
            ++it;
            continue;
        }
        if (it->until > now) due.push_back(std::move(*it));
        it = unsettled_.erase(it);
    }
    std::ranges::move(due, std::back_inserter(to_settle_));
    next = std::min(next, send_waiting(now));
    next = std::min(next, submit_settles(now));
    if (!is_stopping_ && !is_leasing_) {
        if (leases_at_ <= now) {
            lease(now);
        } else {
            next = std::min(next, leases_at_);
        }
    }
    return next;
}

Duration Sender::lag(Instant now) const {
    if (!oldest_due_ || *oldest_due_ >= now) return {};
    return now - *oldest_due_;
}

void Sender::take(store::DeliveryRow row) {
    if (crm_connection(row.channel).empty()) return waiting_.add(std::move(row));
    ++crm_in_flight_;
    ++doors_.lanes.at(row.workspace, row.channel).in_flight;
    if (crm_ != nullptr) return crm_->take(std::move(row));
    leave_lane(row);
    settle(row, store::Superseded{doors_.clock(), "no CRM is served here"});
}

void Sender::send(store::DeliveryRow row, Result<Composed> composed) {
    const Instant now = doors_.clock();
    if (!composed) {
        leave_lane(row);
        doors_.on_problem({row.workspace, row.channel, composed.error().message});
        return hold_back(row, composed.error().message, {}, 0);
    }
    if (const auto* dropped = std::get_if<Dropped>(&*composed)) {
        leave_lane(row);
        if (dropped->tries_next_way) plan_next_way(row, now);
        settle(row, store::Superseded{now, dropped->reason});
        return;
    }
    if (auto* spread = std::get_if<Spread>(&*composed)) return send_to_each(row, *spread, now);
    auto errand = plan_errand(std::get<Message>(*composed), wire_id(row), now,
                              {doors_.environment, slack_places_, doors_.dice});
    if (!errand) {
        Outcome outcome;
        outcome.message = errand.error().message;
        on_outcome(row, outcome);
        return;
    }
    run(std::move(row), *std::move(errand));
}

// Their ids follow from this row's, so that they are put once however often it is tried.
void Sender::send_to_each(const store::DeliveryRow& row, Spread& spread, Instant now) {
    leave_lane(row);
    const std::size_t count = spread.rows.size();
    const Instant made{millis_of(row.id) * 1000};
    store::PutDeliveries put{{"spread", row.workspace, 0, 0}, {}};
    for (Planned& plan : spread.rows) {
        put.rows.push_back(make_row(row.workspace, row.event_seq, made, std::move(plan), now));
    }
    auto done = [this, inbox = doors_.inbox, row = store::DeliveryRow(row), count, now,
                 rows = put.rows](Result<void> result) mutable {
        inbox->post([this, row = std::move(row), count, now, rows = std::move(rows),
                     result = std::move(result)] {
            if (!result) {
                ++doors_.counters.store_errors;
                doors_.on_problem({row.workspace, row.channel, result.error().message});
                return settle(
                    row, store::RetryAt{now + kSettleAgainAfter, 0, "the store did not take it"});
            }
            doors_.lanes.add(doors_.lanes.at(row.workspace, row.channel), rows.size());
            look();
            settle(row, store::Superseded{
                            now, fmt::format("told {} {}", count,
                                             count == 1 ? "browser" : "browsers, one by one")});
        });
    };
    doors_.store.put_deliveries(std::move(put), std::move(done));
}

void Sender::run(store::DeliveryRow row, Errand errand) {
    auto done = [this, inbox = doors_.inbox, row = std::move(row),
                 then = std::move(errand.then)](Outcome outcome) mutable {
        inbox->post([this, row = std::move(row), then = std::move(then),
                     outcome = std::move(outcome)]() mutable {
            if (!then || outcome.stopped) return on_outcome(row, outcome);
            Next next = then(std::move(outcome));
            if (auto* more = std::get_if<Errand>(&next.what)) {
                return run(std::move(row), std::move(*more));
            }
            on_outcome(row, std::get<Outcome>(next.what));
        });
    };
    doors_.outbound.submit(std::move(errand.call), std::move(done));
}

void Sender::on_outcome(const store::DeliveryRow& row, const Outcome& outcome) {
    const Instant now = doors_.clock();
    leave_lane(row);
    if (outcome.stopped) {
        settle(row, store::RetryAt{now, 0, outcome.message});
        return;
    }
    if (outcome.kind == OutcomeKind::Sent) {
        doors_.lanes.succeeded(doors_.lanes.at(row.workspace, row.channel));
        settle(row, store::Sent{now, outcome.status});
        return;
    }
    if (outcome.gone) return lose_receiver(row, outcome, now);
    fail(row, outcome);
}

void Sender::fail(const store::DeliveryRow& row, const Outcome& outcome) {
    const Instant now = doors_.clock();
    if (outcome.kind == OutcomeKind::Retry) {
        note_failure(row, outcome.message, outcome.retry_after);
        if (now - row.created_at >= kNextWayAfter) plan_next_way(row, now);
        if (!is_given_up(row.attempts, row.created_at, now)) {
            return hold_back(row, outcome.message, outcome.retry_after, outcome.status);
        }
    }
    ++doors_.counters.failed;
    plan_next_way(row, now);
    give_up(row, outcome.message, outcome.status);
}

void Sender::note_failure(const store::DeliveryRow& row, const std::string& message,
                          std::optional<Duration> asked) {
    const Instant now = doors_.clock();
    Lane& lane = doors_.lanes.at(row.workspace, row.channel);
    const Circuit& circuit = lane.circuit;
    const bool was_well = !circuit.failing_since();
    const bool was_open = circuit.is_open();
    doors_.lanes.failed(lane, now, doors_.dice(), asked);
    if (was_well || (circuit.is_open() && !was_open)) {
        doors_.on_problem({row.workspace, row.channel, message});
    }
    if (now - circuit.failing_since().value_or(now) >= kTellAfter) alert(row, message, now);
}

void Sender::hold_back(const store::DeliveryRow& row, const std::string& message,
                       std::optional<Duration> asked, std::int32_t status) {
    const Instant now = doors_.clock();
    ++doors_.counters.failed;
    if (is_given_up(row.attempts, row.created_at, now)) {
        return settle(row, store::Dead{now, status, message});
    }
    const Duration delay = backoff_or_asked(row.attempts, doors_.dice(), asked);
    settle(row, store::RetryAt{now + delay, status, message});
}

void Sender::give_up(const store::DeliveryRow& row, const std::string& message,
                     std::int32_t status) {
    const Instant now = doors_.clock();
    doors_.on_problem({row.workspace, row.channel,
                       fmt::format("delivery {} is given up: {}", format_uuid(row.id), message)});
    alert(row, message, now);
    settle(row, store::Dead{now, status, message});
}

// The channel is well, and nobody has to mend anything.
void Sender::lose_receiver(const store::DeliveryRow& row, const Outcome& outcome, Instant now) {
    doors_.lanes.succeeded(doors_.lanes.at(row.workspace, row.channel));
    const auto was_last = doors_.interpreter.lost_receiver(row);
    if (!was_last) doors_.on_problem({row.workspace, row.channel, was_last.error().message});
    if (was_last.value_or(true)) plan_next_way(row, now);
    settle(row, store::Superseded{now, outcome.message});
}

// Its id follows from this row, so that it is put once however often this is asked.
void Sender::plan_next_way(const store::DeliveryRow& row, Instant now) {
    auto next = doors_.interpreter.next_way(row, now);
    if (!next) return doors_.on_problem({row.workspace, row.channel, next.error().message});
    if (!*next) return;
    const Instant made{millis_of(row.id) * 1000};
    store::PutDeliveries put{{"next_way", row.workspace, 0, 0}, {}};
    put.rows.push_back(make_row(row.workspace, row.event_seq, made, **std::move(next), now));
    put_own(std::move(put));
}

void Sender::leave_lane(const store::DeliveryRow& row) {
    const Lanes::Key key(row.workspace, row.channel);
    Lane& lane = doors_.lanes.at(key.first, key.second);
    --(crm_connection(row.channel).empty() ? in_flight_ : crm_in_flight_);
    --lane.in_flight;
    look_for_left(key, lane);
}

void Sender::settle(const store::DeliveryRow& row, store::DeliveryOutcome outcome) {
    if (to_settle_.empty()) settles_at_ = doors_.clock() + kSettleWithin;
    to_settle_.push_back({{row.workspace, row.id, row.fence, std::move(outcome)},
                          row.channel,
                          Instant{},
                          row.next_at});
}

// Many at once: a write costs about the same for one and for many.
Instant Sender::submit_settles(Instant now) {
    if (to_settle_.empty()) return Instant::never();
    const bool comes_more = in_flight() > 0 && !is_stopping_;
    if (comes_more && to_settle_.size() < kSettleAtOnce && now < settles_at_) return settles_at_;
    std::vector<Unsettled> all = std::exchange(to_settle_, {});
    settling_ += all.size();
    std::vector<store::Settle> settles;
    settles.reserve(all.size());
    for (const Unsettled& each : all) settles.push_back(each.settle);
    auto done = [this, inbox = doors_.inbox,
                 all = std::move(all)](Result<std::vector<Result<void>>> results) mutable {
        inbox->post([this, all = std::move(all), results = std::move(results)]() mutable {
            for (std::size_t i = 0; i < all.size(); ++i) {
                const Result<void> result = results
                                                ? std::move((*results)[i])
                                                : Result<void>(std::unexpected(results.error()));
                on_settled(std::move(all[i]), result);
            }
        });
    };
    doors_.store.settle_deliveries(std::move(settles), std::move(done));
    return Instant::never();
}

void Sender::on_settled(Unsettled unsettled, const Result<void>& result) {
    --settling_;
    if (result) {
        count_settled(unsettled);
        return;
    }
    if (store::is(result.error(), store::StoreError::StaleFence) ||
        store::is(result.error(), store::StoreError::NotFound)) {
        // What was given back late has gone out once.
        const bool was_tried = !std::holds_alternative<store::GivenBack>(unsettled.settle.outcome);
        if (was_tried) ++doors_.counters.stale;
        return;
    }
    // The disk is full or the store busy: told again for as long as the lease is ours.
    ++doors_.counters.store_errors;
    doors_.on_problem({unsettled.settle.workspace, unsettled.channel, result.error().message});
    unsettled.again_at = doors_.clock() + kSettleAgainAfter;
    unsettled_.push_back(std::move(unsettled));
}

void Sender::count_settled(const Unsettled& unsettled) {
    Counters& counters = doors_.counters;
    const store::DeliveryOutcome& outcome = unsettled.settle.outcome;
    counters.sent += std::holds_alternative<store::Sent>(outcome) ? 1 : 0;
    counters.retried += std::holds_alternative<store::RetryAt>(outcome) ? 1 : 0;
    counters.dead += std::holds_alternative<store::Dead>(outcome) ? 1 : 0;
    counters.superseded += std::holds_alternative<store::Superseded>(outcome) ? 1 : 0;
    if (const auto* retry = std::get_if<store::RetryAt>(&outcome)) {
        leases_at_ = std::min(leases_at_, retry->at);
    } else if (const auto* given_back = std::get_if<store::GivenBack>(&outcome)) {
        leases_at_ = std::min(leases_at_, given_back->at);
    }
    if (!is_over(outcome)) return;
    Lane& lane = doors_.lanes.at(unsettled.settle.workspace, unsettled.channel);
    doors_.lanes.take(lane, 1);
}

// At most one alert an hour for a failing channel: the hour of the last one is a cursor, so that of
// several nodes one tells it. An alert that fails itself is not told.
void Sender::alert(const store::DeliveryRow& row, const std::string& detail, Instant now) {
    if (row.kind == to_word(MessageKind::DeliveryFailed)) return;
    const std::string consumer = fmt::format("alert/{}", row.channel);
    const auto hour =
        static_cast<std::uint64_t>(std::max<std::int64_t>(1, now.to_seconds() / 3600));
    const auto last = doors_.store.cursor(consumer, row.workspace);
    if (!last || *last >= hour) return;
    auto plans = doors_.interpreter.failure_alert(row.workspace, row.channel, detail);
    if (!plans) {
        doors_.on_problem({row.workspace, row.channel, plans.error().message});
        return;
    }
    store::PutDeliveries put{{consumer, row.workspace, *last, hour}, {}};
    for (Planned& plan : *plans) {
        if (plan.channel == row.channel) continue;
        plan.payload = fmt::format("{}: {}", row.channel, detail);
        store::DeliveryRow alert = make_row(row.workspace, 0, now, std::move(plan), now);
        put.rows.push_back(std::move(alert));
    }
    put_own(std::move(put));
}

void Sender::put_own(store::PutDeliveries put) {
    auto done = [this, inbox = doors_.inbox, workspace = put.cursor.workspace,
                 rows = put.rows](Result<void> result) {
        inbox->post([this, workspace, rows, result = std::move(result)] {
            if (!result) return;  // another was first, or the next failure tells it
            for (const auto& each : rows) {
                doors_.lanes.add(doors_.lanes.at(workspace, each.channel), 1);
            }
            look();
        });
    };
    doors_.store.put_deliveries(std::move(put), std::move(done));
}

}  // namespace baton::deliver
