// Warnings about people and pools: circles of backups and managers, pools with nobody in them.
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
        std::string circle;
        for (auto it = first; it != walk.end(); ++it)
            circle += policy.people[it->index()]->key + " → ";
        circle += policy.person(at)->key;
        const Node* person = people == nullptr ? nullptr : people->find(policy.person(at)->key);
        const Node* value = person == nullptr ? nullptr : person->find(key);
        if (value != nullptr) {
            loading.report.warn(value->place,
                                fmt::format("the {} go in a circle: {}", plural, circle));
        }
    }
}

}  // namespace

void check_people(Loading& loading) {
    check_circles(loading, &Person::backup, "backup", "backups");
    check_circles(loading, &Person::manager, "manager", "managers");
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
