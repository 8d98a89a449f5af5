// What loading needs from outside, made small for tests: a few zones, a suffix list by rule, files
// in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lead/suffixes_for_tests.hpp"
#include "core/team/zones_for_tests.hpp"
#include "core/workspace/load.hpp"

namespace baton::workspace::testing {

class Outside {
  public:
    LoadContext context() {
        return {zones_, suffixes_,
                [this](std::string_view path) -> Result<std::string> {
                    const auto it = files.find(path);
                    if (it != files.end()) return it->second;
                    return std::unexpected(Error{1, "there is no such file"});
                },
                nullptr};
    }
    Loaded load(std::string_view text) { return workspace::load(text, "w.yaml", context()); }
    // "LINE:COLUMN: message" of each finding; those in other files with their names before.
    std::vector<std::string> findings(std::string_view text) {
        std::vector<std::string> lines;
        for (const Finding& finding : load(text).findings) {
            std::string line = to_line(finding);
            constexpr std::string_view kFile = "w.yaml:";
            lines.push_back(line.starts_with(kFile) ? line.substr(kFile.size()) : line);
        }
        return lines;
    }

    std::map<std::string, std::string, std::less<>> files;

  private:
    team::testing::FewZones zones_;
    lead::FewSuffixes suffixes_;
};

}  // namespace baton::workspace::testing
