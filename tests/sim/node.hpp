// Node: one `baton serve` without its HTTP: the directory of workspaces and the courier that serve,
// over a simulated store, wire and clock, driven by the schedule instead of threads. It can crash
// at any step, be ended as it should be, stand still and go on, and have its clock set.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "deliver/courier.hpp"
#include "deliver/directory_policies.hpp"
#include "dispatch/directory.hpp"
#include "door.hpp"
#include "receivers.hpp"

namespace baton::sim {

inline constexpr const char* kWorkspace = "acme";

class Node {
  public:
    Node(Shared& shared, Receivers& receivers, dispatch::Tables tables, int number);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    // Opens the store and warms; where that fails it is tried again soon.
    void start();
    // Ends here and now. What it had not written is gone; nobody hears from it.
    void crash();
    // Finishes what it took and ends.
    void stop();
    // Stands still: nothing that happens reaches it before `until`.
    void pause(Instant until);
    void set_clock(Duration ahead);

    [[nodiscard]] bool is_up() const { return directory_ != nullptr; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Duration clock_ahead() const { return clock_.ahead; }
    // Needs is_up(). There is no reply where the node ends before.
    void submit(dispatch::Request request);
    // What is published as this node knows it; 0: nothing, or it is down.
    [[nodiscard]] std::uint64_t version() const;

  private:
    class Clock final : public dispatch::Clock {
      public:
        explicit Clock(const Schedule& schedule) : schedule_(schedule) {}
        [[nodiscard]] Instant now() const override { return schedule_.now() + ahead; }
        Duration ahead{};

      private:
        const Schedule& schedule_;
    };

    // A task on this node's own time, dropped when it has ended by then.
    void later(Duration delay, Task task);
    void run_when_awake(std::uint64_t life, Task task);
    void start_courier();
    void follow(const dispatch::Committed& committed);
    void end();
    void wake_alarm();
    void step_alarm(std::uint64_t turn);
    void wake_courier();
    void step_courier(std::uint64_t turn);

    Shared& shared_;
    Receivers& receivers_;
    dispatch::Tables tables_;
    const std::string name_;
    Clock clock_;
    Dice dice_;
    std::uint64_t life_ = 0;  // how often it was started
    Instant sleeps_until_{};

    std::shared_ptr<Door> door_;
    std::unique_ptr<dispatch::Directory> directory_;
    std::unique_ptr<deliver::DirectoryPolicies> policies_;
    std::unique_ptr<deliver::LogInterpreter> interpreter_;
    std::unique_ptr<Wire> wire_;
    std::unique_ptr<deliver::Courier> courier_;

    std::uint64_t heard_ = 0;               // the event of which followers were told last
    std::uint64_t alarm_turn_ = 0;          // the step that is scheduled; older ones are void
    std::uint64_t courier_turn_ = 0;        // likewise
    Duration idle_ = Duration::seconds(5);  // how long an idle courier is left alone
    Instant polls_at_{};                    // when it will look by itself
    bool is_restarted_ = false;             // and nothing was asked of it since: planted
};

}  // namespace baton::sim
