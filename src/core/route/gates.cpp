#include "core/route/gates.hpp"

#include <algorithm>
#include <array>

namespace baton::route {
namespace {

struct Bound {
    Gate gate;
    team::Period period;
};
constexpr std::array<Bound, 4> kBounds{{{Gate::HourCapacity, team::Period::Hour},
                                        {Gate::DayCapacity, team::Period::Day},
                                        {Gate::WeekCapacity, team::Period::Week},
                                        {Gate::MonthCapacity, team::Period::Month}}};

// The first capacity that is used up, as have and limit.
inline std::optional<Exclusion> full(const team::Capacity& capacity, std::int64_t open,
                                     const PeriodCounts& given, const Calendar& calendar) {
    if (capacity.open && open >= *capacity.open) {
        return Exclusion{
            .person = {}, .gate = Gate::OpenCapacity, .have = open, .limit = *capacity.open};
    }
    for (const Bound& bound : kBounds) {
        const auto& limit = capacity.per[static_cast<std::size_t>(bound.period)];
        if (!limit) continue;
        const std::int64_t have = calendar.count(given, bound.period);
        if (have >= *limit) {
            return Exclusion{.person = {}, .gate = bound.gate, .have = have, .limit = *limit};
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_missed_turn(Gate gate) {
    switch (gate) {
        case Gate::OutOfOffice:
        case Gate::Paused:
        case Gate::OpenCapacity:
        case Gate::HourCapacity:
        case Gate::DayCapacity:
        case Gate::WeekCapacity:
        case Gate::MonthCapacity:
        case Gate::OutsideHours:
            return true;
        case Gate::Inactive:
        case Gate::PoolCapacity:
        case Gate::Where:
        case Gate::HasHad:
        case Gate::NoOwner:
            return false;
    }
    return false;
}

bool where_holds(const Question& question, const LeadView& lead, PersonId person,
                 const workspace::Pool* pool, const workspace::Condition& where) {
    if (!where) return true;
    const PersonView view(question.policy, question.standing, question.calendar, pool, person);
    const std::array values{expr::Value::record(&lead),
                            expr::Value::timestamp(question.now.to_seconds()),
                            expr::Value::record(&view)};
    return where->holds({values, question.zones}, question.arena) == expr::Truth::True;
}

std::optional<Exclusion> standing_gate(const Question& question, PersonId id,
                                       const workspace::Pool* pool, GateRules rules) {
    // Asked for each member of a pool at each lead: what nobody set is passed over without a call.
    const std::optional<workspace::Person>* known =
        id.index() < question.policy.people.size() ? &question.policy.people[id.index()] : nullptr;
    if (known == nullptr || !*known || !(*known)->active) return Exclusion{id, Gate::Inactive};
    const workspace::Person* person = &**known;
    const PersonStanding& stands = question.standing.people[id.index()];
    if (rules.presence) {
        if (!stands.absences.empty()) {
            if (const Absence* absence = stands.absence(question.now)) {
                return Exclusion{.person = id, .gate = Gate::OutOfOffice, .until = absence->until};
            }
        }
        if (stands.paused) return Exclusion{id, Gate::Paused};
    }
    if (rules.capacity) {
        if (auto bound = full(person->capacity, stands.open, stands.given, question.calendar)) {
            bound->person = id;
            return bound;
        }
    }
    if (rules.hours && pool != nullptr && pool->only_in_hours && person->schedule != nullptr &&
        !team::is_working(*person->schedule, *person->zone, question.now)) {
        return Exclusion{.person = id, .gate = Gate::OutsideHours};
    }
    return std::nullopt;
}

std::optional<Exclusion> first_gate(const Question& question, const LeadView& lead, PersonId id,
                                    const workspace::Pool* pool, const workspace::Condition& where,
                                    GateRules rules) {
    if (auto gate = standing_gate(question, id, pool, rules)) return gate;
    if (std::ranges::find(question.had, id) != question.had.end()) {
        return Exclusion{id, Gate::HasHad};
    }
    if (where && !where_holds(question, lead, id, pool, where)) {
        return Exclusion{id, Gate::Where};
    }
    return std::nullopt;
}

std::optional<Exclusion> pool_gate(const Question& question, PoolId id) {
    const workspace::Pool* pool = question.policy.pool(id);
    if (pool == nullptr || !pool->capacity.has_any()) return std::nullopt;
    const PoolStanding& stands = question.standing.pools[id.index()];
    auto bound = full(pool->capacity, stands.open, stands.given, question.calendar);
    if (bound) bound->gate = Gate::PoolCapacity;
    return bound;
}

}  // namespace baton::route
