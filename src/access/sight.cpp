#include "access/sight.hpp"

#include <algorithm>

namespace baton::access {
namespace {

bool has(const std::vector<std::string>& some, std::string_view one) {
    return !one.empty() && std::ranges::find(some, one) != some.end();
}

// Whether `person` is `chief` or has them above. Managers may form a circle, so the steps are
// bounded by how many people there are.
bool is_led_by(const workspace::Policy& policy, const workspace::Person& person,
               std::string_view chief) {
    const workspace::Person* at = &person;
    for (std::size_t step = 0; step <= policy.people.size(); ++step) {
        if (at->key == chief) return true;
        if (!at->manager) return false;
        at = policy.person(*at->manager);
        if (at == nullptr) return false;
    }
    return false;
}

}  // namespace

bool Sight::sees_person(std::string_view person) const { return all || has(people, person); }

bool Sight::sees_lead(std::string_view person, std::string_view queue) const {
    return all || has(people, person) || has(queues, queue);
}

Sight sight_of(const workspace::Policy& policy, Reach reach, std::string_view person) {
    Sight sight;
    if (reach == Reach::All) {
        sight.all = true;
        return sight;
    }
    if (reach == Reach::None || person.empty()) return sight;
    for (const auto& one : policy.people) {
        if (!one) continue;
        const bool is_seen =
            reach == Reach::Team ? is_led_by(policy, *one, person) : one->key == person;
        if (is_seen) sight.people.push_back(one->key);
    }
    for (const auto& queue : policy.queues) {
        if (!queue || !queue->open_to) continue;
        const workspace::Pool* pool = policy.pool(*queue->open_to);
        if (pool == nullptr) continue;
        const bool may_claim = std::ranges::any_of(pool->members, [&](const auto& member) {
            const workspace::Person* one = policy.person(member.person);
            return one != nullptr && has(sight.people, one->key);
        });
        if (may_claim) sight.queues.push_back(queue->key);
    }
    return sight;
}

}  // namespace baton::access
