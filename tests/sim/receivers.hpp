// The programs that messages go to, and the wire there: a call may get lost on the way, be refused,
// be taken with nobody told, or take long. What was received is kept, by message id.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "bugs.hpp"
#include "chaos.hpp"
#include "deliver/outbound/outbound.hpp"
#include "schedule.hpp"
#include "trace.hpp"

namespace baton::sim {

class Receivers {
  public:
    Receivers(Schedule& schedule, Chaos& chaos, Trace& trace, Bug bug)
        : schedule_(schedule), chaos_(chaos), trace_(trace), bug_(bug) {}

    struct Received {
        std::string url;
        std::uint64_t times = 0;
    };
    // By the message's id.
    [[nodiscard]] const std::map<std::string, Received>& all() const { return received_; }
    [[nodiscard]] std::uint64_t repeats() const { return repeats_; }

    // A call sets out; `answer` hears of it after `delay`, on the caller's own time.
    using Answer = std::function<void(Duration delay, deliver::Outcome)>;
    void call(const deliver::HttpCall& call, Answer answer);

  private:
    void arrive(const std::string& id, const std::string& url);
    [[nodiscard]] bool is_down(const std::string& url);

    Schedule& schedule_;
    Chaos& chaos_;
    Trace& trace_;
    Bug bug_;
    std::map<std::string, Received> received_;
    std::map<std::string, Instant> down_until_;  // by URL
    std::uint64_t repeats_ = 0;
};

// One node's way to them. `to_node` carries answers to the node's own time.
class Wire final : public deliver::Outbound {
  public:
    using ToNode = std::function<void(Duration, Task)>;
    Wire(Receivers& receivers, ToNode to_node)
        : receivers_(receivers), to_node_(std::move(to_node)) {}

    void submit(deliver::Call call, deliver::OutcomeDone done) override;

  private:
    Receivers& receivers_;
    ToNode to_node_;
};

}  // namespace baton::sim
