// Chaos: what goes wrong, and how often, in one world. Each seed draws its own mixture: some kinds
// never, some now and then, some all the time. Counts what it did. While it is calm nothing goes
// wrong.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/instant.hpp"
#include "core/desk/company_spec_for_tests.hpp"

namespace baton::sim {

using desk::testing::Dice;

enum class Fault : std::uint8_t {
    WriteFails,     // the store writes nothing and says so
    DiskFull,       // the same, for want of room
    StoreBusy,      // refused before the call returns
    ReplyLost,      // written, and nobody knows
    WriteLost,      // not written, and nobody knows
    ReadFails,      // for a while the store cannot be read
    StoreSlow,      // a write or its reply takes seconds
    HintLost,       // another node's append is heard of a minute late
    Crash,          // a node ends between two instructions; what was not synced is gone
    Restart,        // a node ends as it should and begins again
    Pause,          // a node stands still for minutes and then goes on
    ClockJump,      // a node's clock is set
    RequestLost,    // it never reaches the node
    AnswerLost,     // the node does as it was told, and the caller never hears of it
    ReceiverFails,  // answers 500
    ReceiverDown,   // nothing reaches it for hours
    CallLost,       // a message never arrives; the caller waits in vain
    ReceiptLost,    // a message arrives; the caller waits in vain
    ReceiverSlow,
    Conflict,  // two nodes decided upon the same head: counted, not injected
};
inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::Conflict) + 1;

[[nodiscard]] inline std::string_view to_word(Fault fault) {
    static constexpr std::array<std::string_view, kFaults> kWords{
        "write fails",   "disk full",  "store busy",   "reply lost",    "write lost",
        "read fails",    "store slow", "hint lost",    "crash",         "restart",
        "pause",         "clock jump", "request lost", "answer lost",   "receiver fails",
        "receiver down", "call lost",  "receipt lost", "receiver slow", "conflict"};
    return kWords[static_cast<std::size_t>(fault)];
}

class Chaos {
  public:
    explicit Chaos(std::uint64_t seed) : dice_(seed) {
        // One in so many; 0 is never.
        static const std::vector<std::size_t> kRates{0, 0, 200, 60, 25, 10};
        for (std::size_t& rate : rates_) rate = dice_.any(kRates);
        // A batch reads a hundred times.
        rates_[static_cast<std::size_t>(Fault::ReadFails)] *= 10;
    }

    // Whether it happens here and now; if so it is counted.
    [[nodiscard]] bool strikes(Fault fault) {
        const std::size_t rate = rates_[static_cast<std::size_t>(fault)];
        if (is_calm_ || rate == 0 || !dice_.one_in(rate)) return false;
        count(fault);
        return true;
    }
    void count(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }
    void be_calm(bool calm) { is_calm_ = calm; }
    [[nodiscard]] bool is_calm() const { return is_calm_; }
    [[nodiscard]] Dice& dice() { return dice_; }
    [[nodiscard]] Duration between(Duration least, Duration most) {
        const auto span = static_cast<std::size_t>((most - least).micros + 1);
        return {least.micros + static_cast<std::int64_t>(dice_.below(span))};
    }
    [[nodiscard]] const std::array<std::uint64_t, kFaults>& counts() const { return counts_; }

  private:
    Dice dice_;
    bool is_calm_ = false;
    std::array<std::size_t, kFaults> rates_{};
    std::array<std::uint64_t, kFaults> counts_{};
};

}  // namespace baton::sim
