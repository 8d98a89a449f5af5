// Courier: brings what the log asks for to people and programs. A state machine without a thread or
// a clock of its own: step() does what can be done now and says when to come back; answers of the
// store and of the outbound client wait in its inbox until then. CourierThread drives it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "deliver/counters.hpp"
#include "deliver/inbox.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/lanes.hpp"
#include "deliver/outbound/outbound.hpp"
#include "deliver/planner.hpp"
#include "deliver/problem.hpp"
#include "deliver/sender.hpp"
#include "store/store.hpp"

namespace baton::deliver {

struct CourierConfig {
    std::string owner;                    // names this node in leases
    std::function<Instant()> clock;       // now
    std::function<std::uint64_t()> dice;  // random words, for jitter
    Environment environment;
    OnProblem on_problem;
    CrmOptions crm = {};
};

class Courier {
  public:
    // `wake` is called from any thread when there is something to step for; it must not block. The
    // store, the client and the interpreter outlive the courier.
    Courier(CourierConfig config, store::Store& store, Outbound& outbound, Interpreter& interpreter,
            std::function<void()> wake);
    // Answers that come later are dropped. Not while step() runs.
    ~Courier();
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    // The workspace's log has grown, or somebody asked for a retry in it. Any thread.
    void notify(std::string_view workspace);

    // One round: never waits for the network. Gives when to be called again at the latest. One
    // thread.
    [[nodiscard]] Instant step();

    // From the next step on nothing more is leased. Any thread.
    void stop_leasing();
    // Nothing is under way any more. The stepping thread.
    [[nodiscard]] bool is_idle() const { return sender_.is_idle(); }

    // As of the last step. Any thread.
    [[nodiscard]] Counters counters() const;

  private:
    void publish_counters(Instant now);

    CourierConfig config_;
    SharedInbox inbox_;
    Lanes lanes_;
    Counters working_;
    Planner planner_;
    Sender sender_;
    Instant polls_at_{};

    mutable std::mutex mutex_;  // guards the next
    Counters published_;
};

}  // namespace baton::deliver
