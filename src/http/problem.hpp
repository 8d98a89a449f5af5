// Problem: an error as application/problem+json (RFC 9457).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"

namespace baton::http {

// One of several things wrong with what was sent.
struct ProblemItem {
    std::string field = {};          // what is wrong: "email", "steps[2].person"; may be empty
    std::string detail = {};         // why, and the mend
    std::optional<int> line = {};    // 1-based, where the fault is in a text
    std::optional<int> column = {};  // 1-based
};

struct Problem {
    int status = 500;
    std::string type = {};                 // a URI; "about:blank" where empty
    std::string title = {};                // the status's reason where empty
    std::string detail = {};               // for people: what happened and the mend
    std::string field = {};                // the field that is wrong; left out where empty
    std::vector<ProblemItem> errors = {};  // left out where empty
};

// Text that is not UTF-8 is written with U+FFFD for what is broken. Cost: one pass.
[[nodiscard]] std::string problem_json(const Problem& problem);
[[nodiscard]] Response problem_response(const Problem& problem);
// The common short form.
[[nodiscard]] Response problem_response(int status, std::string detail, std::string field = {});
// What an error of BodyReader, parse_form or parse_multipart is answered with: 413, 408 or 400.
[[nodiscard]] Response problem_from_error(const Error& error);

}  // namespace baton::http
