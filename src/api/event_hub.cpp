#include "api/event_hub.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "api/limits.hpp"

namespace baton::api {
namespace {

constexpr std::size_t kTail = 2'048;             // frames kept for those who are up to date
constexpr std::size_t kReadAtOnce = 256;         // events
constexpr std::size_t kSliceBytes = 128 * 1024;  // written at once; far below what may wait

std::int64_t steady_micros() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

struct EventHub::Signal {
    std::mutex mutex;  // guards all below
    std::condition_variable changed;
    bool is_awake = false;
    bool is_stopping = false;
    std::vector<std::unique_ptr<Client>> arriving;
    std::map<std::string, std::uint64_t, std::less<>> heads;  // of what was committed lately

    void wake() {
        const std::lock_guard lock(mutex);
        is_awake = true;
        changed.notify_one();
    }
};

EventHub::EventHub(Options options) : options_(options), signal_(std::make_shared<Signal>()) {
    follower_ = options_.workspaces.subscribe([this](const dispatch::Committed& committed) {
        if (client_count_ == 0) return;
        const std::lock_guard lock(signal_->mutex);
        signal_->heads[committed.workspace] = committed.events.back().seq;
        signal_->is_awake = true;
        signal_->changed.notify_one();
    });
    thread_ = std::thread([this] { run(); });
}

EventHub::~EventHub() { stop(); }

void EventHub::stop() {
    if (!thread_.joinable()) return;
    options_.workspaces.unsubscribe(follower_);
    {
        const std::lock_guard lock(signal_->mutex);
        signal_->is_stopping = true;
        signal_->changed.notify_one();
    }
    thread_.join();
}

bool EventHub::has_room() const {
    if (client_count_ >= options_.most_clients) return false;
    const std::lock_guard lock(signal_->mutex);
    return !signal_->is_stopping;
}

void EventHub::add(dispatch::Held room, std::uint64_t next, EventFilter filter,
                   http::Stream stream) {
    auto client = std::make_unique<Client>();
    client->workspace = room->name;
    client->room = std::move(room);
    client->next = next;
    client->filter = std::move(filter);
    client->stream = std::move(stream);
    client->flags = std::make_shared<Flags>();
    client->quiet_since = steady_micros();
    client->stream.on_closed([flags = client->flags, signal = signal_] {
        flags->is_gone = true;
        signal->wake();
    });
    ++client_count_;
    const std::lock_guard lock(signal_->mutex);
    if (signal_->is_stopping) {
        client->stream.close();
        --client_count_;
        return;
    }
    signal_->arriving.push_back(std::move(client));
    signal_->is_awake = true;
    signal_->changed.notify_one();
}

void EventHub::run() {
    while (take_news()) {
        for (const auto& client : clients_) check(*client);
        drop_gone();
        for (bool again = true; again;) {
            again = false;
            for (const auto& client : clients_) again |= serve(*client);
        }
        for (const auto& client : clients_) keep_alive(*client);
    }
    for (const auto& client : clients_) client->stream.close();
    clients_.clear();
    const std::lock_guard lock(signal_->mutex);
    for (const auto& client : signal_->arriving) client->stream.close();
    signal_->arriving.clear();
}

// Waits for something to do. False when the hub is to end.
bool EventHub::take_news() {
    std::vector<std::unique_ptr<Client>> arrived;
    {
        std::unique_lock lock(signal_->mutex);
        const auto is_due = [&] { return signal_->is_awake || signal_->is_stopping; };
        if (clients_.empty()) {
            signal_->changed.wait(lock, is_due);
        } else {
            // Often enough that a heartbeat is late by a quarter at most.
            const std::int64_t wait =
                std::min(options_.heartbeat.micros / 4, kStreamChecked.micros);
            signal_->changed.wait_for(lock, std::chrono::microseconds(wait), is_due);
        }
        if (signal_->is_stopping) return false;
        signal_->is_awake = false;
        arrived.swap(signal_->arriving);
        for (const auto& [workspace, head] : signal_->heads) {
            const auto room = rooms_.find(workspace);
            if (room != rooms_.end()) room->second.head = std::max(room->second.head, head);
        }
        signal_->heads.clear();
    }
    for (auto& client : arrived) {
        // What was committed before anybody followed.
        Room& room = room_of(client->room);
        if (const auto head = options_.store.head(client->workspace)) {
            room.head = std::max(room.head, head->seq);
        }
        clients_.push_back(std::move(client));
    }
    return true;
}

EventHub::Room& EventHub::room_of(const dispatch::Held& room) {
    const auto it = rooms_.find(room->name);
    if (it != rooms_.end()) return it->second;
    return rooms_.emplace(room->name, Room{EventLog(room)}).first->second;
}

void EventHub::drop_gone() {
    const auto gone = std::erase_if(clients_, [](const auto& client) {
        if (!client->flags->is_gone) return false;
        client->stream.close();
        return true;
    });
    if (gone == 0) return;
    client_count_ -= gone;
    std::erase_if(rooms_, [&](const auto& room) {
        return std::ranges::none_of(
            clients_, [&](const auto& client) { return client->workspace == room.first; });
    });
}

bool EventHub::serve(Client& client) {
    if (client.flags->is_gone || client.flags->is_draining) return false;
    Room& room = rooms_.find(client.workspace)->second;
    if (client.next > room.head) return false;

    std::deque<Frame> own;
    std::deque<Frame>* from = &room.tail;
    const bool is_in_tail = !room.tail.empty() && client.next >= room.tail.front().seq &&
                            client.next <= room.tail.back().seq;
    if (!is_in_tail) {
        own = read(client.workspace, room, client.next);
        if (own.empty()) return false;
        const bool follows = room.tail.empty() || client.next == room.tail.back().seq + 1;
        if (follows && room.head - client.next < kTail) {
            for (Frame& frame : own) room.tail.push_back(std::move(frame));
            while (room.tail.size() > kTail) room.tail.pop_front();
        } else {
            from = &own;
        }
    }
    std::string text;
    bool is_stuck = true;
    for (auto it = from->begin() + static_cast<std::ptrdiff_t>(client.next - from->front().seq);
         it != from->end() && text.size() < kSliceBytes; ++it) {
        const auto wanted = is_for(client, room, *it);
        if (!wanted) break;  // asked again with the next news, or the next check
        client.next = it->seq + 1;
        is_stuck = false;
        if (!*wanted) continue;
        text += it->text;
        ++sent_;
    }
    if (!text.empty()) send(client, std::move(text));
    return !is_stuck;
}

std::optional<bool> EventHub::is_for(const Client& client, Room& room, Frame& frame) {
    const EventFilter& filter = client.filter;
    if (filter.lead && frame.lead != filter.lead) return false;
    if (!filter.kinds.empty() &&
        std::ranges::find(filter.kinds, frame.kind) == filter.kinds.end()) {
        return false;
    }
    if (client.sight.all) return true;
    if (!frame.concerned) {
        const auto live = client.room->writer->live();
        if (!live->policy) return false;
        auto concerned = concerned_by(options_.store, client.workspace, room.log,
                                      live->policy->names, frame.row);
        if (!concerned) return std::nullopt;
        frame.concerned = *std::move(concerned);
    }
    return may_hear(client.sight, *frame.concerned);
}

void EventHub::check(Client& client) {
    const std::int64_t now = steady_micros();
    if (client.checked_at != 0 && now - client.checked_at < kStreamChecked.micros) return;
    client.checked_at = now;
    auto sight = client.filter.sight();
    if (!sight) {
        client.flags->is_gone = true;
        return;
    }
    client.sight = *std::move(sight);
}

void EventHub::send(Client& client, std::string text) {
    client.quiet_since = steady_micros();
    // Set before asking, since the answer may come at once.
    client.flags->is_draining = true;
    if (!client.stream.write(std::move(text))) {
        client.flags->is_gone = true;
        return;
    }
    client.stream.when_drained([flags = client.flags, signal = signal_](bool open) {
        flags->is_draining = false;
        if (!open) flags->is_gone = true;
        signal->wake();
    });
}

void EventHub::keep_alive(Client& client) {
    if (steady_micros() - client.quiet_since < options_.heartbeat.micros) return;
    if (client.flags->is_gone || client.flags->is_draining) return;
    // The id moves on too, so that a client whose filter lets little through need not begin far
    // back when it returns.
    send(client, ":\nid: " + std::to_string(client.next - 1) + "\n\n");
}

std::deque<EventHub::Frame> EventHub::read(const std::string& workspace, Room& room,
                                           std::uint64_t from) {
    std::deque<Frame> frames;
    const auto rows = options_.store.read(workspace, from, kReadAtOnce);
    if (!rows) return frames;
    for (const store::EventRow& row : *rows) {
        Frame frame{row.seq, row.lead, row.kind, {}, row, {}};
        const auto event = room.log.decode(row);
        frame.text = "id: " + std::to_string(row.seq) + "\nevent: " + row.kind + "\ndata: ";
        // One that only a later version can read is still told of.
        frame.text += event ? room.log.json(*event)
                            : "{\"seq\":" + std::to_string(row.seq) + ",\"at\":\"" +
                                  format_time(row.at) + "\",\"kind\":\"" + row.kind + "\"}";
        frame.text += "\n\n";
        frames.push_back(std::move(frame));
    }
    return frames;
}

}  // namespace baton::api
