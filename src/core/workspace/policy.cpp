#include "core/workspace/policy.hpp"

#include <algorithm>

#include "core/workspace/messaging.hpp"

namespace baton::workspace {
namespace {

template <class Thing, class IdType>
const Thing* at(const std::vector<std::optional<Thing>>& things, IdType id) {
    return id.index() < things.size() && things[id.index()] ? &*things[id.index()] : nullptr;
}

template <class Thing>
const Thing* by_key(const std::vector<Thing>& things, std::string_view key) {
    const auto it = std::ranges::find(things, key, &Thing::key);
    return it == things.end() ? nullptr : &*it;
}

const Rule* find_in(const std::vector<Rule>& rules, std::string_view path) {
    for (const Rule& rule : rules) {
        if (rule.path == path) return &rule;
        if (rule.rules.empty() || !path.starts_with(rule.path)) continue;
        if (const Rule* inner = find_in(rule.rules, path)) return inner;
    }
    return nullptr;
}

}  // namespace

const Person* Policy::person(PersonId id) const { return at(people, id); }
const Pool* Policy::pool(PoolId id) const { return at(pools, id); }
const Queue* Policy::queue(QueueId id) const { return at(queues, id); }
const Rule* Policy::find_rule(std::string_view path) const { return find_in(rules, path); }
const Channel* Policy::find_channel(std::string_view key) const { return by_key(channels, key); }
const Messaging& Policy::messaging() const {
    static const Messaging kNothing;
    return messages ? *messages : kNothing;
}
const Territory* Policy::find_territory(std::string_view key) const {
    return by_key(territories, key);
}

}  // namespace baton::workspace
