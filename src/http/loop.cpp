#include "http/loop.hpp"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "http/connection.hpp"
#include "http/held_wakes.hpp"
#include "http/response_writer.hpp"

namespace baton::http {
namespace {

thread_local const Loop* current_loop = nullptr;

constexpr Duration kLongestTick{250'000};
constexpr Duration kShortestTick{5'000};

// The shortest of the limits is kept to within an eighth of it.
Duration tick_length(const Limits& limits) {
    const Duration shortest = std::min(
        {limits.idle, limits.header_time, limits.body_time, limits.write_time, limits.linger});
    return std::clamp(Duration{shortest.micros / 8}, kShortestTick, kLongestTick);
}

}  // namespace

Loop::Loop(std::shared_ptr<Common> common, unsigned index)
    : common_(std::move(common)),
      index_(index),
      tick_length_(tick_length(common_->limits)),
      // One thread runs it; others only post. So the locks around each descriptor are left out.
      context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO),
      work_(context_.get_executor()),
      timer_(context_) {}

Loop::~Loop() = default;

void Loop::start() {
    thread_ = std::thread([self = shared_from_this()] { self->run(); });
}

void Loop::run() {
    const std::string name = "http-" + std::to_string(index_);
    ::pthread_setname_np(::pthread_self(), name.c_str());
    current_loop = this;
    context_.run();
    current_loop = nullptr;
    mailbox_.shut([](const std::shared_ptr<Connection>& connection) { connection->drop_inbox(); });
}

void Loop::join() {
    if (thread_.joinable()) thread_.join();
}

void Loop::stop_gently() {
    post([this] {
        stopping_ = true;
        // A connection that closes takes itself off the list; the last takes its place.
        for (std::size_t i = connections_.size(); i-- > 0;) {
            const auto connection = connections_[i];
            connection->on_stopping();
        }
        tell_if_empty();
    });
}

void Loop::stop_now() {
    post([this] {
        stopping_ = true;
        ended_ = true;
        while (!connections_.empty()) connections_.back()->close();
        timer_.cancel();
        work_.reset();
    });
}

bool Loop::is_current() const { return current_loop == this; }

void Loop::post(std::move_only_function<void()> task) {
    boost::asio::post(context_, std::move(task));
}

bool Loop::mail(Mailbox<Connection>::Node& node, std::shared_ptr<Connection> connection) {
    switch (mailbox_.put(node, std::move(connection))) {
        case Mailbox<Connection>::Put::First:
            if (HeldWakes* const held = HeldWakes::current(); held != nullptr) {
                held->add(shared_from_this());
            } else {
                wake();
            }
            return true;
        case Mailbox<Connection>::Put::Behind:
            return true;
        case Mailbox<Connection>::Put::Shut:
            return false;
    }
    return false;
}

void Loop::wake() {
    boost::asio::post(context_, [this] { read_mail(); });
}

void Loop::read_mail() {
    mailbox_.take_all([](const std::shared_ptr<Connection>& connection) { connection->on_mail(); });
}

void Loop::adopt(OwnedSocket socket, Peer peer, bool refuse) {
    if (is_current()) {
        begin_connection(std::move(socket), std::move(peer), refuse);
        return;
    }
    post([this, socket = std::move(socket), peer = std::move(peer), refuse]() mutable {
        begin_connection(std::move(socket), std::move(peer), refuse);
    });
}

void Loop::begin_connection(OwnedSocket socket, Peer peer, bool refuse) {
    if (ended_) return;  // handed over in the last moment
    const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(peer));
    connection->place = connections_.size();
    connections_.push_back(connection);
    if (!ticking_) {
        ticking_ = true;
        renew_date();
        arm_tick();
    }
    connection->start(std::move(socket), refuse);
}

void Loop::remove(Connection& connection) {
    const std::size_t place = connection.place;
    std::swap(connections_[place], connections_.back());
    connections_[place]->place = place;
    (connection.was_refused() ? common_->being_refused : common_->open_connections).fetch_sub(1);
    connections_.pop_back();
    tell_if_empty();
}

void Loop::tell_if_empty() {
    if (!stopping_ || told_empty_ || !connections_.empty()) return;
    told_empty_ = true;
    const std::scoped_lock lock(common_->mutex);
    ++common_->empty_loops;
    common_->changed.notify_all();
}

std::uint64_t Loop::next_request_id() {
    const std::uint64_t number = requests_.load(std::memory_order_relaxed) + 1;
    requests_.store(number, std::memory_order_relaxed);
    return std::uint64_t{index_} << 48U | number;
}

std::uint64_t Loop::deadline(Duration time) const {
    const std::int64_t ticks = (time.micros + tick_length_.micros - 1) / tick_length_.micros;
    // One more, since the tick that is under way does not count.
    return now_ + static_cast<std::uint64_t>(std::max<std::int64_t>(ticks, 0)) + 1;
}

void Loop::arm_tick() {
    timer_.expires_after(std::chrono::microseconds(tick_length_.micros));
    timer_.async_wait([this](const boost::system::error_code& code) {
        if (!code) tick();
    });
}

// Rests while there is no connection.
void Loop::tick() {
    ++now_;
    if (connections_.empty()) {
        ticking_ = false;
        return;
    }
    renew_date();
    for (std::size_t i = connections_.size(); i-- > 0;) {
        const auto connection = connections_[i];
        connection->on_tick(now_);
    }
    arm_tick();
}

void Loop::renew_date() {
    const Instant now = common_->clock();
    if (now.to_seconds() == date_second_) return;
    date_second_ = now.to_seconds();
    date_ = http_date(now);
}

}  // namespace baton::http
