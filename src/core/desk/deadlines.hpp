// What falls due, the nearest first. Two agendas, out of which nothing is taken before its time:
// most leads are answered long before a step of theirs falls due, and whatever happens on a lead
// puts off the day on which it is stale. So what was noted of a lead lies here until it comes up,
// and only then it is passed over, or noted anew for the later time. Whoever asks says when a lead
// is really due, and tells of each lead that changes.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "base/agenda.hpp"
#include "base/instant.hpp"
#include "core/desk/lead_table.hpp"
#include "core/desk/open_lead.hpp"

namespace baton::desk {

// What falls due at one instant comes in the order of these numbers.
enum class DeadlineKind : std::uint8_t { Step = 1, Stale = 2 };

struct Deadline {
    Instant at;
    DeadlineKind kind = DeadlineKind::Step;
    LeadId lead{};
    const LeadTable::Entry* place = nullptr;  // where the lead lay when this was noted
    friend auto operator<=>(const Deadline& a, const Deadline& b) {
        return std::tie(a.at, a.kind, a.lead) <=> std::tie(b.at, b.kind, b.lead);
    }
    friend bool operator==(const Deadline& a, const Deadline& b) { return a <=> b == 0; }
};

// When things fall due of one lead.
struct Due {
    Instant step = Instant::never();
    Instant stale = Instant::never();

    [[nodiscard]] Instant of(DeadlineKind kind) const {
        return kind == DeadlineKind::Step ? step : stale;
    }
};

// Those of one kind. Of each lead that falls due one is noted for that time or an earlier one.
class DeadlineList {
  public:
    void note(const Deadline& deadline) {
        noted_.push(deadline);
        if (noted_.first() == deadline) first_holds_ = true;
    }
    void doubt(const LeadId& lead) {
        if (first_holds_ && noted_.first().lead == lead) first_holds_ = false;
    }
    template <class DueNow>
    [[nodiscard]] const Deadline* first(const DueNow& due_now) {
        while (!first_holds_ && !noted_.empty()) {
            if (const Deadline* later = noted_.ahead(kAhead); later && later->place != nullptr) {
                LeadTable::fetch(later->place);
            }
            const Instant due = due_now(noted_.first());
            first_holds_ = due == noted_.first().at;
            if (!first_holds_) put_off(due);
        }
        return noted_.empty() ? nullptr : &noted_.first();
    }
    template <class DueNow>
    void tidy(const DueNow& due_now) {
        std::vector<Deadline> all;
        noted_.each([&](Deadline deadline) {
            deadline.at = due_now(deadline);
            if (deadline.at != Instant::never()) all.push_back(deadline);
        });
        std::ranges::sort(all);
        const auto repeated = std::ranges::unique(all);
        all.erase(repeated.begin(), repeated.end());
        noted_.clear();
        for (const Deadline& deadline : all) noted_.push(deadline);
        first_holds_ = !noted_.empty();
    }
    [[nodiscard]] const Agenda<Deadline>& noted() const { return noted_; }

  private:
    // About so many come up while memory brings one.
    static constexpr std::size_t kAhead = 8;

    // The first is due later than it was noted for, or never; earlier: there is another of it.
    void put_off(Instant due) {
        Deadline deadline = noted_.pop();
        if (due == Instant::never() || due < deadline.at) return;
        deadline.at = due;
        noted_.push(deadline);
    }

    Agenda<Deadline> noted_;
    bool first_holds_ = false;  // the first is known to hold, without asking again
};

class Deadlines {
  public:
    // `deadline` holds now.
    void note(const Deadline& deadline) { of(deadline.kind).note(deadline); }
    // What is noted of this lead may not hold any more.
    void doubt(const LeadId& lead) {
        for (DeadlineList& list : lists_) list.doubt(lead);
    }
    // The nearest one that holds; null when there is none. Forgets those before it. `due_now` says
    // when a deadline's lead is due now, never() where it is not.
    template <class DueNow>
    [[nodiscard]] const Deadline* first(const DueNow& due_now) {
        const Deadline* step = of(DeadlineKind::Step).first(due_now);
        const Deadline* stale = of(DeadlineKind::Stale).first(due_now);
        if (step == nullptr || stale == nullptr) return step == nullptr ? stale : step;
        return *stale < *step ? stale : step;
    }
    // Forgets what does not hold any more, and what is noted twice. To be called whenever
    // is_cluttered() says so. O(n log n).
    template <class DueNow>
    void tidy(const DueNow& due_now) {
        for (DeadlineList& list : lists_) list.tidy(due_now);
    }
    // Whether there is far more of it than `many` leads can have.
    [[nodiscard]] bool is_cluttered(std::size_t many) const {
        constexpr std::size_t kOfEach = 4;
        constexpr std::size_t kAlwaysFine = 1024;
        return lists_[0].noted().size() + lists_[1].noted().size() > kOfEach * many + kAlwaysFine;
    }
    // Calls `each` with all that was noted, in no order; of one lead it may be more than once.
    template <class Each>
    void each_noted(const Each& each) const {
        for (const DeadlineList& list : lists_) list.noted().each(each);
    }
    void clear() { lists_ = {}; }

  private:
    [[nodiscard]] DeadlineList& of(DeadlineKind kind) {
        return lists_[kind == DeadlineKind::Step ? 0 : 1];
    }

    std::array<DeadlineList, 2> lists_;
};

}  // namespace baton::desk
