#include "http/message.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace baton::http {
namespace {

struct Phrase {
    int status;
    std::string_view words;
};
// RFC 9110 and 6585, by number.
constexpr auto kPhrases = std::to_array<Phrase>({
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
});
static_assert(std::ranges::is_sorted(kPhrases, {}, &Phrase::status));

constexpr std::array<std::string_view, kMethods> kMethodNames{
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "OTHER"};

}  // namespace

std::string_view method_name(Method method) {
    return kMethodNames[static_cast<std::size_t>(method)];
}

Method method_from(std::string_view name) {
    for (std::size_t i = 0; i + 1 < kMethods; ++i) {
        if (kMethodNames[i] == name) return static_cast<Method>(i);
    }
    return Method::Other;
}

void Headers::add(std::string_view name, std::string_view value) {
    if (fields_.capacity() == 0) fields_.reserve(16);
    if (text_.capacity() < 512) text_.reserve(512);
    Field field{};
    field.name_at = static_cast<std::uint32_t>(text_.size());
    field.name_size = static_cast<std::uint32_t>(name.size());
    text_.append(name);
    field.value_at = static_cast<std::uint32_t>(text_.size());
    field.value_size = static_cast<std::uint32_t>(value.size());
    text_.append(value);
    fields_.push_back(field);
}

void Headers::clear() {
    text_.clear();
    fields_.clear();
}

std::string_view Headers::name(std::size_t index) const {
    const Field& field = fields_[index];
    return std::string_view(text_).substr(field.name_at, field.name_size);
}

std::string_view Headers::value(std::size_t index) const {
    const Field& field = fields_[index];
    return std::string_view(text_).substr(field.value_at, field.value_size);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (fields_[i].name_size == name.size() &&
            equals_ignoring_ascii_case(this->name(i), name)) {
            return value(i);
        }
    }
    return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (equals_ignoring_ascii_case(this->name(i), name)) ++found;
    }
    return found;
}

Response Response::json(int status, std::string body) {
    return {.status = status, .content_type = "application/json", .body = std::move(body)};
}

Response Response::text(int status, std::string body) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

Response Response::html(int status, std::string body) {
    return {.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
}

Response Response::empty(int status) { return {.status = status}; }

Response Response::redirect(std::string location, int status) {
    Response response = empty(status);
    response.headers.emplace_back("Location", std::move(location));
    return response;
}

Response Response::with(std::string name, std::string value) && {
    headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
}

std::optional<std::string_view> Response::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (equals_ignoring_ascii_case(key, name)) return value;
    }
    return std::nullopt;
}

std::string_view reason_phrase(int status) {
    const auto found = std::ranges::lower_bound(kPhrases, status, {}, &Phrase::status);
    return found != kPhrases.end() && found->status == status ? found->words : "Unknown";
}

}  // namespace baton::http
