// Working hours: when somebody is at work, when next, and how much working time lies between.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/team/zone.hpp"

namespace baton::team {

struct WorkSpan {
    int weekday = 1;         // 1 = Monday … 7 = Sunday, the day on which it begins
    std::int32_t start = 0;  // seconds of clock time from that day's midnight
    std::int32_t end = 0;    // up to 172800: past midnight runs into the next day
};

struct Schedule {
    std::string name;
    bool always = false;          // hours: always — the holidays still count
    std::vector<WorkSpan> spans;  // by weekday, then start
    std::vector<Date> holidays;   // sorted; days of the person's own zone. A span that begins on a
                                  // holiday does not happen
};

// "Mon-Fri 09:00-18:00; Sat 10:00-14:00", "Fri 22:00-06:00", "always". DAYS is a day, a range or a
// comma list of both; three-letter English names, case aside. The error says what is wrong in
// words.
[[nodiscard]] Result<Schedule> parse_hours(std::string_view text);

[[nodiscard]] bool is_working(const Schedule&, const Zone&, Instant);
// `from` itself when at work, else when work begins next; Instant::never() when not within 2 years.
[[nodiscard]] Instant next_working(const Schedule&, const Zone&, Instant from);
// When work ends that goes on at `from` (from itself when not at work); never() for always.
[[nodiscard]] Instant end_of_work(const Schedule&, const Zone&, Instant from);
// The moment at which `span` of working time after `from` is over; never() when not within 10
// years.
[[nodiscard]] Instant add_working(const Schedule&, const Zone&, Instant from, Duration span);
[[nodiscard]] Duration working_between(const Schedule&, const Zone&, Instant from, Instant to);

}  // namespace baton::team
