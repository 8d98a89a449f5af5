// multipart/form-data (RFC 7578), from a body held whole. Bounded in parts and in header bytes a
// part; a broken body is an error, never a guess.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace baton::http {

struct Part {
    std::string name;          // of the field; UTF-8
    std::string file_name;     // empty where the part is no file
    bool is_file = false;      // a filename was given, perhaps empty (no file was chosen)
    std::string content_type;  // as written; "text/plain" where the part has none
    std::string value;         // bytes; UTF-8 is checked for parts that are no files

    friend bool operator==(const Part&, const Part&) = default;
};

inline constexpr std::size_t kMaxParts = 1000;
inline constexpr std::size_t kMaxPartHeader = 4096;  // bytes

// Parts in their order. Errors: BadMultipart (no boundary after the last part, a part without a
// name, broken UTF-8, transfer encodings), TooManyParts. Cost: one pass over the body.
[[nodiscard]] Result<std::vector<Part>> parse_multipart(std::string_view body,
                                                        std::string_view boundary,
                                                        std::size_t most_parts = kMaxParts);

}  // namespace baton::http
