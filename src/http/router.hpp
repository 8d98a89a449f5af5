// Router: from a method and a path to a route's number. A tree over the path's segments; no regular
// expressions. A literal segment goes before a parameter, a parameter before a rest. Filled once,
// then immutable: any number of threads may match.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/message.hpp"

namespace baton::http {

struct RouteFound {
    std::uint32_t route;
    std::vector<std::string> arguments;  // decoded, in the order of the template
};
struct PathUnknown {};  // 404
struct MethodUnknown {  // 405
    std::string allow;  // for the Allow field: "GET, HEAD, POST"
};
using RouteResult = std::variant<RouteFound, PathUnknown, MethodUnknown>;

class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    // Adds a route and gives its number: 0, 1, 2 … A template is of the program's own making, so a
    // bad or doubled one is a broken invariant. "/v1/leads/{id}/acknowledge"; "{rest*}" as the last
    // segment takes all that follows, slashes too, and nothing. A parameter is never empty.
    std::uint32_t add(Method method, std::string_view path_template);

    // `path` as RequestHead::path has it. HEAD finds GET's route where it has none of its own.
    // Cost: one comparison or two a segment.
    [[nodiscard]] RouteResult match(Method method, std::string_view path) const;

    [[nodiscard]] std::size_t size() const { return names_.size(); }
    // The template as it was added: what metrics are labelled with.
    [[nodiscard]] std::string_view path_template(std::uint32_t route) const;
    [[nodiscard]] Method method(std::uint32_t route) const;

  private:
    struct Node;
    struct Name {
        Method method;
        std::string path_template;
    };
    std::unique_ptr<Node> root_;
    std::vector<Name> names_;
};

}  // namespace baton::http
