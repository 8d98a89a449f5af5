#include "api/api.hpp"

#include <utility>
#include <variant>

#include "api/call.hpp"
#include "api/routes.hpp"
#include "api/service.hpp"
#include "http/problem.hpp"
#include "http/uri.hpp"

namespace baton::api {
namespace {

// "/w/acme/v1/leads" in its workspace and the path behind it.
struct Split {
    std::string_view prefix;     // "/w/acme"; empty: none
    std::string_view workspace;  // as it stands in the path
    std::string_view path;
};

Split split_workspace(std::string_view path) {
    constexpr std::string_view kMark = "/w/";
    if (!path.starts_with(kMark)) return {{}, {}, path};
    const std::size_t end = path.find('/', kMark.size());
    if (end == std::string_view::npos || end == kMark.size()) return {{}, {}, path};
    return {path.substr(0, end), path.substr(kMark.size(), end - kMark.size()), path.substr(end)};
}

class Planner {
  public:
    Planner(Service& service, http::RequestHead& head) : service_(service), head_(head) {}

    http::BodyPlan plan() {
        const Split split = split_workspace(head_.path);
        auto found = service_.router.match(head_.method, split.path);
        if (std::holds_alternative<http::PathUnknown>(found)) {
            return refuse(http::problem_response(404,
                                                 "there is no such path; GET "
                                                 "/v1/openapi.json lists what there is"));
        }
        if (const auto* method = std::get_if<http::MethodUnknown>(&found)) {
            return refuse(http::problem_response(405, "this path knows " + method->allow)
                              .with("Allow", method->allow));
        }
        auto& match = std::get<http::RouteFound>(found);
        head_.route = match.route;
        const Route& route = routes()[match.route];
        if (!split.prefix.empty() && !route.in_workspace) {
            return refuse(http::problem_response(404, "this path stands outside workspaces"));
        }
        std::string workspace = http::decode_segment(split.workspace);
        auto admitted = service_.guard.admit(head_, {route.need, route.roles, workspace});
        if (auto* refusal = std::get_if<http::Response>(&admitted)) {
            return refuse(std::move(*refusal));
        }
        auto& caller = std::get<Caller>(admitted);
        if (workspace.empty()) {
            workspace = caller.workspace.empty()
                            ? service_.options.workspaces.default_workspace().workspace()
                            : caller.workspace;
        }
        if (!caller.workspace.empty() && workspace != caller.workspace) {
            return refuse(http::problem_response(
                403, "this token belongs to the workspace \"" + caller.workspace + "\""));
        }
        if (service_.options.workspaces.find(workspace) == nullptr) {
            return refuse(
                http::problem_response(404, "there is no workspace \"" + workspace + "\""));
        }
        std::vector<std::string> arguments(static_cast<std::size_t>(Left::Count));
        arguments.reserve(arguments.size() + match.arguments.size());
        const auto leave = [&](Left what, std::string text) {
            arguments[static_cast<std::size_t>(what)] = std::move(text);
        };
        leave(Left::Workspace, std::move(workspace));
        leave(Left::Actor, std::move(caller.actor));
        leave(Left::Prefix, std::string(split.prefix));
        leave(Left::Reach, std::string(1, static_cast<char>('0' + static_cast<int>(caller.reach))));
        leave(Left::Role, std::move(caller.role));
        leave(Left::Person, std::move(caller.person));
        if (caller.account) leave(Left::Account, format_uuid(*caller.account));
        if (caller.session) leave(Left::Session, std::string(bytes_of(*caller.session)));
        for (std::string& argument : match.arguments) arguments.push_back(std::move(argument));
        head_.arguments = std::move(arguments);
        return body_plan(route.body);
    }

  private:
    http::BodyPlan body_plan(BodySize size) const {
        const Limits& limits = service_.options.limits;
        switch (size) {
            case BodySize::None:
            case BodySize::Small:
                return {.limit = limits.body};
            case BodySize::Document:
                return {.limit = limits.document};
            case BodySize::Streamed:
                return {.stream = true, .limit = limits.batch};
        }
        return {};
    }

    http::BodyPlan refuse(http::Response response) {
        add_common_headers(response, request_id_of(head_, service_.id_prefix));
        service_.metrics.count(head_.route, response.status, Duration{});
        const bool is_batch =
            head_.route != http::kNoRoute && routes()[head_.route].body == BodySize::Streamed;
        return {.limit = is_batch ? service_.options.limits.batch : service_.options.limits.body,
                .refusal = std::move(response)};
    }

    Service& service_;
    http::RequestHead& head_;
};

}  // namespace

Api::Api(Options options) : service_(std::make_shared<Service>(std::move(options))) {}

Api::~Api() { stop(); }

void Api::stop() {
    service_->events.stop();
    service_->hashing.stop();
    service_->background.stop();
}

http::BodyPlan Api::plan(http::RequestHead& head) { return Planner(*service_, head).plan(); }

void Api::handle(http::Request&& request, http::Reply reply) {
    const Route& route = routes()[request.route];
    route.handle(Call(service_, request, std::move(reply)), request);
}

void Api::on_refused(const http::RequestHead& head, http::Response& answer) {
    add_common_headers(answer, request_id_of(head, service_->id_prefix));
}

void Api::handle_stream(http::Request&& request, http::BodyReader body, http::Reply reply) {
    const Route& route = routes()[request.route];
    route.handle_stream(Call(service_, request, std::move(reply)), request, std::move(body));
}

}  // namespace baton::api
