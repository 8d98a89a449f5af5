#include "app/remote.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "app/system.hpp"
#include "app/wiring.hpp"

namespace baton::app {
namespace json = boost::json;

Result<Remote> Remote::connect(const RemoteOptions& options) {
    std::string token = options.token;
    if (token.empty()) token = environment_variable("BATON_TOKEN").value_or("");
    std::string where =
        options.server.empty() ? "unix:" + socket_path(options.data) : options.server;
    constexpr std::string_view kHttp = "http://";
    if (where.starts_with(kHttp)) where.erase(0, kHttp.size());
    while (where.ends_with('/')) where.pop_back();
    auto address = http::parse_address(where);
    if (!address) return std::unexpected(address.error());
    return Remote(http::Client(std::move(*address)), std::move(token));
}

Result<std::optional<Remote>> Remote::running(const RemoteOptions& options) {
    std::error_code ignored;
    const bool is_named = !options.server.empty();
    if (!is_named && !std::filesystem::exists(socket_path(options.data), ignored)) {
        return std::nullopt;
    }
    auto remote = connect(options);
    if (!remote) return std::unexpected(remote.error());
    // A killed server leaves its socket behind.
    if (!is_named && !remote->send(http::Method::Get, "/healthz")) return std::nullopt;
    return *std::move(remote);
}

Result<http::ClientResponse> Remote::send(
    http::Method method, std::string target, std::string body,
    std::vector<std::pair<std::string, std::string>> headers) {
    if (!token_.empty()) headers.emplace_back("Authorization", "Bearer " + token_);
    return client_.send({method, std::move(target), std::move(headers), std::move(body)});
}

Result<http::ClientResponse> Remote::listen(std::string target,
                                            std::function<bool(std::string_view piece)> on_piece) {
    http::ClientRequest request{http::Method::Get, std::move(target)};
    if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
    request.time_limit = Duration::hours(1);
    request.on_piece = std::move(on_piece);
    return client_.send(request);
}

std::string problem_words(const http::ClientResponse& response, std::string_view file) {
    boost::system::error_code error;
    const json::value parsed = json::parse(response.body, error);
    if (error || !parsed.is_object()) {
        return fmt::format("the server answered {}", response.status);
    }
    const json::object& problem = parsed.get_object();
    const auto text = [](const json::object& object, std::string_view key) {
        const json::value* value = object.if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                      : std::string();
    };
    std::string words = text(problem, "detail");
    if (words.empty()) words = text(problem, "title");
    if (const json::value* errors = problem.if_contains("errors"); errors && errors->is_array()) {
        for (const json::value& item : errors->get_array()) {
            if (!item.is_object()) continue;
            const json::value* line = item.get_object().if_contains("line");
            const json::value* column = item.get_object().if_contains("column");
            words += '\n';
            if (line != nullptr && line->is_int64()) {
                if (!file.empty()) words += fmt::format("{}:", file);
                words += fmt::format("{}:", line->get_int64());
                if (column != nullptr && column->is_int64()) {
                    words += fmt::format("{}:", column->get_int64());
                }
                words += ' ';
            }
            words += text(item.get_object(), "detail");
        }
    }
    return words;
}

}  // namespace baton::app
