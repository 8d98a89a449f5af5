#include "core/route/standing.hpp"

namespace baton::route {

Calendar Calendar::at(const team::Zone& zone, Instant now) {
    Calendar calendar;
    for (const team::Period period : team::kPeriods) {
        const auto i = static_cast<std::size_t>(period);
        calendar.starts[i] = team::period_start(period, zone, now);
        calendar.ends[i] = team::period_end(period, zone, now);
    }
    return calendar;
}

bool Calendar::holds(Instant now) const {
    const auto hour = static_cast<std::size_t>(team::Period::Hour);
    return starts[hour] <= now && now < ends[hour] && now < ends[1] && now < ends[2] &&
           now < ends[3] && starts[1] <= now;
}

void Calendar::add(PeriodCounts& counts) const {
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i].start != starts[i]) counts[i] = {starts[i], 0};
        ++counts[i].count;
    }
}

void take_back(PeriodCounts& counts, const std::array<Instant, 4>& when) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i].start == when[i] && counts[i].count > 0) --counts[i].count;
    }
}

const Absence* PersonStanding::absence(Instant now) const {
    for (const Absence& absence : absences) {
        if (absence.from <= now && now < absence.until) return &absence;
    }
    return nullptr;
}

}  // namespace baton::route
