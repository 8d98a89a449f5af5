#include "base/instant.hpp"

#include <fmt/format.h>

#include <array>

namespace baton {
namespace {

// Reads exactly `width` decimal digits at `at`, moving past them.
std::optional<std::int32_t> digits(std::string_view text, std::size_t& at, std::size_t width) {
    if (at + width > text.size()) return std::nullopt;
    std::int32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    at += width;
    return value;
}

bool literal(std::string_view text, std::size_t& at, char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
}

std::optional<Date> date_at(std::string_view text, std::size_t& at) {
    const auto year = digits(text, at, 4);
    if (!year || !literal(text, at, '-')) return std::nullopt;
    const auto month = digits(text, at, 2);
    if (!month || !literal(text, at, '-')) return std::nullopt;
    const auto day = digits(text, at, 2);
    if (!day) return std::nullopt;
    const Date date{*year, *month, *day};
    if (*month < 1 || *month > 12 || *day < 1) return std::nullopt;
    if (date_from_days(days_from_date(date)) != date) return std::nullopt;
    return date;
}

// Reads "Z" or "+hh:mm" to the end of the text; seconds east of UTC.
std::optional<std::int32_t> offset_at(std::string_view text, std::size_t& at) {
    if (literal(text, at, 'Z') || literal(text, at, 'z')) return 0;
    const bool west = at < text.size() && text[at] == '-';
    if (!literal(text, at, '+') && !literal(text, at, '-')) return std::nullopt;
    const auto hours = digits(text, at, 2);
    if (!hours || !literal(text, at, ':')) return std::nullopt;
    const auto minutes = digits(text, at, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const std::int32_t seconds = *hours * 3600 + *minutes * 60;
    return west ? -seconds : seconds;
}

// Reads ".digits" where there are any; microseconds, what is finer is cut off.
std::optional<std::int64_t> fraction_at(std::string_view text, std::size_t& at) {
    if (!literal(text, at, '.')) return 0;
    std::int64_t micros = 0;
    std::size_t count = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
        if (count < 6) micros = micros * 10 + (text[at] - '0');
    }
    if (count == 0 || count > 9) return std::nullopt;
    for (; count < 6; ++count) micros *= 10;
    return micros;
}

}  // namespace

std::int64_t days_from_date(Date date) {
    const std::int64_t y = std::int64_t{date.year} - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t month_from_march = (date.month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const std::int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

Date date_from_days(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const std::int64_t day_of_era = days - era * 146097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const auto day = static_cast<std::int32_t>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    const auto month = static_cast<std::int32_t>(month_from_march < 10 ? month_from_march + 3
                                                                       : month_from_march - 9);
    const auto year = static_cast<std::int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
    return {year, month, day};
}

int weekday_from_days(std::int64_t days) {
    const std::int64_t from_monday = (days + 3) % 7;  // 1970-01-01 was a Thursday
    return static_cast<int>(from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

std::optional<Date> parse_date(std::string_view text) {
    std::size_t at = 0;
    const auto date = date_at(text, at);
    return at == text.size() ? date : std::nullopt;
}

std::optional<WrittenTime> parse_time(std::string_view text) {
    std::size_t at = 0;
    const auto date = date_at(text, at);
    if (!date) return std::nullopt;
    std::int64_t seconds = days_from_date(*date) * 86400;
    if (at == text.size()) return WrittenTime{Instant::from_seconds(seconds), true};
    if (!literal(text, at, 'T') && !literal(text, at, 't') && !literal(text, at, ' ')) {
        return std::nullopt;
    }
    const auto hour = digits(text, at, 2);
    if (!hour || !literal(text, at, ':')) return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (!minute) return std::nullopt;
    std::int32_t second = 0;
    if (literal(text, at, ':')) {
        const auto read = digits(text, at, 2);
        if (!read) return std::nullopt;
        second = *read;
    }
    if (*hour > 23 || *minute > 59 || second > 60) return std::nullopt;
    const auto micros = fraction_at(text, at);
    if (!micros) return std::nullopt;
    seconds += *hour * 3600 + *minute * 60 + second;
    const bool local = at == text.size();
    if (!local) {
        const auto offset = offset_at(text, at);
        if (!offset || at != text.size()) return std::nullopt;
        seconds -= *offset;
    }
    return WrittenTime{{seconds * 1'000'000 + *micros}, local};
}

std::string format_time(Instant instant, std::int32_t offset_seconds) {
    const std::int64_t local = instant.to_seconds() + offset_seconds;
    const std::int64_t micros = instant.micros - instant.to_seconds() * 1'000'000;
    std::int64_t days = local / 86400;
    if (local % 86400 < 0) --days;
    const std::int64_t second_of_day = local - days * 86400;
    const Date date = date_from_days(days);
    std::string text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", date.year, date.month, date.day,
                    second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    if (micros != 0) text += fmt::format(".{:06}", micros);
    if (offset_seconds == 0) return text + 'Z';
    const std::int32_t minutes = (offset_seconds < 0 ? -offset_seconds : offset_seconds) / 60;
    return text +
           fmt::format("{}{:02}:{:02}", offset_seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::optional<Duration> parse_duration(std::string_view text) {
    constexpr std::int64_t kMaxSeconds = std::int64_t{100} * 366 * 86400;
    std::int64_t total = 0;
    std::size_t at = 0;
    if (text.empty()) return std::nullopt;
    while (at < text.size()) {
        std::int64_t count = 0;
        const std::size_t start = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            count = count * 10 + (text[at] - '0');
            if (count > kMaxSeconds) return std::nullopt;
        }
        if (at == start || at == text.size()) return std::nullopt;
        std::int64_t unit = 0;
        switch (text[at]) {
            case 's':
                unit = 1;
                break;
            case 'm':
                unit = 60;
                break;
            case 'h':
                unit = 3600;
                break;
            case 'd':
                unit = 86400;
                break;
            case 'w':
                unit = 7 * 86400;
                break;
            default:
                return std::nullopt;
        }
        ++at;
        total += count * unit;
        if (total > kMaxSeconds) return std::nullopt;
    }
    return Duration::seconds(total);
}

std::string format_duration(Duration duration) {
    struct Unit {
        char letter;
        std::int64_t seconds;
    };
    constexpr std::array<Unit, 4> kUnits{{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
    std::int64_t rest = duration.micros / 1'000'000;
    if (rest <= 0) return "0s";
    std::string text;
    for (const Unit& unit : kUnits) {
        if (rest >= unit.seconds) {
            text += fmt::format("{}{}", rest / unit.seconds, unit.letter);
            rest %= unit.seconds;
        }
    }
    return text;
}

}  // namespace baton
