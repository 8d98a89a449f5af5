// Instant and Duration: time as the whole program counts it, in microseconds since 1970-01-01 UTC.
// The clock that tells what now is lives elsewhere (app/); here time is only a value.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

struct Duration {
    std::int64_t micros = 0;

    static constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
    static constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
    static constexpr Duration hours(std::int64_t n) { return seconds(n * 3600); }
    static constexpr Duration days(std::int64_t n) { return seconds(n * 86400); }

    friend constexpr auto operator<=>(Duration, Duration) = default;
    friend constexpr Duration operator+(Duration a, Duration b) { return {a.micros + b.micros}; }
    friend constexpr Duration operator-(Duration a, Duration b) { return {a.micros - b.micros}; }
};

struct Instant {
    std::int64_t micros = 0;

    static constexpr Instant never() { return {std::numeric_limits<std::int64_t>::max()}; }
    static constexpr Instant from_seconds(std::int64_t n) { return {n * 1'000'000}; }
    // Whole seconds, rounded down (also before 1970).
    [[nodiscard]] constexpr std::int64_t to_seconds() const {
        const std::int64_t whole = micros / 1'000'000;
        return micros % 1'000'000 < 0 ? whole - 1 : whole;
    }

    friend constexpr auto operator<=>(Instant, Instant) = default;
    friend constexpr Instant operator+(Instant t, Duration d) { return {t.micros + d.micros}; }
    friend constexpr Instant operator-(Instant t, Duration d) { return {t.micros - d.micros}; }
    friend constexpr Duration operator-(Instant a, Instant b) { return {a.micros - b.micros}; }
};

// A day of the proleptic Gregorian calendar. Year any int, month 1–12, day 1–31.
struct Date {
    std::int32_t year = 1970;
    std::int32_t month = 1;
    std::int32_t day = 1;

    friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

// Days since 1970-01-01 and back (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
[[nodiscard]] std::int64_t days_from_date(Date date);
[[nodiscard]] Date date_from_days(std::int64_t days);
// 1 = Monday … 7 = Sunday, of a day counted from 1970-01-01.
[[nodiscard]] int weekday_from_days(std::int64_t days);

// "2026-03-02" -> Date; nothing for a day that does not exist.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);

// What a text says of an instant: RFC 3339. With an offset or Z it is absolute; without one it is
// local time that still needs a zone (`local` true, `instant` as if it were UTC). A bare date is
// midnight, local.
struct WrittenTime {
    Instant instant;
    bool local = false;
};
[[nodiscard]] std::optional<WrittenTime> parse_time(std::string_view text);

// RFC 3339 with the given offset from UTC: "2026-03-02T09:00:00-05:00", "…Z" for 0; microseconds
// are written only where there are any.
[[nodiscard]] std::string format_time(Instant instant, std::int32_t offset_seconds = 0);

// "30s", "5m", "2h", "1d", "1w", and sums as "1h30m"; a day is 24 hours. Nothing for anything else,
// for a negative duration, or one over 100 years.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
// The shortest text that parse_duration reads back, whole seconds: "90s", "2h", "1d12h".
[[nodiscard]] std::string format_duration(Duration duration);

}  // namespace baton
