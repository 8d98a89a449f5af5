// What comes with a request, read and checked: its JSON body, its Idempotency-Key, the parameters
// of its query. Each gives the thing, or the response that says what is wrong with it.
#pragma once

#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "api/call.hpp"
#include "core/lead/raw.hpp"
#include "dispatch/request.hpp"
#include "http/message.hpp"
#include "http/uri.hpp"

namespace baton::api {

template <class T>
using OrResponse = std::expected<T, http::Response>;

// A JSON object. 415 for another type, 400 for what is not UTF-8 or not a JSON object.
[[nodiscard]] OrResponse<lead::RawMap> json_body(const http::Request& request);
// The same; no body at all is {}.
[[nodiscard]] OrResponse<lead::RawMap> json_body_or_nothing(const http::Request& request);

// 415 unless the Content-Type is one of `types`. `otherwise`: no Content-Type at all is fine.
[[nodiscard]] std::optional<http::Response> refuse_type(
    const http::RequestHead& head, std::initializer_list<std::string_view> types,
    bool may_be_absent = false);

// The response to an error of capture/: 400, or 413 for what is too large.
[[nodiscard]] http::Response capture_refusal(const Error& error);

// The Idempotency-Key with the hash of what it stands for: the path and the body. Nothing when
// there is none; 400 for one that is too long or not printable.
[[nodiscard]] OrResponse<std::optional<dispatch::Key>> idempotency_key(
    const Call& call, const http::Request& request);
[[nodiscard]] OrResponse<std::optional<std::string>> key_text(const http::RequestHead& head,
                                                              std::size_t most_bytes);

// The query, whose names must be among `known` and stand there once. 400.
[[nodiscard]] OrResponse<http::Parameters> query_of(const http::RequestHead& head,
                                                    std::initializer_list<std::string_view> known);
// A page's size: `limit`, 1 to kMaxPage. 400.
[[nodiscard]] OrResponse<std::size_t> page_limit(const http::Parameters& query);

}  // namespace baton::api
