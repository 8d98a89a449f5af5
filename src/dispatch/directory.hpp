// The workspaces of this server, each with its writer and its shelf of documents; the alarm that
// fires their deadlines; and those who follow what is committed.
//
// A workspace is opened when somebody asks for it or something in it falls due, and closed when
// nobody has for a while: then it takes no memory, and the store itself knows its next deadline.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/team/zone_offsets.hpp"
#include "dispatch/alarm.hpp"
#include "dispatch/clock.hpp"
#include "dispatch/policy_shelf.hpp"
#include "dispatch/ticker.hpp"
#include "dispatch/writer.hpp"
#include "store/store.hpp"

namespace baton::dispatch {

// A workspace that is open here.
struct Room {
    std::string name;
    std::shared_ptr<PolicyShelf>
        policies;  // shared with desks that read the log of a room closed since
    std::unique_ptr<Writer> writer;
    std::atomic<std::int64_t> used_at = 0;  // when it was last asked for: µs
};
// It stays open as long as this is held: shared by all who work in it, and the directory.
using Held = std::shared_ptr<Room>;

class Directory {
  public:
    struct Options {
        store::Store& store;
        const Clock& clock;
        Tables tables;
        std::string default_workspace;  // what short paths mean
        WriterLimits limits = {};
        // Deadlines are fired by a thread of the directory's own. Where this is given, there is no
        // such thread: step() fires them, and this is called (any thread; it must not block) when
        // step() has something to do sooner than it said.
        std::function<void()> wake = {};
        // What it gives stands while the requests of a commit are answered, all on one thread.
        std::function<std::shared_ptr<void>()> while_answering = {};
        // How often the store is asked what is due in workspaces that are not open; zero: never.
        Duration looks_every = Duration::seconds(1);
        // Who was not asked for so long is closed, and the one that was not for longest where so
        // many are open.
        Duration idle_after = Duration::minutes(10);
        std::size_t most_open = 1000;
    };
    // Opens the default workspace, whose room stays open.
    [[nodiscard]] static Result<std::unique_ptr<Directory>> open(Options options);
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    // The workspace, opened where it is not: that reads its snapshot and the log behind it, and so
    // may take long. Null: the store has none of that name. Errors: those of warm(), and Busy where
    // more are in use than may be. Any thread but the store's.
    [[nodiscard]] Result<Held> open_workspace(std::string_view workspace);
    // The same, and one that the store does not have yet is there from its first append.
    [[nodiscard]] Result<Held> make_workspace(std::string_view workspace);
    // The workspace if it is open now. Any thread.
    [[nodiscard]] Held find(std::string_view workspace);
    [[nodiscard]] Writer& default_workspace() { return *default_room_->writer; }
    // What a desk of this workspace needs, for whoever reads its log: the same that the writer's
    // has. Good as long as the directory.
    [[nodiscard]] desk::Setting setting(const Room& room) const;
    // Those that are open now, by name.
    [[nodiscard]] std::vector<Held> rooms() const;

    // Calls `follower` after every commit, on the store's thread, before the commit's requests are
    // answered; it must be quick. Returns what unsubscribe takes. Any thread.
    using Follower = std::function<void(const Committed&)>;
    [[nodiscard]] std::uint64_t subscribe(Follower follower);
    // After it returns the follower is not called any more. Not from within a follower.
    void unsubscribe(std::uint64_t id);

    // Fires the deadlines that have come, opens workspaces in which something is due, closes idle
    // ones; gives when to be called again at the latest, or at once when the clock was set. Only
    // where `wake` was given. One thread.
    [[nodiscard]] Instant step();

    // Finishes what was accepted and takes no more.
    void close();

  private:
    explicit Directory(Options options);
    [[nodiscard]] Result<Held> open_or_make(std::string_view workspace, bool makes);
    [[nodiscard]] Result<Held> warm_room(const std::string& workspace);
    [[nodiscard]] Result<void> make_place();
    void follow(const Committed& committed);
    void start_alarm();
    void fire(const std::string& workspace, std::function<void(bool)> done);
    // Opens what is due by the store. Gives when to look again.
    [[nodiscard]] Instant look_at_store(Instant now);
    [[nodiscard]] bool open_due(const std::vector<store::DueWorkspace>& due, Instant now);
    // Closes who was not asked for since `before`, at most so many.
    std::size_t close_idle(Instant before, std::size_t most);
    // Another node has written in the workspace; empty: maybe in any.
    void hear(std::string_view workspace);

    Options options_;
    team::ZoneOffsets offsets_;
    mutable std::mutex rooms_mutex_;  // guards the next four
    std::condition_variable opened_;
    bool is_closed_ = false;
    std::map<std::string, Held, std::less<>> rooms_;
    std::set<std::string, std::less<>> opening_;
    Held default_room_;                  // set by open(), then constant
    std::shared_mutex followers_mutex_;  // guards the two below
    std::map<std::uint64_t, Follower> followers_;
    std::uint64_t next_follower_ = 1;
    // Of whoever steps.
    Instant looks_at_{};
    Instant sweeps_at_{};
    std::map<std::string, Instant> cannot_open_;  // and not to be tried again before
    std::unique_ptr<Alarm> alarm_;
    std::unique_ptr<Ticker> ticker_;  // last: it uses all of the above
};

}  // namespace baton::dispatch
