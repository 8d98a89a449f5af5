#include "http/response_writer.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace baton::http {
namespace {

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

// A line end in a value would let whoever wrote the value write fields of his own.
void append_value(std::string& out, std::string_view value) {
    const std::size_t start = out.size();
    out.append(value);
    for (std::size_t i = start; i < out.size(); ++i) {
        if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
    }
}

// These are the transport's alone, whatever a handler says.
bool is_ours(std::string_view name) {
    switch (name.size()) {
        case 4:
            return equals_ignoring_ascii_case(name, "date");
        case 10:
            return equals_ignoring_ascii_case(name, "connection");
        case 14:
            return equals_ignoring_ascii_case(name, "content-length");
        case 17:
            return equals_ignoring_ascii_case(name, "transfer-encoding");
        default:
            return false;
    }
}

void append_two_digits(std::string& out, std::int64_t number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

}  // namespace

void append_head(std::string& out, const Response& response, const HeadOptions& options) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out.append(reason_phrase(response.status));
    out.append("\r\nDate: ");
    out.append(options.date);
    out.append("\r\n");
    if (!response.content_type.empty()) {
        out.append("Content-Type: ");
        out.append(response.content_type.view());
        out.append("\r\n");
    }
    for (const auto& [name, value] : response.headers) {
        if (is_ours(name)) continue;
        append_value(out, name);
        out.append(": ");
        append_value(out, value);
        out.append("\r\n");
    }
    switch (options.framing) {
        case Framing::Length:
            out.append("Content-Length: ");
            append_number(out, options.length);
            out.append("\r\n");
            break;
        case Framing::Chunked:
            out.append("Transfer-Encoding: chunked\r\n");
            break;
        case Framing::UntilClose:
        case Framing::NoBody:
            break;
    }
    if (!options.keep_alive) {
        out.append("Connection: close\r\n");
    } else if (options.http_1_0) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

std::string http_date(Instant instant) {
    constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu",
                                                    "Fri", "Sat", "Sun"};
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t seconds = instant.to_seconds();
    std::int64_t days = seconds / 86400;
    if (seconds % 86400 < 0) --days;
    const std::int64_t of_day = seconds - days * 86400;
    const Date date = date_from_days(days);
    std::string out;
    out.reserve(29);
    out.append(kDays[static_cast<std::size_t>(weekday_from_days(days) - 1)]);
    out.append(", ");
    append_two_digits(out, date.day);
    out += ' ';
    out.append(kMonths[static_cast<std::size_t>(date.month - 1)]);
    out += ' ';
    append_two_digits(out, date.year / 100 % 100);
    append_two_digits(out, date.year % 100);
    out += ' ';
    append_two_digits(out, of_day / 3600);
    out += ':';
    append_two_digits(out, of_day / 60 % 60);
    out += ':';
    append_two_digits(out, of_day % 60);
    out.append(" GMT");
    return out;
}

}  // namespace baton::http
