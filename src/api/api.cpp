#include "api/api.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "api/answers.hpp"
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
        // Whoever may call for any workspace may also make one.
        const bool makes = route.makes_workspace && caller.workspace.empty();
        if (auto refusal = check_there(workspace, makes)) return refuse(*std::move(refusal));
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
    // Another node may have made it a moment ago: the store knows.
    std::optional<http::Response> check_there(const std::string& workspace, bool makes) const {
        dispatch::Directory& workspaces = service_.options.workspaces;
        if (makes || workspace == workspaces.default_workspace().workspace()) return std::nullopt;
        // One that was to be made, with a document that was refused, is open and not there.
        const dispatch::Held room = workspaces.find(workspace);
        if (room && room->writer->live()->version > 0) return std::nullopt;
        const auto head = service_.options.store.head(workspace);
        if (!head) return store_failed(head.error());
        if (head->seq > 0) return std::nullopt;
        return http::problem_response(404, "there is no workspace \"" + workspace + "\"");
    }

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
    Call call(service_, request, std::move(reply));
    if (call.room()) return route.handle(std::move(call), request);
    in_background(std::move(call), [&route, request = std::move(request)](Call asked) mutable {
        if (asked.enter(route.makes_workspace)) route.handle(std::move(asked), request);
    });
}

void Api::on_refused(const http::RequestHead& head, http::Response& answer) {
    add_common_headers(answer, request_id_of(head, service_->id_prefix));
}

void Api::handle_stream(http::Request&& request, http::BodyReader body, http::Reply reply) {
    const Route& route = routes()[request.route];
    Call call(service_, request, std::move(reply));
    if (call.room()) return route.handle_stream(std::move(call), request, std::move(body));
    in_background(std::move(call), [&route, request = std::move(request),
                                    body = std::move(body)](Call asked) mutable {
        if (asked.enter(false)) route.handle_stream(std::move(asked), request, std::move(body));
    });
}

}  // namespace baton::api
