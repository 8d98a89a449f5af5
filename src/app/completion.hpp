// Shell completion scripts, made from the command line's own names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::app {

struct CommandNames {
    std::string name;
    std::string what;
    std::vector<std::string> options;  // and the names of its own commands
};

// `shell` is bash, zsh or fish.
[[nodiscard]] std::string completion_script(std::string_view shell,
                                            const std::vector<CommandNames>& commands);

}  // namespace baton::app
