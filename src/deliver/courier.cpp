#include "deliver/courier.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace baton::deliver {
namespace {

// What no notify() told of: other nodes' events, leases that ran out.
constexpr Duration kPollEvery = Duration::seconds(5);

}  // namespace

Courier::Courier(CourierConfig config, store::Store& store, Outbound& outbound,
                 Interpreter& interpreter, std::function<void()> wake)
    : config_(std::move(config)),
      inbox_(std::make_shared<Inbox>(std::move(wake))),
      planner_({store, interpreter, lanes_, working_, config_.on_problem, inbox_}),
      sender_({store, outbound, interpreter, lanes_, working_, config_.on_problem, config_.clock,
               config_.dice, config_.environment, inbox_},
              config_.owner, config_.crm) {
    BATON_CHECK(config_.clock && config_.dice && config_.environment && config_.on_problem);
}

Courier::~Courier() { inbox_->close(); }

void Courier::notify(std::string_view workspace) {
    inbox_->post([this, name = std::string(workspace)] {
        planner_.look_at(name);
        sender_.look();
    });
}

void Courier::stop_leasing() {
    inbox_->post([this] { sender_.stop_leasing(); });
}

Instant Courier::step() {
    for (Task& task : inbox_->take()) task();
    const Instant now = config_.clock();
    if (polls_at_ <= now) {
        polls_at_ = now + kPollEvery;
        planner_.look_around();
        sender_.look();
    }
    Instant next = std::min(polls_at_, planner_.step(now));
    if (planner_.take_news()) sender_.look();
    next = std::min(next, sender_.step(now));
    publish_counters(now);
    return next;
}

Counters Courier::counters() const {
    const std::lock_guard lock(mutex_);
    return published_;
}

void Courier::publish_counters(Instant now) {
    working_.in_flight = sender_.in_flight();
    working_.outstanding = lanes_.outstanding();
    working_.resting = lanes_.resting(now);
    const Duration lag = std::max(planner_.lag(now), sender_.lag(now));
    working_.lag_seconds = static_cast<double>(std::max<std::int64_t>(0, lag.micros)) / 1e6;
    const std::lock_guard lock(mutex_);
    published_ = working_;
}

}  // namespace baton::deliver
