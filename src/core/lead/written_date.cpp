#include "core/lead/written_date.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

constexpr std::array kMonths{"january"sv,   "february"sv, "march"sv,    "april"sv,
                             "may"sv,       "june"sv,     "july"sv,     "august"sv,
                             "september"sv, "october"sv,  "november"sv, "december"sv};

std::optional<Date> day(std::int64_t year, std::int64_t month, std::int64_t day_of_month) {
    if (year < 1900 || year > 2199 || month < 1 || month > 12) return std::nullopt;
    if (day_of_month < 1 || day_of_month > 31) return std::nullopt;
    const Date date{static_cast<std::int32_t>(year), static_cast<std::int32_t>(month),
                    static_cast<std::int32_t>(day_of_month)};
    if (date_from_days(days_from_date(date)) != date) return std::nullopt;
    return date;
}

// 1–12 for a month's name or its first three letters or more.
std::int64_t month_from(std::string_view word) {
    const std::string lower = ascii_lower(word);
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (lower.size() >= 3 && kMonths[i].starts_with(lower))
            return static_cast<std::int64_t>(i) + 1;
    }
    return lower == "sept" ? 9 : 0;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" ,./-", i), text.size());
        if (end > i) words.push_back(text.substr(i, end - i));
        i = end + 1;
    }
    return words;
}

std::optional<std::int64_t> number(std::string_view word) {
    for (const std::string_view ending : {"st"sv, "nd"sv, "rd"sv, "th"sv}) {
        if (word.size() > ending.size() && word.ends_with(ending)) {
            word.remove_suffix(ending.size());
            break;
        }
    }
    if (word.empty() || word.size() > 4 || word.front() == '-' || word.front() == '+')
        return std::nullopt;
    return parse_integer(word);
}

std::optional<Date> from_numbers(std::int64_t a, std::int64_t b, std::int64_t c, bool pointed) {
    if (a > 31) return day(a, b, c);
    const auto day_first = day(c, b, a);
    if (pointed) return day_first;
    const auto month_first = day(c, a, b);
    if (day_first && month_first && *day_first != *month_first) return std::nullopt;
    return day_first ? day_first : month_first;
}

}  // namespace

std::optional<Date> read_date(std::string_view text) {
    text = trim(text);
    if (const auto time = parse_time(text)) {
        const auto date = parse_date(text.substr(0, 10));
        return date ? day(date->year, date->month, date->day) : std::nullopt;
    }
    if (text.size() > 40) return std::nullopt;
    const auto words = words_of(text);
    if (words.size() < 3) return std::nullopt;
    // A time of day, if anything, may follow.
    for (std::size_t i = 3; i < words.size(); ++i) {
        const bool time = words[i].find(':') != std::string_view::npos ||
                          equals_ignoring_ascii_case(words[i], "am") ||
                          equals_ignoring_ascii_case(words[i], "pm") || words[i] == "at";
        if (!time) return std::nullopt;
    }
    const auto first = number(words[0]);
    const auto second = number(words[1]);
    const auto third = number(words[2]);
    if (!third) return std::nullopt;
    if (first && second) {
        const bool pointed = text.find('.') != std::string_view::npos &&
                             text.find_first_of("/-") == std::string_view::npos;
        return from_numbers(*first, *second, *third, pointed);
    }
    if (first) return day(*third, month_from(words[1]), *first);
    if (second) return day(*third, month_from(words[0]), *second);
    return std::nullopt;
}

}  // namespace baton::lead
