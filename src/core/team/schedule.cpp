#include "core/team/schedule.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace baton::team {
namespace {

constexpr std::int64_t kDaySeconds = 86400;
constexpr std::int64_t kSearchDays = 2 * 366;       // next_working and end_of_work look so far
constexpr std::int64_t kAddWorkingDays = 10 * 366;  // add_working looks so far
constexpr std::int64_t kBetweenDays = 100 * 366;    // working_between counts so far

struct Stretch {
    Instant start;
    Instant end;
};

constexpr std::array<WorkSpan, 7> whole_week() {
    std::array<WorkSpan, 7> spans{};
    for (int day = 1; day <= 7; ++day) spans[static_cast<std::size_t>(day - 1)] = {day, 0, 86400};
    return spans;
}
constexpr std::array<WorkSpan, 7> kWholeWeek = whole_week();

// Walks the stretches of work that end after `from`, in order, none overlapping (they may touch:
// what runs past midnight comes in two). Cost: a step a day.
class Stretches {
  public:
    Stretches(const Schedule& schedule, const Zone& zone, Instant from, std::int64_t days)
        : schedule_(schedule), zone_(zone), covered_(from) {
        // A span may reach two days past the day on which it begins.
        day_ = zone.local(from).day - 2;
        last_day_ = day_ + 2 + days;
    }

    // Nothing after the last day. Never begins before `from`.
    std::optional<Stretch> next() {
        for (; day_ <= last_day_; ++day_, index_ = 0) {
            const auto spans = spans_of(day_);
            while (index_ < spans.size()) {
                const WorkSpan& span = spans[index_++];
                const Instant start = std::max(zone_.instant_of(day_, span.start), covered_);
                const Instant end = zone_.instant_of(day_, span.end);
                if (start >= end) continue;
                covered_ = end;
                return Stretch{start, end};
            }
        }
        return std::nullopt;
    }

  private:
    std::span<const WorkSpan> spans_of(std::int64_t day) const {
        if (std::ranges::binary_search(schedule_.holidays, date_from_days(day))) return {};
        const int weekday = weekday_from_days(day);
        if (schedule_.always) {
            return std::span(kWholeWeek).subspan(static_cast<std::size_t>(weekday - 1), 1);
        }
        const auto range =
            std::ranges::equal_range(schedule_.spans, weekday, {}, &WorkSpan::weekday);
        return {range.begin(), range.end()};
    }

    const Schedule& schedule_;
    const Zone& zone_;
    Instant covered_;  // what lies before was walked already
    std::int64_t day_ = 0;
    std::int64_t last_day_ = 0;
    std::size_t index_ = 0;
};

bool never_ends(const Schedule& schedule, const Zone& zone, Instant from) {
    return schedule.always && (schedule.holidays.empty() ||
                               schedule.holidays.back() < date_from_days(zone.local(from).day));
}

}  // namespace

bool is_working(const Schedule& schedule, const Zone& zone, Instant at) {
    if (schedule.always && schedule.holidays.empty()) return true;
    Stretches stretches(schedule, zone, at, 1);
    const auto stretch = stretches.next();
    return stretch && stretch->start <= at;
}

Instant next_working(const Schedule& schedule, const Zone& zone, Instant from) {
    Stretches stretches(schedule, zone, from, kSearchDays);
    const auto stretch = stretches.next();
    return stretch ? stretch->start : Instant::never();
}

Instant end_of_work(const Schedule& schedule, const Zone& zone, Instant from) {
    if (never_ends(schedule, zone, from)) return Instant::never();
    Stretches stretches(schedule, zone, from, kSearchDays);
    Instant end = from;
    while (const auto stretch = stretches.next()) {
        if (stretch->start > end) return end;
        end = stretch->end;
    }
    // Still at work when the search is over: no end in sight.
    return end - from >= Duration::days(kSearchDays - 2) ? Instant::never() : end;
}

Instant add_working(const Schedule& schedule, const Zone& zone, Instant from, Duration span) {
    if (span <= Duration{}) return from;
    if (never_ends(schedule, zone, from)) return from + span;
    Stretches stretches(schedule, zone, from, kAddWorkingDays);
    while (const auto stretch = stretches.next()) {
        const Duration length = stretch->end - stretch->start;
        if (span <= length) return stretch->start + span;
        span = span - length;
    }
    return Instant::never();
}

Duration working_between(const Schedule& schedule, const Zone& zone, Instant from, Instant to) {
    if (to <= from) return {};
    if (never_ends(schedule, zone, from)) return to - from;
    const std::int64_t whole_days = (to.to_seconds() - from.to_seconds()) / kDaySeconds + 2;
    Stretches stretches(schedule, zone, from, std::min(whole_days, kBetweenDays));
    Duration total;
    while (const auto stretch = stretches.next()) {
        if (stretch->start >= to) break;
        total = total + (std::min(stretch->end, to) - stretch->start);
    }
    return total;
}

}  // namespace baton::team
