// What reading a document found: an error or a warning, at its place, with a hint where one is
// known.
#pragma once

#include <cstdint>
#include <string>

namespace baton::workspace {

// Where in the document something stands; 1-based, column in code points.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

enum class Severity : std::uint8_t { Error = 1, Warning = 2 };

struct Finding {
    Severity severity = Severity::Error;
    Place place;
    std::string message;
    std::string hint;  // "did you mean …"; may be empty
    // Of warnings that can be shown on a lead: a word for the kind of them ("never-fires"), and the
    // lead as JSON where one was found.
    std::string code = {};
    std::string example = {};
};

// "FILE:LINE:COLUMN: message", a warning with "warning: " before its message, the hint in brackets
// behind, then "; for instance {…}" and "[code]" where there are such.
[[nodiscard]] std::string to_line(const Finding& finding);

}  // namespace baton::workspace
