// Holds answers to openapi.json: the path, the method, the status and the content type are
// documented, and the body is what its schema says, with no member that the schema does not name.
#pragma once

#include <string>
#include <string_view>

#include "http/client.hpp"
#include "http/message.hpp"

namespace baton::api::testing {

// What is wrong with an answer; empty: nothing. `target` as it was sent.
[[nodiscard]] std::string openapi_complaint(http::Method method, std::string_view target,
                                            const http::ClientResponse& response);

}  // namespace baton::api::testing
