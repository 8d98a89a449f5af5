// MediaType: a Content-Type field read: "multipart/form-data; boundary=x". Also reads the fields
// written alike, as Content-Disposition.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::http {

struct MediaType {
    std::string name;  // lower case: "application/json"; "form-data" for a disposition
    std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, unquoted

    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view lower_name) const;
    // "application/json" and all of "application/*+json".
    [[nodiscard]] bool is_json() const;
    // No charset, or UTF-8 (or its part US-ASCII) in any case.
    [[nodiscard]] bool is_utf8() const;
};

// type "/" subtype *( ";" name "=" value ), values as tokens or quoted strings. Nothing for
// anything else, or for a parameter given twice.
[[nodiscard]] std::optional<MediaType> parse_media_type(std::string_view text);
// token *( ";" … ), the same otherwise. In quoted values a backslash counts only before '"' and
// '\\', since browsers of old send file names of Windows as they are.
[[nodiscard]] std::optional<MediaType> parse_disposition(std::string_view text);

}  // namespace baton::http
