#include "tables/posix_rule.hpp"

#include <algorithm>

namespace baton::tables {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads off the front of a text; every function says whether it found what it looks for.
struct Reader {
    std::string_view rest;

    bool literal(char c) {
        if (!rest.starts_with(c)) return false;
        rest.remove_prefix(1);
        return true;
    }
    // "EST" or "<-02>".
    bool name() {
        const bool bracketed = literal('<');
        std::size_t length = 0;
        while (length < rest.size() &&
               (bracketed ? rest[length] != '>' : is_letter(rest[length]))) {
            ++length;
        }
        rest.remove_prefix(length);
        return length >= 3 && (!bracketed || literal('>'));
    }
    std::optional<std::int32_t> number(std::int32_t most) {
        std::size_t length = 0;
        std::int32_t value = 0;
        while (length < rest.size() && length < 4 && is_digit(rest[length])) {
            value = value * 10 + (rest[length++] - '0');
        }
        if (length == 0 || value > most) return std::nullopt;
        rest.remove_prefix(length);
        return value;
    }
    // "5", "-1", "02:30:15": seconds.
    std::optional<std::int32_t> time() {
        const bool negative = literal('-');
        if (!negative) literal('+');
        std::int32_t seconds = 0;
        for (std::int32_t unit = 3600; unit > 0; unit /= 60) {
            const auto part = number(unit == 3600 ? 167 : 59);
            if (!part) return std::nullopt;
            seconds += *part * unit;
            if (unit == 1 || !literal(':')) break;
        }
        return negative ? -seconds : seconds;
    }
    std::optional<PosixRule::Change> change() {
        using Kind = PosixRule::Change::Kind;
        PosixRule::Change change;
        std::optional<std::int32_t> day;
        if (literal('M')) {
            const auto month = number(12);
            if (!month || *month == 0 || !literal('.')) return std::nullopt;
            const auto week = number(5);
            if (!week || *week == 0 || !literal('.')) return std::nullopt;
            change.month = *month;
            change.week = *week;
            day = number(6);
        } else {
            change.kind = literal('J') ? Kind::JulianDay : Kind::DayOfYear;
            day = number(365);
        }
        if (!day) return std::nullopt;
        change.day = *day;
        if (literal('/')) {
            const auto second = time();
            if (!second) return std::nullopt;
            change.second = *second;
        }
        return change;
    }
};

std::int64_t month_week_day(const PosixRule::Change& change, std::int32_t year) {
    const std::int64_t first = days_from_date({year, change.month, 1});
    const std::int64_t next_month = change.month == 12
                                        ? days_from_date({year + 1, 1, 1})
                                        : days_from_date({year, change.month + 1, 1});
    const std::int64_t ahead = (change.day - weekday_from_days(first) % 7 + 7) % 7;
    std::int64_t day = first + ahead + 7 * (change.week - 1);
    if (day >= next_month) day -= 7;
    return day;
}

// Local clock time of the change, in seconds since 1970.
std::int64_t clock_of(const PosixRule::Change& change, std::int32_t year) {
    std::int64_t day = 0;
    switch (change.kind) {
        case PosixRule::Change::Kind::MonthWeekDay:
            day = month_week_day(change, year);
            break;
        case PosixRule::Change::Kind::JulianDay: {
            // 1–365, 29 February never counted.
            const bool leap =
                days_from_date({year + 1, 1, 1}) - days_from_date({year, 1, 1}) == 366;
            day =
                days_from_date({year, 1, 1}) + change.day - 1 + (leap && change.day >= 60 ? 1 : 0);
            break;
        }
        case PosixRule::Change::Kind::DayOfYear:
            day = days_from_date({year, 1, 1}) + change.day;
            break;
    }
    return day * 86400 + change.second;
}

}  // namespace

std::optional<PosixRule> parse_posix_rule(std::string_view text) {
    Reader reader{text};
    PosixRule rule;
    if (!reader.name()) return std::nullopt;
    const auto west = reader.time();
    if (!west) return std::nullopt;
    rule.standard_offset_seconds = -*west;
    if (reader.rest.empty()) return rule;
    if (!reader.name()) return std::nullopt;
    PosixRule::Summer summer{rule.standard_offset_seconds + 3600, {}, {}};
    if (!reader.literal(',')) {
        const auto summer_west = reader.time();
        if (!summer_west || !reader.literal(',')) return std::nullopt;
        summer.offset_seconds = -*summer_west;
    }
    const auto begins = reader.change();
    if (!begins || !reader.literal(',')) return std::nullopt;
    const auto ends = reader.change();
    if (!ends || !reader.rest.empty()) return std::nullopt;
    summer.begins = *begins;
    summer.ends = *ends;
    rule.summer = summer;
    return rule;
}

std::vector<team::ZoneTransition> changes_between(const PosixRule& rule, std::int32_t first_year,
                                                  std::int32_t last_year) {
    std::vector<team::ZoneTransition> changes;
    if (!rule.summer) return changes;
    for (std::int32_t year = first_year; year <= last_year; ++year) {
        changes.push_back({Instant::from_seconds(clock_of(rule.summer->begins, year) -
                                                 rule.standard_offset_seconds),
                           rule.summer->offset_seconds});
        changes.push_back(
            {Instant::from_seconds(clock_of(rule.summer->ends, year) - rule.summer->offset_seconds),
             rule.standard_offset_seconds});
    }
    std::ranges::sort(changes, {}, &team::ZoneTransition::at);
    return changes;
}

}  // namespace baton::tables
