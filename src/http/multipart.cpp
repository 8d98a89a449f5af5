#include "http/multipart.hpp"

#include "base/text.hpp"
#include "http/content_type.hpp"
#include "http/error.hpp"

namespace baton::http {
namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046, 5.1.1

// Parts are counted from 1 in messages.
std::unexpected<Error> bad(std::size_t part, std::string_view why) {
    return fail(HttpError::BadMultipart,
                "multipart/form-data, part " + std::to_string(part) + ": " + std::string(why));
}

// One header line of a part, into the part.
Result<void> read_header(Part& part, bool& has_name, std::string_view line, std::size_t number) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return bad(number, "a header line has no \"name:\"");
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (equals_ignoring_ascii_case(name, "content-disposition")) {
        const auto disposition = parse_disposition(value);
        if (!disposition || disposition->name != "form-data") {
            return bad(number, "Content-Disposition is not \"form-data; name=…\"");
        }
        const auto field = disposition->parameter("name");
        if (!field || has_name) return bad(number, "the part needs one name");
        has_name = true;
        part.name = *field;
        if (const auto file = disposition->parameter("filename")) {
            part.is_file = true;
            part.file_name = *file;
        }
    } else if (equals_ignoring_ascii_case(name, "content-type")) {
        part.content_type = value;
    } else if (equals_ignoring_ascii_case(name, "content-transfer-encoding")) {
        const std::string encoding = ascii_lower(value);
        if (encoding != "7bit" && encoding != "8bit" && encoding != "binary") {
            return bad(number, "Content-Transfer-Encoding \"" + encoding + "\" is not accepted");
        }
    }
    return {};
}

// A part's header lines and value, between two boundaries.
Result<Part> read_part(std::string_view text, std::size_t number) {
    Part part;
    part.content_type = "text/plain";
    bool has_name = false;
    std::size_t at = 0;
    for (;;) {
        const std::size_t end = text.find("\r\n", at);
        if (end == std::string_view::npos || end > kMaxPartHeader) {
            return bad(number,
                       "its header has no end within " + std::to_string(kMaxPartHeader) + " bytes");
        }
        const std::string_view line = text.substr(at, end - at);
        at = end + 2;
        if (line.empty()) break;
        if (auto read = read_header(part, has_name, line, number); !read) {
            return std::unexpected(read.error());
        }
    }
    if (!has_name) return bad(number, "Content-Disposition with a name is missing");
    part.value = text.substr(at);
    const bool readable = part.is_file || is_utf8(part.value);
    if (!readable || !is_utf8(part.name) || !is_utf8(part.file_name)) {
        return bad(number, "the text is not UTF-8");
    }
    return part;
}

// Where the first boundary's text ends; npos where there is none.
std::size_t after_first_boundary(std::string_view body, std::string_view delimiter) {
    if (body.starts_with(delimiter.substr(2))) return delimiter.size() - 2;
    const std::size_t at = body.find(delimiter);
    return at == std::string_view::npos ? at : at + delimiter.size();
}

}  // namespace

Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary,
                                          std::size_t most_parts) {
    if (boundary.empty() || boundary.size() > kMaxBoundary) {
        return fail(HttpError::BadMultipart,
                    "multipart/form-data: the boundary must have 1 to 70 characters");
    }
    const std::string delimiter = "\r\n--" + std::string(boundary);
    std::vector<Part> parts;
    std::size_t at = after_first_boundary(body, delimiter);
    if (at == std::string_view::npos) {
        return fail(HttpError::BadMultipart,
                    "multipart/form-data: the boundary does not occur in the body");
    }
    for (;;) {
        const std::size_t number = parts.size() + 1;
        if (body.substr(at).starts_with("--")) return parts;
        while (at < body.size() && (body[at] == ' ' || body[at] == '\t')) ++at;
        if (!body.substr(at).starts_with("\r\n")) {
            return bad(number, "no line end after the boundary");
        }
        if (parts.size() == most_parts) {
            return fail(HttpError::TooManyParts,
                        "multipart/form-data: more than " + std::to_string(most_parts) + " parts");
        }
        // A part without header lines and value begins at the line end that closes the boundary.
        const std::size_t start = at + 2;
        const std::size_t end = body.find(delimiter, at);
        if (end == std::string_view::npos) return bad(number, "no boundary after it");
        if (end < start) return bad(number, "Content-Disposition with a name is missing");
        auto part = read_part(body.substr(start, end - start), number);
        if (!part) return std::unexpected(part.error());
        parts.push_back(*std::move(part));
        at = end + delimiter.size();
    }
}

}  // namespace baton::http
