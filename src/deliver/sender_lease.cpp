// What the sender leases, and how what is leased comes to be sent.
#include <algorithm>
#include <map>
#include <utility>

#include "deliver/crm_channel.hpp"
#include "deliver/sender.hpp"

namespace baton::deliver {
namespace {

constexpr Duration kLeaseAgainAfter = Duration::seconds(1);
// What has not had its turn after so long is given back: a lease is for sending, and another node
// may be quicker.
constexpr Duration kWaitsAtMost = Duration::seconds(10);
// So many of all channels are under way or wait for their turn.
constexpr std::size_t kMostLeased = 256;
// While channels have as much as they may take, what another node planned for others waits so long.
constexpr Duration kStrangersEvery = Duration::seconds(1);

}  // namespace

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

// A channel is asked for many, or for none: a lease costs about the same.
store::LeaseRequest Sender::messages_to_lease(Instant now) {
    store::LeaseRequest request;
    request.per_channel = kMostLeasedOfChannel;
    request.limit = 0;
    left_messages_ = in_flight_ + waiting_.size() > kMostLeased / 2;
    if (left_messages_) return request;
    request.limit = std::min(store::kMaxPage, kMostLeased - in_flight_ - waiting_.size());
    for (auto& [key, lane] : doors_.lanes.all()) {
        const bool is_of_crm = crm_ != nullptr && !crm_connection(key.second).empty();
        const std::size_t most = is_of_crm ? 0 : lane.circuit.room(now, kMostLeasedOfChannel);
        const std::size_t held = lane.in_flight + waiting_.of(key);
        lane.asked = held > most / 2 ? 0 : most - held;
        lane.left_some = lane.asked == 0;
        if (lane.asked != kMostLeasedOfChannel) {
            request.channels.push_back({key.first, key.second, lane.asked});
        }
    }
    if (is_worth_a_lease(now)) {
        strangers_at_ = now + kStrangersEvery;
    } else {
        request.limit = 0;
        leases_at_ = std::min(strangers_at_, rests_until(now));
    }
    return request;
}

// Where some channel takes no more, each commit would be followed by a lease that finds nothing.
bool Sender::is_worth_a_lease(Instant now) const {
    if (strangers_at_ <= now) return true;
    bool is_any_full = false;
    for (const auto& [key, lane] : doors_.lanes.all()) {
        if (crm_ != nullptr && !crm_connection(key.second).empty()) continue;
        if (lane.asked > 0 && lane.outstanding > lane.in_flight + waiting_.of(key)) return true;
        is_any_full = is_any_full || lane.asked == 0;
    }
    return !is_any_full;
}

// A CRM that this courier has not seen yet is met among the messages first.
store::LeaseRequest Sender::leads_to_lease(Instant now) {
    store::LeaseRequest request;
    request.per_channel = 0;
    request.limit = 0;
    for (auto& [key, lane] : doors_.lanes.all()) {
        if (crm_connection(key.second).empty()) continue;
        const std::size_t most = lane.circuit.room(now, lane.most);
        lane.asked = most - std::min(most, lane.in_flight);
        lane.left_some = lane.asked == 0;
        if (lane.asked == 0) continue;
        request.channels.push_back({key.first, key.second, lane.asked});
        request.limit = store::kMaxPage;
    }
    return request;
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
    bool is_more_likely = note_leased(*rows, now);
    for (store::DeliveryRow& row : *rows) take(std::move(row));
    left_messages_ = left_messages_ || (!is_crm_turn_ && rows->size() == limit);
    is_more_likely = is_more_likely || rows->size() == limit;
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

// Notes which channels gave as many as they were asked for. True when one of them has room again
// since.
bool Sender::note_leased(const std::vector<store::DeliveryRow>& rows, Instant now) {
    std::map<Lanes::Key, std::size_t> counts;
    for (const store::DeliveryRow& row : rows) ++counts[{row.workspace, row.channel}];
    bool has_room = false;
    for (const auto& [key, count] : counts) {
        Lane& lane = doors_.lanes.at(key.first, key.second);
        if (count < lane.asked) continue;
        lane.left_some = true;
        const std::size_t held = lane.in_flight + waiting_.of(key) + count;
        has_room = has_room || held <= lane.circuit.room(now, lane.most) / 2;
    }
    return has_room;
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
    leases_at_ = std::min({leases_at_, now + kLeaseAgainAfter, rests_until(now)});
}

// When the first channel that rests may be tried again.
Instant Sender::rests_until(Instant now) const {
    Instant first = Instant::never();
    for (const auto& [key, lane] : doors_.lanes.all()) {
        const auto until = lane.circuit.rests_until();
        if (until && *until > now) first = std::min(first, *until);
    }
    return first;
}

// Where something may have been left behind, and there is room for more than a few.
void Sender::look_for_left(const Lanes::Key& key, const Lane& lane) {
    const bool has_room = lane.in_flight + waiting_.of(key) <= lane.most / 2;
    if (lane.left_some && has_room) look();
    if (left_messages_ && in_flight_ + waiting_.size() <= kMostLeased / 2) look();
}

// Gives when to come back for what still waits.
Instant Sender::send_waiting(Instant now) {
    give_back(now);
    for (;;) {
        std::vector<store::DeliveryRow> rows = waiting_.take(
            kMostInFlight - std::min(kMostInFlight, in_flight_),
            [&](const Lanes::Key& key) -> std::size_t {
                const Lane& lane = doors_.lanes.at(key.first, key.second);
                const std::size_t most = lane.circuit.room(now, kMostInFlightOfChannel);
                return most - std::min(most, lane.in_flight);
            });
        if (rows.empty()) break;
        for (const store::DeliveryRow& row : rows) {
            ++in_flight_;
            ++doors_.lanes.at(row.workspace, row.channel).in_flight;
        }
        std::vector<Result<Composed>> composed = doors_.interpreter.compose(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            send(std::move(rows[i]), std::move(composed[i]));
        }
    }
    const std::optional<Instant> first = waiting_.first_end();
    return first ? *first - kLease + kWaitsAtMost : Instant::never();
}

// What waits for a channel that rests, has waited for long, or will not be sent by this courier.
void Sender::give_back(Instant now) {
    const auto goes = [&](const Lanes::Key& key, const store::DeliveryRow& row) {
        const Lane& lane = doors_.lanes.at(key.first, key.second);
        return is_stopping_ || row.next_at - now <= kLease - kWaitsAtMost ||
               lane.circuit.room(now, 1) == 0;
    };
    for (const store::DeliveryRow& row : waiting_.take_while(goes)) {
        const Lane& lane = doors_.lanes.at(row.workspace, row.channel);
        const Instant rests_until = lane.circuit.rests_until().value_or(now);
        settle(row, store::GivenBack{std::max(now, rests_until)});
    }
}

}  // namespace baton::deliver
