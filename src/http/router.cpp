#include "http/router.hpp"

#include <algorithm>
#include <optional>

#include "base/check.hpp"
#include "http/uri.hpp"

namespace baton::http {
namespace {

// A template's literal segments are compared with those of normal paths, so they look alike.
bool is_plain(std::string_view segment) {
    return segment.find_first_of("{}%?#*") == std::string_view::npos;
}

// The first segment of `rest`, which begins with '/'; `rest` moves past it.
std::string_view take_segment(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    const std::string_view segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    return segment;
}

constexpr std::array<std::uint32_t, kMethods> no_routes() {
    std::array<std::uint32_t, kMethods> routes{};
    routes.fill(kNoRoute);
    return routes;
}

}  // namespace

struct Router::Node {
    // Sorted by text.
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> parameter;
    std::unique_ptr<Node> rest;  // always a leaf
    std::array<std::uint32_t, kMethods> routes = no_routes();
    bool is_end = false;  // some method has a route here

    [[nodiscard]] const Node* find_literal(std::string_view segment) const {
        const auto at = std::lower_bound(
            literals.begin(), literals.end(), segment,
            [](const auto& entry, std::string_view key) { return entry.first < key; });
        return at != literals.end() && at->first == segment ? at->second.get() : nullptr;
    }

    Node& literal(std::string_view segment) {
        const auto at = std::lower_bound(
            literals.begin(), literals.end(), segment,
            [](const auto& entry, std::string_view key) { return entry.first < key; });
        if (at != literals.end() && at->first == segment) return *at->second;
        return *literals.emplace(at, std::string(segment), std::make_unique<Node>())->second;
    }

    // The end that `rest` leads to, its arguments put behind those of `arguments`.
    [[nodiscard]] const Node* walk(std::string_view rest_of_path,
                                   std::vector<std::string_view>& arguments) const {
        if (rest_of_path.empty()) return is_end ? this : nullptr;
        std::string_view after = rest_of_path;
        const std::string_view segment = take_segment(after);
        if (const Node* next = find_literal(segment)) {
            if (const Node* end = next->walk(after, arguments)) return end;
        }
        if (parameter && !segment.empty()) {
            arguments.push_back(segment);
            if (const Node* end = parameter->walk(after, arguments)) return end;
            arguments.pop_back();
        }
        if (rest) {
            arguments.push_back(rest_of_path.substr(1));
            return rest.get();
        }
        return nullptr;
    }

    [[nodiscard]] std::string allow() const {
        std::string out;
        for (std::size_t i = 0; i < kMethods; ++i) {
            const auto method = static_cast<Method>(i);
            const bool by_get =
                method == Method::Head && routes[static_cast<std::size_t>(Method::Get)] != kNoRoute;
            if (routes[i] == kNoRoute && !by_get) continue;
            if (!out.empty()) out += ", ";
            out += method_name(method);
        }
        return out;
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

std::uint32_t Router::add(Method method, std::string_view path_template) {
    BATON_CHECK(path_template.starts_with('/'));
    BATON_CHECK(method != Method::Other);
    Node* node = root_.get();
    for (std::string_view left = path_template; !left.empty();) {
        const std::string_view segment = take_segment(left);
        if (is_plain(segment)) {
            node = &node->literal(segment);
            continue;
        }
        BATON_CHECK(segment.size() >= 3 && segment.front() == '{' && segment.back() == '}');
        const bool is_rest = segment[segment.size() - 2] == '*';
        BATON_CHECK(segment != "{*}");
        BATON_CHECK(is_plain(segment.substr(1, segment.size() - (is_rest ? 3 : 2))));
        BATON_CHECK(!is_rest || left.empty());
        std::unique_ptr<Node>& next = is_rest ? node->rest : node->parameter;
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    const auto route = static_cast<std::uint32_t>(names_.size());
    std::uint32_t& slot = node->routes[static_cast<std::size_t>(method)];
    BATON_CHECK(slot == kNoRoute);
    slot = route;
    node->is_end = true;
    names_.push_back({method, std::string(path_template)});
    return route;
}

RouteResult Router::match(Method method, std::string_view path) const {
    if (!path.starts_with('/')) return PathUnknown{};
    std::vector<std::string_view> segments;
    const Node* end = root_->walk(path, segments);
    if (end == nullptr) return PathUnknown{};
    std::uint32_t route = end->routes[static_cast<std::size_t>(method)];
    if (route == kNoRoute && method == Method::Head) {
        route = end->routes[static_cast<std::size_t>(Method::Get)];
    }
    if (route == kNoRoute) return MethodUnknown{end->allow()};
    RouteFound found{route, {}};
    found.arguments.reserve(segments.size());
    for (const std::string_view segment : segments) {
        found.arguments.push_back(decode_segment(segment));
    }
    return found;
}

std::string_view Router::path_template(std::uint32_t route) const {
    return names_[route].path_template;
}

Method Router::method(std::uint32_t route) const { return names_[route].method; }

}  // namespace baton::http
