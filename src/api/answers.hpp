// From what the writer answers to what the caller is told: statuses, problems, headers.
#pragma once

#include <functional>
#include <string>

#include "api/call.hpp"
#include "base/result.hpp"
#include "dispatch/request.hpp"
#include "http/message.hpp"

namespace baton::api {

// What make() of an Act may say besides desk::DeskError.
enum class ApiError : int {
    VersionMoved = 101,  // another document is live than the one that If-Match names
    BodyBroken = 102,    // a streamed body ended where it should not
};

// A desk's refusal as a problem: its type says which ("urn:baton:lead-is-over").
[[nodiscard]] http::Response refusal_of(const Error& error);
// A read that failed, an append that was refused: 503 with Retry-After.
[[nodiscard]] http::Response unavailable(std::string detail, int retry_after_seconds = 1);
[[nodiscard]] http::Response store_failed(const Error& error);
[[nodiscard]] http::Response no_such_lead();
// 503: nothing was published yet.
[[nodiscard]] http::Response no_document();

// The response to `answer`; notes for readiness whether the store writes.
[[nodiscard]] http::Response response_of(Service& service, dispatch::Answer answer);

// Submits `what` and answers the call with what comes of it.
struct Submission {
    decltype(dispatch::Request::what) what;
    std::optional<dispatch::Key> key = {};
    std::function<dispatch::Rendered(const dispatch::Done&)> render = {};
    // Has the last word on a response that went well; may be empty.
    std::move_only_function<void(http::Response&)> finish = {};
    // The same of one that did not.
    std::move_only_function<void(http::Response&)> finish_refusal = {};
};
void submit(Call call, Submission submission);

// Runs `job` in the background; 503 when too much waits there.
void in_background(Call call, std::move_only_function<void(Call)> job);

}  // namespace baton::api
