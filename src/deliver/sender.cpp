#include "deliver/sender.hpp"

#include <algorithm>
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
constexpr Duration kLeaseAgainAfter = Duration::seconds(1);

bool is_over(const store::DeliveryOutcome& outcome) {
    return !std::holds_alternative<store::RetryAt>(outcome);
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
    for (Unsettled& each : due) submit_settle(std::move(each));
    if (is_stopping_ || is_leasing_) return next;
    if (leases_at_ <= now) {
        lease(now);
        return next;
    }
    return std::min(next, leases_at_);
}

Duration Sender::lag(Instant now) const {
    if (!oldest_due_ || *oldest_due_ >= now) return {};
    return now - *oldest_due_;
}

// Before the first lease, so that it finds what those who died had taken.
void Sender::begin(Instant now) {
    has_begun_ = true;
    doors_.store.free_dead_leases(now, [this, inbox = doors_.inbox](Result<std::size_t> freed) {
        if (freed) return;
        inbox->post([this, error = std::move(freed).error()] {  // they end by themselves
            ++doors_.counters.store_errors;
            doors_.on_problem({"", "", error.message});
        });
    });
}

void Sender::lease(Instant now) {
    if (!has_begun_) begin(now);
    leases_at_ = Instant::never();  // until its answer, or news, say otherwise
    store::LeaseRequest request = is_crm_turn_ ? leads_to_lease(now) : messages_to_lease(now);
    if (request.limit == 0 && !is_crm_turn_ && crm_ != nullptr) {
        is_crm_turn_ = true;
        request = leads_to_lease(now);
    }
    if (request.limit == 0) {  // the next answer leads back here
        is_crm_turn_ = false;
        return;
    }
    request.owner = owner_;
    request.now = now;
    request.until = now + kLease;
    is_leasing_ = true;
    const std::size_t limit = request.limit;
    auto done = [this, inbox = doors_.inbox, limit](Result<std::vector<store::DeliveryRow>> rows) {
        inbox->post(
            [this, limit, rows = std::move(rows)]() mutable { on_leased(std::move(rows), limit); });
    };
    doors_.store.lease_deliveries(std::move(request), std::move(done));
}

void Sender::on_leased(Result<std::vector<store::DeliveryRow>> rows, std::size_t limit) {
    is_leasing_ = false;
    const Instant now = doors_.clock();
    if (!rows) {
        ++doors_.counters.store_errors;
        doors_.on_problem({"", "", rows.error().message});
        leases_at_ = now + kLeaseAgainAfter;
        is_crm_turn_ = false;
        return;
    }
    bool is_more_likely = rows->size() == limit || left_some(*rows, now);
    for (store::DeliveryRow& row : *rows) {
        ++(crm_connection(row.channel).empty() ? in_flight_ : crm_in_flight_);
        ++doors_.lanes.at(row.workspace, row.channel).in_flight;
    }
    for (store::DeliveryRow& row : *rows) take(std::move(row));
    if (crm_ != nullptr) {
        crm_->pump();
        is_crm_turn_ = !is_crm_turn_;
        if (is_crm_turn_) {
            has_more_messages_ = is_more_likely;
            if (leads_to_lease(now).limit > 0) {
                leases_at_ = now;
                return;
            }
            is_crm_turn_ = false;
        }
        is_more_likely = std::exchange(has_more_messages_, false) || is_more_likely;
    }
    schedule_lease(is_more_likely, now);
}

void Sender::take(store::DeliveryRow row) {
    const bool is_of_crm = !crm_connection(row.channel).empty();
    if (!is_of_crm) return send(std::move(row));
    if (crm_ != nullptr) return crm_->take(std::move(row));
    leave_lane(row);
    settle(row, store::Superseded{doors_.clock(), "no CRM is served here"});
}

// True when a channel gave as many as it was asked for, and has room again since.
bool Sender::left_some(const std::vector<store::DeliveryRow>& rows, Instant now) {
    std::map<Lanes::Key, std::size_t> counts;
    for (const store::DeliveryRow& row : rows) ++counts[{row.workspace, row.channel}];
    return std::ranges::any_of(counts, [&](const auto& entry) {
        const Lane& lane = doors_.lanes.at(entry.first.first, entry.first.second);
        const std::size_t most = lane.circuit.room(now, lane.most);
        return entry.second >= lane.asked && lane.in_flight + entry.second < most;
    });
}

// When the next lease makes sense, unless an answer or news come first.
void Sender::schedule_lease(bool is_more_likely, Instant now) {
    oldest_due_.reset();
    if (is_more_likely) {
        leases_at_ = now;
        return;
    }
    const auto next = doors_.store.next_delivery();
    if (!next || !*next) {
        if (!next) leases_at_ = std::min(leases_at_, now + kLeaseAgainAfter);
        return;
    }
    oldest_due_ = **next;
    if (**next > now) {
        leases_at_ = std::min(leases_at_, **next);
        return;
    }
    // What is due belongs to channels that rest or are full. The full ones lead back here by
    // themselves.
    Instant wakes = now + kLeaseAgainAfter;
    for (const auto& [key, lane] : doors_.lanes.all()) {
        const auto until = lane.circuit.rests_until();
        if (until && *until > now) wakes = std::min(wakes, *until);
    }
    leases_at_ = std::min(leases_at_, wakes);
}

void Sender::send(store::DeliveryRow row) {
    auto composed = doors_.interpreter.compose(row);
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
    auto done = [this, inbox = doors_.inbox, row, count, now,
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
    Lane& lane = doors_.lanes.at(row.workspace, row.channel);
    // Where there was room all the time, nothing due was left behind.
    const std::size_t most = lane.circuit.room(doors_.clock(), lane.most);
    if (lane.in_flight >= most || in_flight_ >= kMostInFlight) look();
    --(crm_connection(row.channel).empty() ? in_flight_ : crm_in_flight_);
    --lane.in_flight;
}

void Sender::settle(const store::DeliveryRow& row, store::DeliveryOutcome outcome) {
    submit_settle({{row.workspace, row.id, row.fence, std::move(outcome)},
                   row.channel,
                   Instant{},
                   row.next_at});
}

void Sender::submit_settle(Unsettled unsettled) {
    ++settling_;
    store::Settle settle = unsettled.settle;
    auto done = [this, inbox = doors_.inbox,
                 unsettled = std::move(unsettled)](Result<void> result) mutable {
        inbox->post([this, unsettled = std::move(unsettled), result = std::move(result)]() mutable {
            on_settled(std::move(unsettled), result);
        });
    };
    doors_.store.settle_delivery(std::move(settle), std::move(done));
}

void Sender::on_settled(Unsettled unsettled, const Result<void>& result) {
    --settling_;
    if (result) {
        count_settled(unsettled);
        return;
    }
    if (store::is(result.error(), store::StoreError::StaleFence) ||
        store::is(result.error(), store::StoreError::NotFound)) {
        ++doors_.counters.stale;
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
