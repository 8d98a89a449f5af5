// The parts of a multipart/form-data body (RFC 7578).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace baton::capture {

struct Part {
    std::string name;
    std::string_view content;  // inside the body
    bool is_file = false;      // it carries a file name
};

// The body must outlive the parts. BadForm where the boundary is missing, a part has no name, or
// the body ends before its last boundary; TooLarge over kMaxFormFields.
[[nodiscard]] Result<std::vector<Part>> parse_multipart(std::string_view body,
                                                        std::string_view content_type);

}  // namespace baton::capture
