#include "core/team/capacity.hpp"

#include <algorithm>

namespace baton::team {
namespace {

// The hour that clocks show at `now`. Where clocks are moved by a part of an hour (Lord Howe), the
// hour is cut at that moment, so that every instant lies in exactly one hour.
struct Hour {
    Instant start;
    Instant end;
};

constexpr std::int64_t kHourSeconds = 3600;

bool cuts_an_hour(std::int32_t before, std::int32_t after) {
    return (after - before) % kHourSeconds != 0;
}

Hour hour_of(const Zone& zone, Instant now) {
    const auto next = std::ranges::upper_bound(zone.transitions, now, {}, &ZoneTransition::at);
    const std::int32_t offset = zone.offset_at(now);
    Hour hour;
    hour.start = Instant::from_seconds(now.to_seconds() - zone.local(now).second % kHourSeconds);
    hour.end = hour.start + Duration::hours(1);
    if (next != zone.transitions.end() && cuts_an_hour(offset, next->offset_seconds)) {
        hour.end = std::min(hour.end, next->at);
    }
    if (next != zone.transitions.begin()) {
        const auto last = std::prev(next);
        const std::int32_t before = last == zone.transitions.begin()
                                        ? zone.first_offset_seconds
                                        : std::prev(last)->offset_seconds;
        if (cuts_an_hour(before, offset)) hour.start = std::max(hour.start, last->at);
    }
    return hour;
}

// The day that `now` belongs to: the one clocks show, but a day once begun is not gone back to when
// clocks are turned back over midnight.
std::int64_t day_of(const Zone& zone, Instant now) {
    std::int64_t day = zone.local(now).day;
    while (zone.instant_of(day + 1, 0) <= now) ++day;
    return day;
}

std::int64_t first_of_month(std::int64_t day, int months_on) {
    Date date = date_from_days(day);
    date.day = 1;
    date.month += months_on;
    if (date.month > 12) {
        date.month -= 12;
        ++date.year;
    }
    return days_from_date(date);
}

}  // namespace

std::string_view to_word(Period period) {
    switch (period) {
        case Period::Hour:
            return "hour";
        case Period::Day:
            return "day";
        case Period::Week:
            return "week";
        case Period::Month:
            return "month";
    }
    return {};
}

Instant period_start(Period period, const Zone& zone, Instant now) {
    if (period == Period::Hour) return hour_of(zone, now).start;
    const std::int64_t day = day_of(zone, now);
    if (period == Period::Day) return zone.instant_of(day, 0);
    if (period == Period::Week) return zone.instant_of(day - (weekday_from_days(day) - 1), 0);
    return zone.instant_of(first_of_month(day, 0), 0);
}

Instant period_end(Period period, const Zone& zone, Instant now) {
    if (period == Period::Hour) return hour_of(zone, now).end;
    const std::int64_t day = day_of(zone, now);
    if (period == Period::Day) return zone.instant_of(day + 1, 0);
    if (period == Period::Week) return zone.instant_of(day + 8 - weekday_from_days(day), 0);
    return zone.instant_of(first_of_month(day, 1), 0);
}

bool Capacity::has_any() const {
    return open || std::ranges::any_of(per, [](const auto& limit) { return limit.has_value(); });
}

}  // namespace baton::team
