#include "api/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/body_fields.hpp"
#include "api/limits.hpp"
#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/json.hpp"
#include "http/content_type.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

std::unexpected<http::Response> refused(int status, std::string detail, std::string field = {}) {
    return std::unexpected(http::problem_response(status, std::move(detail), std::move(field)));
}

}  // namespace

std::optional<http::Response> refuse_type(const http::RequestHead& head,
                                          std::initializer_list<std::string_view> types,
                                          bool may_be_absent) {
    const auto given = head.header("Content-Type");
    if (!given && may_be_absent) return std::nullopt;
    const auto type = given ? http::parse_media_type(*given) : std::nullopt;
    if (type && type->is_utf8()) {
        for (const std::string_view wanted : types) {
            if (type->name == wanted || (wanted == "application/json" && type->is_json())) {
                return std::nullopt;
            }
        }
    }
    std::string list;
    for (const std::string_view wanted : types) {
        list += (list.empty() ? "" : ", ") + std::string(wanted);
    }
    std::string detail;
    if (!given) {
        detail = "the request has no Content-Type; accepted here: " + list;
    } else if (type && !type->is_utf8()) {
        detail = "only UTF-8 is read; accepted here: " + list;
    } else {
        detail = fmt::format("{} is not read here; accepted: {}",
                             type ? type->name : "this Content-Type", list);
    }
    return http::problem_response(415, std::move(detail), "Content-Type");
}

http::Response capture_refusal(const Error& error) {
    return http::problem_response(400, error.message);
}

OrResponse<lead::RawMap> json_body(const http::Request& request) {
    const auto type = request.header("Content-Type");
    if (!type || *type != "application/json") {  // the common case needs no parsing
        if (auto refusal = refuse_type(request, {"application/json"})) {
            return std::unexpected(std::move(*refusal));
        }
    }
    auto parsed = capture::parse_json_lead(request.body);
    if (!parsed) return std::unexpected(capture_refusal(parsed.error()));
    return *std::move(parsed);
}

OrResponse<lead::RawMap> json_body_or_nothing(const http::Request& request) {
    if (request.body.empty()) return lead::RawMap{};
    return json_body(request);
}

OrResponse<std::optional<std::string>> key_text(const http::RequestHead& head,
                                                std::size_t most_bytes) {
    const auto key = head.header("Idempotency-Key");
    if (!key) return std::optional<std::string>();
    if (head.headers.count("Idempotency-Key") > 1) {
        return refused(400, "Idempotency-Key stands there twice", "Idempotency-Key");
    }
    const bool is_printable =
        std::ranges::all_of(*key, [](char c) { return c >= ' ' && c <= '~'; });
    if (key->empty() || key->size() > most_bytes || !is_printable) {
        return refused(
            400,
            fmt::format("an Idempotency-Key is 1 to {} printable ASCII characters", most_bytes),
            "Idempotency-Key");
    }
    return std::optional<std::string>(*key);
}

OrResponse<std::optional<dispatch::Key>> idempotency_key(const Call& call,
                                                         const http::Request& request) {
    auto text = key_text(request, kMaxKeyBytes);
    if (!text) return std::unexpected(std::move(text.error()));
    if (!*text) return std::optional<dispatch::Key>();
    const std::string_view path = std::string_view(request.path).substr(call.prefix().size());
    const std::array<std::string_view, 3> pieces{path, std::string_view("\0", 1), request.body};
    return std::optional<dispatch::Key>({**std::move(text), sha256(pieces)});
}

OrResponse<http::Parameters> query_of(const http::RequestHead& head,
                                      std::initializer_list<std::string_view> known) {
    auto query = http::query_parameters(head.query);
    if (!query) return refused(400, query.error().message);
    const std::vector<std::string_view> names(known);
    for (const auto& [name, value] : *query) {
        if (std::ranges::find(names, name) == names.end()) {
            return refused(
                400,
                with_nearest(fmt::format("there is no parameter \"{}\" here", name), name, names),
                name);
        }
        if (std::ranges::count(*query, name, [](const auto& pair) { return pair.first; }) > 1) {
            return refused(400, fmt::format("the parameter \"{}\" stands there twice", name), name);
        }
    }
    return *std::move(query);
}

OrResponse<std::size_t> page_limit(const http::Parameters& query) {
    const auto text = http::find_parameter(query, "limit");
    if (!text) return kDefaultPage;
    const auto number = parse_integer(*text);
    if (!number || *number < 1 || *number > static_cast<std::int64_t>(kMaxPage)) {
        return refused(400, fmt::format("\"limit\" is a number from 1 to {}", kMaxPage), "limit");
    }
    return static_cast<std::size_t>(*number);
}

}  // namespace baton::api
