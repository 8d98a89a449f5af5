// Targets and routes: to whom a lead goes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 6> kKeys{"person", "pool",   "owner",
                                                "queue",  "reject", "where"};
constexpr std::array<std::string_view, 3> kOwners{"account", "territory", "lead"};
constexpr std::array<OwnerOf, 3> kOwnerOf{OwnerOf::Account, OwnerOf::Territory, OwnerOf::Lead};

bool always_takes(const Target& target) {
    return std::holds_alternative<ToQueue>(target) || std::holds_alternative<ToReject>(target);
}

// What somebody meant who wrote a name alone.
std::string meant_target(const Policy& policy, const std::string& name) {
    const auto is_kind = [&](const auto& known) { return known.find(name).has_value(); };
    const char* kind = is_kind(policy.names.people)   ? "person"
                       : is_kind(policy.names.pools)  ? "pool"
                       : is_kind(policy.names.queues) ? "queue"
                                                      : nullptr;
    if (kind == nullptr) return "a target is for instance { pool: inside }";
    return fmt::format("write {{ {}: {} }}", kind, name);
}

}  // namespace

std::optional<Target> read_target(Loading& loading, const Node& node, std::string_view what) {
    if (node.kind == Node::Kind::Scalar) {
        loading.report.error(node.place,
                             fmt::format("{} must be a target, not {}", what, in_words(node)),
                             meant_target(loading.policy, node.scalar));
        return std::nullopt;
    }
    const Fields fields(loading.report, node, std::string(what), kKeys);
    if (!fields.is_map()) return std::nullopt;
    std::string_view kind;
    for (const std::string_view key : kKeys) {
        if (const Node* value = node.find(key);
            value != nullptr && value->kind == Node::Kind::Null) {
            fields.refuse(key, *value, "a name or a word");
            return std::nullopt;
        }
        if (key == "where" || fields.find(key) == nullptr) continue;
        if (!kind.empty()) {
            loading.report.error(fields.find(key)->place,
                                 fmt::format("{} is a {} and a {} at once", what, kind, key),
                                 "write a list of targets to try one after the other");
            return std::nullopt;
        }
        kind = key;
    }
    const Node* where = fields.find("where");
    if (kind.empty()) {
        loading.report.error(node.place, fmt::format("{} names no target", what),
                             "a target is one of person, pool, owner, queue and reject");
        return std::nullopt;
    }
    const Node& value = *fields.find(kind);
    if (kind == "person") {
        const auto id = loading.person(value, what);
        Condition condition = loading.condition(fields, "where", About::Person);
        return id ? std::optional<Target>(ToPerson{*id, std::move(condition)}) : std::nullopt;
    }
    if (kind == "pool") {
        const auto id = loading.pool(value, what);
        Condition condition = loading.condition(fields, "where", About::Person);
        return id ? std::optional<Target>(ToPool{*id, std::move(condition)}) : std::nullopt;
    }
    if (where != nullptr) {
        loading.report.error(where->place,
                             fmt::format("{} is a {} and takes no \"where\"", what, kind),
                             "\"where\" chooses among people, so it stands beside person or pool");
    }
    if (kind == "owner") {
        const auto of = fields.word("owner", kOwners);
        return of ? std::optional<Target>(ToOwner{kOwnerOf[*of]}) : std::nullopt;
    }
    if (kind == "queue") {
        const auto id = loading.queue(value, what);
        return id ? std::optional<Target>(ToQueue{*id}) : std::nullopt;
    }
    const auto reason = fields.text("reject");
    return reason ? std::optional<Target>(ToReject{*reason}) : std::nullopt;
}

std::vector<Target> read_route(Loading& loading, const Node& node, std::string_view what) {
    std::vector<Target> route;
    if (node.kind != Node::Kind::List) {
        if (auto target = read_target(loading, node, what)) route.push_back(std::move(*target));
        return route;
    }
    if (node.items.empty()) {
        loading.report.error(node.place, fmt::format("{} is an empty list", what),
                             "name at least one target, for instance { pool: inside }");
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (!route.empty() && always_takes(route.back()) && route.size() == i) {
            loading.report.warn(node.items[i].place,
                                fmt::format("target {} of {} is never tried, since the one before "
                                            "it takes every lead",
                                            i + 1, what));
        }
        if (auto target =
                read_target(loading, node.items[i], fmt::format("target {} of {}", i + 1, what))) {
            route.push_back(std::move(*target));
        }
    }
    return route;
}

}  // namespace baton::workspace
