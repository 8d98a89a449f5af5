// Reads the text of working hours: "Mon-Fri 09:00-18:00; Sat,Sun 10:00-14:00".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.hpp"
#include "core/team/schedule.hpp"
#include "core/team/team_error.hpp"

namespace baton::team {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::size_t kMaxSpans = 1000;
constexpr std::int32_t kDaySeconds = 86400;

template <class T>
using Parsed = Result<T>;

std::unexpected<Error> bad(std::string message) {
    return fail(TeamError::BadHours, std::move(message));
}

// 1–7 for "Mon" … "Sun".
Parsed<int> parse_day(std::string_view word) {
    const auto at = std::ranges::find(kDays, ascii_lower(word));
    if (at == kDays.end()) {
        return bad(fmt::format(
            R"("{}" is no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun)", word));
    }
    return static_cast<int>(at - kDays.begin()) + 1;
}

// "Mon", "Mon-Fri", "Fri-Mon" (over the weekend).
Parsed<bool> add_days(std::string_view text, std::array<bool, 8>& days) {
    const std::size_t dash = text.find('-');
    const auto first = parse_day(trim(text.substr(0, dash)));
    if (!first) return std::unexpected(first.error());
    int last = *first;
    if (dash != std::string_view::npos) {
        const auto end = parse_day(trim(text.substr(dash + 1)));
        if (!end) return std::unexpected(end.error());
        last = *end;
    }
    for (int day = *first;; day = day % 7 + 1) {
        days[static_cast<std::size_t>(day)] = true;
        if (day == last) return true;
    }
}

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Seconds from midnight, 00:00–24:00.
Parsed<std::int32_t> parse_clock(std::string_view text) {
    const auto parts = split(text, ':');
    const bool shaped = parts.size() == 2 && (parts[0].size() == 1 || parts[0].size() == 2) &&
                        parts[1].size() == 2 && all_digits(parts[0]) && all_digits(parts[1]);
    if (!shaped) {
        return bad(
            fmt::format(R"("{}" is no time of day; write it as HH:MM, for instance 09:00)", text));
    }
    const std::int64_t hour = *parse_integer(parts[0]);
    const std::int64_t minute = *parse_integer(parts[1]);
    if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) {
        return bad(fmt::format(R"("{}" is no time of day; a day runs from 00:00 to 24:00)", text));
    }
    return static_cast<std::int32_t>(hour * 3600 + minute * 60);
}

struct Times {
    std::int32_t start = 0;
    std::int32_t end = 0;
};

// "09:00-18:00"; an end at or before the start lies on the next day.
Parsed<Times> parse_times(std::string_view text) {
    const auto parts = split(text, '-');
    if (parts.size() != 2) {
        return bad(fmt::format(
            R"("{}" is no stretch of time; write it as HH:MM-HH:MM, for instance 09:00-18:00)",
            text));
    }
    const auto start = parse_clock(trim(parts[0]));
    if (!start) return std::unexpected(start.error());
    const auto end = parse_clock(trim(parts[1]));
    if (!end) return std::unexpected(end.error());
    if (*start == *end) {
        return bad(fmt::format(R"("{}" has no length; write 00:00-24:00 for a whole day)", text));
    }
    if (*start == kDaySeconds) {
        return bad(fmt::format(R"("{}" begins at 24:00; write 00:00 of the next day)", text));
    }
    return Times{*start, *end < *start ? *end + kDaySeconds : *end};
}

// "DAYS TIMES" and further times of the same days after commas.
Parsed<bool> add_part(std::string_view text, std::vector<WorkSpan>& spans) {
    const std::size_t digit = text.find_first_of("0123456789");
    if (digit == std::string_view::npos || digit == 0) {
        return bad(fmt::format(
            R"("{}" needs days and times, for instance Mon-Fri 09:00-18:00, or the word always)",
            text));
    }
    std::array<bool, 8> days{};
    for (const std::string_view range : split(text.substr(0, digit), ',')) {
        if (const auto added = add_days(trim(range), days); !added) return added;
    }
    for (const std::string_view stretch : split(text.substr(digit), ',')) {
        const auto times = parse_times(trim(stretch));
        if (!times) return std::unexpected(times.error());
        for (int day = 1; day <= 7; ++day) {
            if (!days[static_cast<std::size_t>(day)]) continue;
            if (spans.size() == kMaxSpans) {
                return bad(fmt::format("hours have at most {} stretches in a week", kMaxSpans));
            }
            spans.push_back({day, times->start, times->end});
        }
    }
    return true;
}

}  // namespace

Result<Schedule> parse_hours(std::string_view text) {
    Schedule schedule;
    text = trim(text);
    if (equals_ignoring_ascii_case(text, "always")) {
        schedule.always = true;
        return schedule;
    }
    if (text.empty()) {
        return bad("hours are empty; write for instance Mon-Fri 09:00-18:00, or always");
    }
    for (const std::string_view part : split(text, ';')) {
        if (trim(part).empty()) continue;
        if (const auto added = add_part(trim(part), schedule.spans); !added) {
            return std::unexpected(added.error());
        }
    }
    if (schedule.spans.empty())
        return bad("hours name no day; write for instance Mon-Fri 09:00-18:00");
    std::ranges::sort(schedule.spans, {}, [](const WorkSpan& span) {
        return std::tuple(span.weekday, span.start, span.end);
    });
    return schedule;
}

}  // namespace baton::team
