#include "api/page.hpp"
#include "deliver/notify/clean.hpp"

#include <fmt/format.h>

namespace baton::api {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

}  // namespace

http::Response page(int status, std::string_view title, std::string_view words,
                    std::optional<std::string_view> button_words) {
    std::string button;
    if (button_words) {
        button = fmt::format("<form method=\"post\">\n<button>{}</button>\n</form>\n",
                             deliver::escape_html(*button_words));
    }
    http::Response response = http::Response::html(
        status,
        fmt::format("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<title>{0}</title>\n<link rel=\"stylesheet\" href=\"/form.css\">\n</head>\n"
                    "<body>\n<main>\n<h1>{0}</h1>\n<p>{1}</p>\n{2}</main>\n</body>\n</html>\n",
                    deliver::escape_html(title), deliver::escape_html(words), button));
    response.headers.emplace_back("Content-Security-Policy", kPolicy);
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    return response;
}

}  // namespace baton::api
