#include "api/call.hpp"

#include <algorithm>
#include <utility>

#include "api/answers.hpp"
#include "api/service.hpp"
#include "http/problem.hpp"

namespace baton::api {

Call::Call(std::shared_ptr<Service> service, http::RequestHead& head, http::Reply reply)
    : service_(std::move(service)),
      room_(service_->options.workspaces.find(head.arguments[0])),
      arguments_(std::move(head.arguments)),
      request_id_(request_id_of(head, service_->id_prefix)),
      route_(head.route),
      began_(service_->options.clock.now()),
      reply_(std::move(reply)) {}

Call::~Call() {
    if (!service_ || !reply_.is_pending()) return;
    answer(http::problem_response(503, "the server is stopping").with("Retry-After", "1"));
}

access::Reach Call::reach() const {
    return static_cast<access::Reach>(left(Left::Reach).front() - '0');
}

access::Sight Call::sight(const workspace::Policy& policy) const {
    return access::sight_of(policy, reach(), person());
}

std::optional<Digest> Call::session() const {
    Digest hash{};
    const std::string& bytes = left(Left::Session);
    if (bytes.size() != hash.size()) return std::nullopt;
    std::ranges::copy(bytes, hash.begin());
    return hash;
}

bool Call::enter(bool makes) {
    dispatch::Directory& workspaces = service_->options.workspaces;
    auto room =
        makes ? workspaces.make_workspace(workspace()) : workspaces.open_workspace(workspace());
    if (!room) {
        answer(unavailable("the workspace cannot be opened: " + room.error().message));
        return false;
    }
    if (!*room) {
        refuse(404, "there is no workspace \"" + workspace() + "\"");
        return false;
    }
    room_ = std::move(*room);
    return true;
}

void Call::finish(http::Response& response) const {
    add_common_headers(response, request_id_);
    service_->metrics.count(route_, response.status, service_->options.clock.now() - began_);
}

void Call::answer(http::Response response) {
    finish(response);
    reply_(std::move(response));
}

void Call::refuse(int status, std::string detail, std::string field) {
    answer(http::problem_response(status, std::move(detail), std::move(field)));
}

http::Stream Call::stream(http::Response head, http::StreamKind kind) {
    finish(head);
    return reply_.start_stream(std::move(head), kind);
}

void add_common_headers(http::Response& response, std::string_view request_id) {
    response.headers.reserve(response.headers.size() + 3);
    if (!response.header("Cache-Control")) {
        response.headers.emplace_back("Cache-Control", "no-store");
    }
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("X-Request-Id", request_id);
}

std::string request_id_of(const http::RequestHead& head, std::string_view own_prefix) {
    const auto given = head.header("X-Request-Id");
    const bool is_fit = given && !given->empty() && given->size() <= kMaxRequestIdBytes &&
                        std::ranges::all_of(*given, [](char c) {
                            return c > ' ' && c <= '~' && c != '"' && c != '\\';
                        });
    if (is_fit) return std::string(*given);
    return std::string(own_prefix) + std::to_string(head.id);
}

}  // namespace baton::api
