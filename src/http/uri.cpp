#include "http/uri.hpp"

#include "base/text.hpp"
#include "http/error.hpp"

namespace baton::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte of the escape that begins at `at`; -1 where it is broken.
int escape_at(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool has_dot_segment(std::string_view path) {
    if (path.find("/.") == std::string_view::npos) return false;
    for (const std::string_view segment : split(path, '/')) {
        if (segment == "." || segment == "..") return true;
    }
    return false;
}

// A name or a value of a form; the error says which pair (counted from 1).
Result<std::string> decode_form_text(std::string_view text, std::size_t pair) {
    auto decoded = percent_decode(text, true);
    if (!decoded) {
        return fail(HttpError::BadForm, "form field " + std::to_string(pair) +
                                            ": a % is not followed by two hexadecimal digits");
    }
    if (!is_utf8(*decoded)) {
        return fail(HttpError::BadForm,
                    "form field " + std::to_string(pair) + ": the text is not UTF-8");
    }
    return *std::move(decoded);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int byte = escape_at(text, i);
            if (byte < 0) return std::nullopt;
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

std::optional<std::string> normal_path(std::string_view raw_path) {
    if (!raw_path.starts_with('/')) return std::nullopt;
    std::string path;
    path.reserve(raw_path.size());
    bool plain = true;
    for (std::size_t i = 0; i < raw_path.size(); ++i) {
        char c = raw_path[i];
        if (c == '%') {
            const int byte = escape_at(raw_path, i);
            if (byte < 0) return std::nullopt;
            c = static_cast<char>(byte);
            i += 2;
            if (c == '/' || c == '%') {
                path += c == '/' ? "%2F" : "%25";
                continue;
            }
        }
        if (is_control(c)) return std::nullopt;
        plain = plain && static_cast<unsigned char>(c) < 0x80;
        path += c;
    }
    if (has_dot_segment(path) || (!plain && !is_utf8(path))) return std::nullopt;
    return path;
}

std::string decode_segment(std::string_view segment) {
    // What a normal path still has encoded is well-formed by construction.
    if (segment.find('%') == std::string_view::npos) return std::string(segment);
    return percent_decode(segment).value_or(std::string(segment));
}

Result<Parameters> parse_form(std::string_view text, std::size_t most) {
    Parameters parameters;
    if (text.empty()) return parameters;
    for (const std::string_view piece : split(text, '&')) {
        if (piece.empty()) continue;
        if (parameters.size() == most) {
            return fail(HttpError::TooManyParts,
                        "the form has more than " + std::to_string(most) + " fields");
        }
        const std::size_t equals = piece.find('=');
        const std::size_t number = parameters.size() + 1;
        auto name = decode_form_text(piece.substr(0, equals), number);
        if (!name) return std::unexpected(name.error());
        auto value = decode_form_text(
            equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1),
            number);
        if (!value) return std::unexpected(value.error());
        parameters.emplace_back(*std::move(name), *std::move(value));
    }
    return parameters;
}

std::optional<std::string_view> find_parameter(const Parameters& parameters,
                                               std::string_view name) {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    return std::nullopt;
}

}  // namespace baton::http
