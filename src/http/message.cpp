#include "http/message.hpp"

#include <array>

#include "base/text.hpp"

namespace baton::http {
namespace {

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
    switch (status) {
        case 100:
            return "Continue";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 203:
            return "Non-Authoritative Information";
        case 204:
            return "No Content";
        case 205:
            return "Reset Content";
        case 206:
            return "Partial Content";
        case 300:
            return "Multiple Choices";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 425:
            return "Too Early";
        case 426:
            return "Upgrade Required";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

}  // namespace baton::http
