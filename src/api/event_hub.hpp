// EventHub: the stream of events. One thread serves all clients from the log itself: each client
// has a place in it, and is given what stands there as fast as it takes it. So a client that comes
// back, one that is slow and one that is up to date are the same thing, and nobody misses an event
// or sees one twice. What was read last is kept, so that the log is read once for all who are up
// to date.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "access/sight.hpp"
#include "api/event_log.hpp"
#include "api/event_sight.hpp"
#include "dispatch/directory.hpp"
#include "http/reply.hpp"
#include "store/store.hpp"

namespace baton::api {

// What a client wants to see. Everything that is set must hold.
struct EventFilter {
    std::optional<Uuid> lead = {};
    std::vector<std::string> kinds = {};  // any of them; empty: every kind
    // What the client's caller sees now; nothing when they may not listen any more. Asked when the
    // stream begins and every few seconds, on the hub's thread.
    std::function<std::optional<access::Sight>()> sight = {};
};

class EventHub {
  public:
    struct Options {
        dispatch::Directory& workspaces;
        store::Store& store;
        std::size_t most_clients = 256;
        Duration heartbeat = Duration::seconds(15);
    };

    explicit EventHub(Options options);
    ~EventHub();  // as stop()
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    // False when there are as many clients as may be, or it was stopped. Any thread.
    [[nodiscard]] bool has_room() const;
    // Sends what stands in the log from `next` on, then whatever is committed, to a stream that
    // has begun. Any thread.
    void add(dispatch::Held room, std::uint64_t next, EventFilter filter, http::Stream stream);
    // Ends all streams. Any thread but the hub's own.
    void stop();

    [[nodiscard]] std::size_t clients() const { return client_count_; }
    [[nodiscard]] std::uint64_t sent() const { return sent_; }

  private:
    // An event as it goes out.
    struct Frame {
        std::uint64_t seq = 0;
        std::optional<Uuid> lead = {};
        std::string kind = {};
        std::string text = {};  // "id: …\nevent: …\ndata: …\n\n"
        store::EventRow row = {};
        std::optional<Concerned> concerned = {};  // found out when the first who sees not all asks
    };
    // What a stream's callbacks set: they may outlive the client.
    struct Flags {
        std::atomic<bool> is_draining{false};  // its client has to take some first
        std::atomic<bool> is_gone{false};
    };
    struct Client {
        dispatch::Held room;  // shared with the directory: stays open
        std::string workspace;
        std::uint64_t next = 1;
        EventFilter filter;
        http::Stream stream;
        std::shared_ptr<Flags> flags;  // shared with the stream's callbacks
        std::int64_t quiet_since = 0;  // by the steady clock, µs
        access::Sight sight = {};
        std::int64_t checked_at = 0;  // by the steady clock, µs
    };
    struct Room {  // of a workspace that has clients
        EventLog log;
        std::deque<Frame> tail = {};  // the last frames, without gaps
        std::uint64_t head = 0;       // the last event known to be committed
    };
    struct Signal;

    void run();
    [[nodiscard]] bool take_news();
    Room& room_of(const dispatch::Held& room);
    // True when something was sent and more may follow.
    bool serve(Client& client);
    // Whether the client is to have the frame; nothing when that cannot be told just now.
    [[nodiscard]] std::optional<bool> is_for(const Client& client, Room& room, Frame& frame);
    void send(Client& client, std::string text);
    // Asks anew what the client's caller sees, where that was not done lately.
    void check(Client& client);
    void keep_alive(Client& client);
    void drop_gone();
    // At least one frame from `from` on, unless the log cannot be read.
    [[nodiscard]] std::deque<Frame> read(const std::string& workspace, Room& room,
                                         std::uint64_t from);

    const Options options_;
    std::shared_ptr<Signal> signal_;  // shared with the streams' callbacks
    std::uint64_t follower_ = 0;
    std::atomic<std::size_t> client_count_{0};
    std::atomic<std::uint64_t> sent_{0};

    // The hub's thread alone.
    std::vector<std::unique_ptr<Client>> clients_;
    std::map<std::string, Room> rooms_;

    std::thread thread_;
};

}  // namespace baton::api
