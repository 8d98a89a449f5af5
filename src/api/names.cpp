#include "api/names.hpp"

#include <fmt/format.h>

#include <vector>

#include "http/problem.hpp"

namespace baton::api {
namespace {

// `things` by id as a policy has them: those of other versions are empty.
template <class List, class Things>
auto find_live(const List& names, const Things& things, std::string_view key)
    -> decltype(names.find(key)) {
    const auto id = names.find(key);
    if (!id || id->index() >= things.size() || !things[id->index()]) return std::nullopt;
    return id;
}

template <class Things>
std::string no_such(std::string_view what, const Things& things, std::string_view key) {
    std::vector<std::string_view> known;
    for (const auto& thing : things) {
        if (thing) known.push_back(thing->key);
    }
    constexpr std::size_t kShown = 100;
    return with_nearest(fmt::format("there is no {} \"{}\"", what, key.substr(0, kShown)), key,
                        known);
}

template <class List, class Things>
auto named(BodyFields& fields, std::string_view field, std::string_view what, const List& names,
           const Things& things) -> decltype(names.find(field)) {
    const auto key = fields.text(field);
    if (!key) return std::nullopt;
    const auto id = find_live(names, things, *key);
    if (!id) fields.wrong(field, no_such(what, things, *key));
    return id;
}

}  // namespace

std::optional<team::PersonId> person_named(BodyFields& fields, std::string_view field,
                                           const workspace::Policy& policy) {
    return named(fields, field, "person", policy.names.people, policy.people);
}

std::optional<team::PoolId> pool_named(BodyFields& fields, std::string_view field,
                                       const workspace::Policy& policy) {
    return named(fields, field, "pool", policy.names.pools, policy.pools);
}

std::optional<team::QueueId> queue_named(BodyFields& fields, std::string_view field,
                                         const workspace::Policy& policy) {
    return named(fields, field, "queue", policy.names.queues, policy.queues);
}

std::optional<team::PersonId> find_person(const workspace::Policy& policy, std::string_view key) {
    return find_live(policy.names.people, policy.people, key);
}

std::optional<team::PoolId> find_pool(const workspace::Policy& policy, std::string_view key) {
    return find_live(policy.names.pools, policy.pools, key);
}

std::string no_such_pool(const workspace::Policy& policy, std::string_view key) {
    return no_such("pool", policy.pools, key);
}

OrResponse<std::optional<team::PersonId>> person_asked_about(const http::Parameters& query,
                                                             const workspace::Policy& policy) {
    const auto key = http::find_parameter(query, "person");
    if (!key) return std::nullopt;
    if (const auto id = find_person(policy, *key)) return id;
    http::Problem problem;
    problem.status = 404;
    problem.type = "urn:baton:unknown-person";
    problem.detail = no_such_person(policy, *key);
    return std::unexpected(http::problem_response(problem));
}

std::string no_such_person(const workspace::Policy& policy, std::string_view key) {
    return no_such("person", policy.people, key);
}

}  // namespace baton::api
