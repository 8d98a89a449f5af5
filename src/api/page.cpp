#include "api/page.hpp"

#include <fmt/format.h>

namespace baton::api {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

http::Response page(int status, std::string_view title, std::string_view words,
                    std::optional<std::string_view> button_words) {
    std::string button;
    if (button_words) {
        button = fmt::format("<form method=\"post\">\n<button>{}</button>\n</form>\n",
                             escaped(*button_words));
    }
    http::Response response = http::Response::html(
        status,
        fmt::format("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<title>{0}</title>\n<link rel=\"stylesheet\" href=\"/form.css\">\n</head>\n"
                    "<body>\n<main>\n<h1>{0}</h1>\n<p>{1}</p>\n{2}</main>\n</body>\n</html>\n",
                    escaped(title), escaped(words), button));
    response.headers.emplace_back("Content-Security-Policy", kPolicy);
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    return response;
}

}  // namespace baton::api
