// What falls due, the nearest first. A heap out of which nothing is taken before its time: most
// leads are answered long before a step of theirs falls due, so that what was noted of them lies
// here until it comes up, and is passed over then. Whoever asks says what still holds, and tells of
// each lead that changes.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/instant.hpp"
#include "core/desk/open_lead.hpp"

namespace baton::desk {

// What falls due at one instant comes in the order of these numbers.
enum class DeadlineKind : std::uint8_t { Step = 1, Stale = 2 };

struct Deadline {
    Instant at;
    DeadlineKind kind = DeadlineKind::Step;
    LeadId lead{};
    friend auto operator<=>(const Deadline&, const Deadline&) = default;
};

// When things fall due of one lead.
struct Due {
    Instant step = Instant::never();
    Instant stale = Instant::never();
};

class Deadlines {
  public:
    // `deadline` holds now.
    void note(const Deadline& deadline) {
        heap_.push_back(deadline);
        std::ranges::push_heap(heap_, std::greater{});
        if (heap_.front() == deadline) first_holds_ = true;
    }
    // What is noted of this lead may not hold any more.
    void doubt(const LeadId& lead) {
        if (first_holds_ && heap_.front().lead == lead) first_holds_ = false;
    }
    // The nearest one that still holds; null when there is none. Forgets those before it.
    template <class Holds>
    [[nodiscard]] const Deadline* first(const Holds& holds) {
        while (!first_holds_ && !heap_.empty() && !holds(heap_.front())) {
            std::ranges::pop_heap(heap_, std::greater{});
            heap_.pop_back();
        }
        first_holds_ = !heap_.empty();
        return first_holds_ ? &heap_.front() : nullptr;
    }
    // Forgets what does not hold any more, and what is noted twice. To be called whenever
    // is_cluttered() says so. O(n log n).
    template <class Holds>
    void tidy(const Holds& holds) {
        std::erase_if(heap_, [&](const Deadline& deadline) { return !holds(deadline); });
        std::ranges::sort(heap_);  // which is a heap too
        const auto repeated = std::ranges::unique(heap_);
        heap_.erase(repeated.begin(), repeated.end());
        first_holds_ = !heap_.empty();
    }
    // Whether there is far more of it than `many` leads can have.
    [[nodiscard]] bool is_cluttered(std::size_t many) const {
        constexpr std::size_t kOfEach = 4;
        constexpr std::size_t kAlwaysFine = 1024;
        return heap_.size() > kOfEach * many + kAlwaysFine;
    }
    // All that was noted, in no order; what holds may stand here more than once.
    [[nodiscard]] const std::vector<Deadline>& noted() const { return heap_; }
    void clear() {
        heap_.clear();
        first_holds_ = false;
    }

  private:
    std::vector<Deadline> heap_;
    bool first_holds_ = false;  // the first is known to hold, without asking again
};

}  // namespace baton::desk
