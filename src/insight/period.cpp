#include "insight/period.hpp"

#include <fmt/format.h>

#include "core/team/capacity.hpp"

namespace baton::insight {
namespace {

team::Period capacity_period(Unit unit) {
    switch (unit) {
        case Unit::Hour:
            return team::Period::Hour;
        case Unit::Day:
            return team::Period::Day;
        case Unit::Week:
            return team::Period::Week;
        case Unit::Month:
        case Unit::Year:
            return team::Period::Month;
    }
    return team::Period::Day;
}

}  // namespace

std::optional<Unit> unit_from(std::string_view word) {
    if (word == "hour") return Unit::Hour;
    if (word == "day") return Unit::Day;
    if (word == "week") return Unit::Week;
    if (word == "month") return Unit::Month;
    if (word == "year") return Unit::Year;
    return std::nullopt;
}

Instant start_of(const Date& date, const team::Zone& zone) {
    return zone.instant_of(days_from_date(date), 0);
}

Period period_at(Unit unit, const team::Zone& zone, Instant at) {
    if (unit == Unit::Year) {
        const std::int32_t year = date_from_days(zone.local(at).day).year;
        return {start_of({year, 1, 1}, zone), start_of({year + 1, 1, 1}, zone)};
    }
    const team::Period period = capacity_period(unit);
    return {team::period_start(period, zone, at), team::period_end(period, zone, at)};
}

std::string name_of(Unit unit, const team::Zone& zone, Instant from) {
    if (unit == Unit::Hour) return format_time(from, zone.offset_at(from));
    const Date date = date_from_days(zone.local(from).day);
    if (unit == Unit::Year) return fmt::format("{:04}", date.year);
    if (unit == Unit::Month) return fmt::format("{:04}-{:02}", date.year, date.month);
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

}  // namespace baton::insight
