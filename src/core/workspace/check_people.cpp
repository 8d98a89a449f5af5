// Warnings about people and pools: circles of backups and managers, schedules that their holidays
// close for years, pools with nobody in them.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "core/workspace/loading.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

using Link = std::optional<PersonId> Person::*;

// Everybody has at most one backup, so each circle is met by following the links from each person
// once: linear.
void check_circles(Loading& loading, Link link, const char* key, const char* plural) {
    const Policy& policy = loading.policy;
    const Node* people = loading.section("people");
    std::vector<std::size_t> walk_of(policy.people.size(), 0);  // 0: not met
    for (std::size_t start = 0; start < policy.people.size(); ++start) {
        std::vector<PersonId> walk;
        PersonId at{static_cast<std::uint32_t>(start)};
        while (policy.person(at) != nullptr && walk_of[at.index()] == 0) {
            walk_of[at.index()] = start + 1;
            walk.push_back(at);
            const auto next = policy.person(at)->*link;
            if (!next) break;
            at = *next;
        }
        const auto first = std::ranges::find(walk, at);
        const bool closes = first != walk.end() && policy.person(walk.back()) != nullptr &&
                            (policy.person(walk.back())->*link) == at;
        if (!closes) continue;
        constexpr std::ptrdiff_t kShown = 10;
        const std::ptrdiff_t length = walk.end() - first;
        std::string circle;
        for (auto it = first; it != first + std::min(length, kShown); ++it)
            circle += policy.people[it->index()]->key + " → ";
        if (length > kShown) circle += fmt::format("{} more → ", length - kShown);
        circle += policy.person(at)->key;
        const Node* person = people == nullptr ? nullptr : people->find(policy.person(at)->key);
        const Node* value = person == nullptr ? nullptr : person->find(key);
        if (value != nullptr) {
            loading.report.warn(value->place,
                                fmt::format("the {} go in a circle: {}", plural, circle));
        }
    }
}

// Days since 1970-01-01, both closed.
struct Closure {
    std::int64_t from = 0;
    std::int64_t to = 0;
};

// The first two years or more on end in which no work begins; the next work is not looked for
// further ahead. Nothing where there are none.
std::optional<Closure> closure_of(const team::Schedule& schedule) {
    constexpr std::int64_t kWeek = 7;
    constexpr std::int64_t kLong = 2 * 366;
    const auto begins_work = [&](std::int64_t day) {
        if (std::ranges::binary_search(schedule.holidays, date_from_days(day))) return false;
        return schedule.always || std::ranges::binary_search(schedule.spans, weekday_from_days(day),
                                                             {}, &team::WorkSpan::weekday);
    };
    // A week has a day of work, so that so many days take so many holidays at least.
    if (schedule.holidays.size() < static_cast<std::size_t>(kLong / kWeek)) return {};
    std::int64_t closed_from = days_from_date(schedule.holidays.front());
    const std::int64_t last = days_from_date(schedule.holidays.back()) + kWeek;
    for (std::int64_t day = closed_from; day <= last; ++day) {
        if (!begins_work(day)) continue;
        if (day - closed_from > kLong) {
            return Closure{closed_from, day - 1};
        }
        closed_from = day + 1;
    }
    return std::nullopt;
}

std::string words_of(std::int64_t day) {
    return format_time(Instant::from_seconds(day * 86400)).substr(0, 10);
}

std::string who_has(const Policy& policy, const team::Schedule& schedule) {
    constexpr std::size_t kShown = 5;
    std::string who;
    std::size_t count = 0;
    for (const auto& person : policy.people) {
        if (!person || person->schedule != &schedule || ++count > kShown) continue;
        who += (who.empty() ? "" : ", ") + quoted(person->key);
    }
    if (count == 0) return "nobody has it";
    if (count > kShown) who += fmt::format(" and {} more", count - kShown);
    return who + (count == 1 ? " is" : " are") + " not at work until then";
}

void check_schedules(Loading& loading) {
    const Node* schedules = loading.section("schedules");
    if (schedules == nullptr) return;
    for (const auto& [key, node] : schedules->entries) {
        const auto it = loading.policy.schedules.find(key.scalar);
        if (it == loading.policy.schedules.end()) continue;
        const auto closure = closure_of(it->second);
        if (!closure) continue;
        Finding finding{Severity::Warning,
                        key.place,
                        fmt::format("schedule {} is never open from {} to {}, its holidays being "
                                    "all its days: {}",
                                    quoted(it->first), words_of(closure->from),
                                    words_of(closure->to), who_has(loading.policy, it->second)),
                        {}};
        finding.code = "schedule-never-open";
        loading.report.add(std::move(finding));
    }
}

}  // namespace

void check_people(Loading& loading) {
    check_circles(loading, &Person::backup, "backup", "backups");
    check_circles(loading, &Person::manager, "manager", "managers");
    check_schedules(loading);
}

void check_pools(Loading& loading) {
    const Policy& policy = loading.policy;
    const Node* pools = loading.section("pools");
    if (pools == nullptr) return;
    for (const auto& [key, node] : pools->entries) {
        const auto id = policy.names.pools.find(key.scalar);
        const Pool* pool = id ? policy.pool(*id) : nullptr;
        if (pool == nullptr) continue;
        if (pool->members.empty()) {
            loading.report.warn(key.place, fmt::format("pool {} is empty", quoted(pool->key)));
            continue;
        }
        const bool has_active = std::ranges::any_of(pool->members, [&](const Member& member) {
            return policy.person(member.person)->active;
        });
        if (!has_active) {
            loading.report.warn(key.place,
                                fmt::format("nobody in pool {} is active", quoted(pool->key)));
        }
    }
}

}  // namespace baton::workspace
