#include "capture/multipart.hpp"

#include <optional>

#include "base/text.hpp"
#include "capture/error.hpp"
#include "capture/limits.hpp"

namespace baton::capture {
namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046
constexpr std::size_t kMaxPartHeader = 4096;

// The value of a parameter of a header: `form-data; name="a b"; filename=x`. Browsers escape a
// quote in a name as %22, others with a backslash.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
    std::size_t at = header.find(';');
    while (at != std::string_view::npos && at < header.size()) {
        header = trim(header.substr(at + 1));
        const std::size_t equals = header.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const bool found = equals_ignoring_ascii_case(trim(header.substr(0, equals)), wanted);
        header = trim(header.substr(equals + 1));
        std::string value;
        if (header.starts_with('"')) {
            std::size_t i = 1;
            for (; i < header.size() && header[i] != '"'; ++i) {
                if (header[i] == '\\' && i + 1 < header.size()) ++i;
                if (header.substr(i).starts_with("%22")) {
                    value += '"';
                    i += 2;
                } else {
                    value += header[i];
                }
            }
            if (i >= header.size()) return std::nullopt;
            at = header.find(';', i);
        } else {
            at = header.find(';');
            value = std::string(trim(header.substr(0, at)));
        }
        if (found) return value;
    }
    return std::nullopt;
}

std::unexpected<Error> bad(std::string what, std::string_view body, std::string_view rest) {
    return fail(CaptureError::BadForm, std::move(what) + " (at byte " +
                                           std::to_string(body.size() - rest.size() + 1) + ")");
}

// Reads the headers of a part; nothing when it has no Content-Disposition with a name.
std::optional<Part> read_headers(std::string_view headers) {
    while (!headers.empty()) {
        const std::size_t end = headers.find("\r\n");
        const std::string_view line = headers.substr(0, end);
        headers = end == std::string_view::npos ? std::string_view{} : headers.substr(end + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (!equals_ignoring_ascii_case(trim(line.substr(0, colon)), "content-disposition"))
            continue;
        auto name = parameter(line.substr(colon + 1), "name");
        if (!name) return std::nullopt;
        const bool file = parameter(line.substr(colon + 1), "filename").has_value() ||
                          parameter(line.substr(colon + 1), "filename*").has_value();
        return Part{.name = *std::move(name), .content = {}, .is_file = file};
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view content_type) {
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary) {
        return fail(CaptureError::BadForm,
                    "Content-Type: multipart/form-data needs a boundary of at most 70 characters");
    }
    const std::string opening = "--" + *boundary;
    const std::string between = "\r\n" + opening;
    std::vector<Part> parts;
    std::string_view rest = body;
    // What stands before the first boundary is for people.
    if (rest.starts_with(opening)) {
        rest.remove_prefix(opening.size());
    } else if (const std::size_t first = rest.find(between); first != std::string_view::npos) {
        rest.remove_prefix(first + between.size());
    } else {
        return bad("the boundary that Content-Type names is not in the body", body, rest);
    }
    while (!rest.starts_with("--")) {
        // Blanks may follow a boundary.
        const std::size_t line = rest.find("\r\n");
        if (line == std::string_view::npos || !trim(rest.substr(0, line)).empty()) {
            return bad("the body ends before its last boundary", body, rest);
        }
        rest.remove_prefix(line);
        const std::size_t blank = rest.find("\r\n\r\n");
        if (blank == std::string_view::npos || blank > kMaxPartHeader) {
            return bad("the headers of a part do not end", body, rest);
        }
        auto part = read_headers(blank == 0 ? std::string_view{} : rest.substr(2, blank - 2));
        if (!part) return bad("a part has no Content-Disposition with a name", body, rest);
        rest.remove_prefix(blank + 2);
        const std::size_t end = rest.find(between);
        if (end == std::string_view::npos) {
            return bad("the body ends before its last boundary", body, rest);
        }
        // An empty part's boundary begins with the line end that closes its headers.
        part->content = end == 0 ? std::string_view{} : rest.substr(2, end - 2);
        rest.remove_prefix(end + between.size());
        parts.push_back(*std::move(part));
        if (parts.size() > kMaxFormFields) {
            return fail(CaptureError::TooLarge,
                        "the form has more than " + std::to_string(kMaxFormFields) + " fields");
        }
    }
    return parts;
}

}  // namespace baton::capture
