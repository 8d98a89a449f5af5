#include "base/instant.hpp"
#include "core/expr/operate.hpp"
#include "core/expr/zone.hpp"

namespace baton::expr {

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

// Hours, minutes and seconds are the whole of it, milliseconds what is left over a second.
Value of_duration(Function function, std::int64_t nanos) {
    const std::int64_t seconds = nanos / kNanosPerSecond;
    if (function == Function::GetHours) return Value::integer(seconds / 3600);
    if (function == Function::GetMinutes) return Value::integer(seconds / 60);
    if (function == Function::GetSeconds) return Value::integer(seconds);
    if (function == Function::GetMilliseconds) {
        return Value::integer(nanos % kNanosPerSecond / 1'000'000);
    }
    return Value::error(Fault::BadOperands);
}

Value of_day(Function function, std::int64_t day) {
    const Date date = date_from_days(day);
    if (function == Function::GetFullYear) return Value::integer(date.year);
    if (function == Function::GetMonth) return Value::integer(date.month - 1);
    if (function == Function::GetDate) return Value::integer(date.day);
    if (function == Function::GetDayOfMonth) return Value::integer(date.day - 1);
    // CEL counts from Sunday = 0.
    if (function == Function::GetDayOfWeek) return Value::integer(weekday_from_days(day) % 7);
    return Value::integer(day - days_from_date({date.year, 1, 1}));
}

}  // namespace

Value accessor(Function function, const Value& time, const Value* zone, Work& work) {
    if (time.is(Kind::Duration) && zone == nullptr) return of_duration(function, time.as_nanos());
    if (!time.is(Kind::Timestamp) || (zone != nullptr && !zone->is(Kind::String))) {
        return Value::error(Fault::BadOperands);
    }
    if (function == Function::GetMilliseconds) return Value::integer(time.nanos() / 1'000'000);
    std::int64_t local = time.seconds();
    if (zone != nullptr) {
        const auto offset = zone_offset(zone->as_text(), local, work.zones);
        if (!offset) return Value::error(Fault::UnknownZone);
        local += *offset;
    }
    const std::int64_t in_day = ((local % kSecondsPerDay) + kSecondsPerDay) % kSecondsPerDay;
    if (function == Function::GetHours) return Value::integer(in_day / 3600);
    if (function == Function::GetMinutes) return Value::integer(in_day / 60 % 60);
    if (function == Function::GetSeconds) return Value::integer(in_day % 60);
    return of_day(function, (local - in_day) / kSecondsPerDay);
}

}  // namespace baton::expr
