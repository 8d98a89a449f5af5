#include "http/problem.hpp"

#include "base/text.hpp"
#include "http/error.hpp"

namespace baton::http {
namespace {

// Each byte that belongs to no well-formed sequence becomes U+FFFD.
std::string repaired(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t length = 1;
        while (length <= 4 && i + length <= text.size() && !is_utf8(text.substr(i, length)))
            ++length;
        if (length > 4 || i + length > text.size()) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out += text.substr(i, length);
            i += length;
        }
    }
    return out;
}

void append_text(std::string& out, std::string_view text) {
    if (is_utf8(text)) {
        append_json_string(out, text);
    } else {
        append_json_string(out, repaired(text));
    }
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    append_text(out, text);
}

void append_member(std::string& out, std::string_view name, int number) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    out += std::to_string(number);
}

void append_item(std::string& out, const ProblemItem& item) {
    out += '{';
    if (!item.field.empty()) append_member(out, "field", item.field);
    append_member(out, "detail", item.detail);
    if (item.line) append_member(out, "line", *item.line);
    if (item.column) append_member(out, "column", *item.column);
    out += '}';
}

}  // namespace

std::string problem_json(const Problem& problem) {
    std::string out = "{";
    append_member(out, "type", problem.type.empty() ? "about:blank" : problem.type);
    append_member(
        out, "title",
        problem.title.empty() ? reason_phrase(problem.status) : std::string_view(problem.title));
    append_member(out, "status", problem.status);
    if (!problem.detail.empty()) append_member(out, "detail", problem.detail);
    if (!problem.field.empty()) append_member(out, "field", problem.field);
    if (!problem.errors.empty()) {
        out += ",\"errors\":[";
        for (const ProblemItem& item : problem.errors) {
            if (out.back() != '[') out += ',';
            append_item(out, item);
        }
        out += ']';
    }
    out += '}';
    return out;
}

Response problem_response(const Problem& problem) {
    return {.status = problem.status,
            .content_type = "application/problem+json",
            .body = problem_json(problem)};
}

Response problem_response(int status, std::string detail, std::string field) {
    Problem problem;
    problem.status = status;
    problem.detail = std::move(detail);
    problem.field = std::move(field);
    return problem_response(problem);
}

Response problem_from_error(const Error& error) {
    if (error.code == static_cast<int>(HttpError::BodyTooLarge)) {
        return problem_response(413, error.message);
    }
    if (error.code == static_cast<int>(HttpError::TimedOut)) {
        return problem_response(408, error.message);
    }
    return problem_response(400, error.message);
}

}  // namespace baton::http
