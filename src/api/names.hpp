// People, pools and queues as callers name them, found in the live document; one that is not there
// is noted with the nearest that is.
#pragma once

#include <optional>
#include <string_view>

#include "api/body_fields.hpp"
#include "api/request_body.hpp"
#include "core/workspace/policy.hpp"

namespace baton::api {

// Nothing where the field is absent or noted as wrong.
[[nodiscard]] std::optional<team::PersonId> person_named(BodyFields& fields, std::string_view field,
                                                         const workspace::Policy& policy);
[[nodiscard]] std::optional<team::PoolId> pool_named(BodyFields& fields, std::string_view field,
                                                     const workspace::Policy& policy);
[[nodiscard]] std::optional<team::QueueId> queue_named(BodyFields& fields, std::string_view field,
                                                       const workspace::Policy& policy);

// Of a path: nothing for somebody who is not in the live document.
[[nodiscard]] std::optional<team::PersonId> find_person(const workspace::Policy& policy,
                                                        std::string_view key);
[[nodiscard]] std::optional<team::PoolId> find_pool(const workspace::Policy& policy,
                                                    std::string_view key);
[[nodiscard]] std::string no_such_pool(const workspace::Policy& policy, std::string_view key);
// `?person=KEY` of a question why: 404 for somebody who is not in the live document.
[[nodiscard]] OrResponse<std::optional<team::PersonId>> person_asked_about(
    const http::Parameters& query, const workspace::Policy& policy);
// "there is no person "sara"; did you mean "sarah"?"
[[nodiscard]] std::string no_such_person(const workspace::Policy& policy, std::string_view key);

}  // namespace baton::api
