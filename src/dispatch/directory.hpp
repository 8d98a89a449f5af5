// The workspaces of this server: each with its writer and its shelf of documents, the alarm that
// fires their deadlines, and those who follow what is committed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
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
    };
    // Opens the default workspace, and every workspace that the store holds.
    [[nodiscard]] static Result<std::unique_ptr<Directory>> open(Options options);
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    // Null for an unknown workspace. What it returns lives as long as the directory. Any thread.
    [[nodiscard]] Writer* find(std::string_view workspace);
    [[nodiscard]] Writer& default_workspace();
    // Needs a workspace that find() knows.
    [[nodiscard]] PolicyShelf& policies(std::string_view workspace);
    // What a desk of this workspace needs, for whoever reads its log: the same that the writer's
    // has. Good as long as the directory. Needs a workspace that find() knows.
    [[nodiscard]] desk::Setting setting(std::string_view workspace);
    [[nodiscard]] std::vector<std::string> workspaces() const;

    // Calls `follower` after every commit, on the store's thread, before the commit's requests are
    // answered; it must be quick. Returns what unsubscribe takes. Any thread.
    using Follower = std::function<void(const Committed&)>;
    [[nodiscard]] std::uint64_t subscribe(Follower follower);
    // After it returns the follower is not called any more. Not from within a follower.
    void unsubscribe(std::uint64_t id);

    // Fires the deadlines that have come; gives when to be called again at the latest, or at once
    // when the clock was set. Needs `wake`. One thread.
    [[nodiscard]] Instant step();

    // Finishes what was accepted and takes no more.
    void close();

  private:
    struct Room {
        std::unique_ptr<PolicyShelf> policies;
        std::unique_ptr<Writer> writer;
    };
    explicit Directory(Options options);
    [[nodiscard]] Result<void> open_workspace(const std::string& workspace);
    [[nodiscard]] desk::Setting setting_of(PolicyShelf& shelf) const;
    void follow(const Committed& committed);
    void start_alarm();
    void set_deadline(const std::string& workspace, Instant deadline);
    // Another node has written in the workspace; empty: maybe in any.
    void hear(std::string_view workspace);

    Options options_;
    team::ZoneOffsets offsets_;
    std::map<std::string, Room, std::less<>> rooms_;  // filled by open(), then constant
    std::shared_mutex followers_mutex_;               // guards the two below
    std::map<std::uint64_t, Follower> followers_;
    std::uint64_t next_follower_ = 1;
    std::unique_ptr<Alarm> alarm_;  // one of the two; last, as they use the rooms
    std::unique_ptr<Ticker> ticker_;
};

}  // namespace baton::dispatch
