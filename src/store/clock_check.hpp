// ClockCheck: whether this machine's clock goes with that of the store's server. What the server
// says the time is, is kept against the monotonic clock, which nobody sets: so a clock that jumps
// is seen at the next look, without asking again. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/instant.hpp"

namespace baton::store {

class ClockCheck {
  public:
    using Moment = std::chrono::steady_clock::time_point;

    // `clock` is this machine's; it is read by whoever looks.
    explicit ClockCheck(std::function<Instant()> clock) : clock_(std::move(clock)) {}

    // The server said `theirs`, asked at `asked` and heard at `heard`.
    void note(Instant theirs, Moment asked, Moment heard);
    // Whether it should be asked: never was, was a minute ago, or seems to be off.
    [[nodiscard]] bool should_ask(Moment now) const;
    // In which words the clocks are too far apart to write by; empty: they are not, as far as is
    // known.
    [[nodiscard]] std::string complaint(Moment now) const;

  private:
    struct Note {
        Instant theirs;
        Moment at;
        Duration slack;  // how wrong `theirs` may be, for the time that asking took
    };
    [[nodiscard]] std::optional<Note> noted() const;

    const std::function<Instant()> clock_;
    mutable std::mutex mutex_;  // guards the next
    std::optional<Note> note_;
};

}  // namespace baton::store
