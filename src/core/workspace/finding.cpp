#include "core/workspace/finding.hpp"

#include <fmt/format.h>

namespace baton::workspace {

std::string to_line(const Finding& finding) {
    std::string line =
        fmt::format("{}:{}:{}: {}{}", finding.place.file, finding.place.line, finding.place.column,
                    finding.severity == Severity::Warning ? "warning: " : "", finding.message);
    if (!finding.hint.empty()) line += " (" + finding.hint + ")";
    if (!finding.example.empty()) line += "; for instance " + finding.example;
    if (!finding.code.empty()) line += " [" + finding.code + "]";
    return line;
}

}  // namespace baton::workspace
