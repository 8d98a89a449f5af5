#include "app/completion.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace baton::app {
namespace {

std::string all_names(const std::vector<CommandNames>& commands) {
    std::vector<std::string> names;
    for (const CommandNames& command : commands) names.push_back(command.name);
    return join(names, " ");
}

// What stands between single quotes in a shell.
std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out;
}

std::string bash(const std::vector<CommandNames>& commands) {
    std::string script =
        "_baton() {\n    local cur=${COMP_WORDS[COMP_CWORD]}\n    COMPREPLY=()\n"
        "    if [[ $COMP_CWORD -eq 1 ]]; then\n";
    script +=
        fmt::format("        COMPREPLY=($(compgen -W '{}' -- \"$cur\"))\n        return\n    fi\n",
                    all_names(commands));
    script += "    local words=\n    case ${COMP_WORDS[1]} in\n";
    for (const CommandNames& command : commands) {
        script +=
            fmt::format("        {}) words='{}' ;;\n", command.name, join(command.options, " "));
    }
    script +=
        "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
        "    [[ $cur == -* ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n}\n"
        "complete -o filenames -F _baton baton\n";
    return script;
}

std::string zsh(const std::vector<CommandNames>& commands) {
    std::string script =
        "#compdef baton\n_baton() {\n    if (( CURRENT == 2 )); then\n"
        "        local -a commands=(\n";
    for (const CommandNames& command : commands) {
        script += fmt::format("            '{}:{}'\n", command.name, quoted(command.what));
    }
    script +=
        "        )\n        _describe command commands\n        return\n    fi\n"
        "    case $words[2] in\n";
    for (const CommandNames& command : commands) {
        script += fmt::format("        {}) compadd -- {}; _files ;;\n", command.name,
                              join(command.options, " "));
    }
    return script + "    esac\n}\ncompdef _baton baton\n";
}

std::string fish(const std::vector<CommandNames>& commands) {
    std::string script;
    for (const CommandNames& command : commands) {
        script += fmt::format("complete -c baton -n __fish_use_subcommand -f -a {} -d '{}'\n",
                              command.name, quoted(command.what));
        for (const std::string& option : command.options) {
            if (option.starts_with("--")) {
                script +=
                    fmt::format("complete -c baton -n '__fish_seen_subcommand_from {}' -l {}\n",
                                command.name, option.substr(2));
            } else {
                script +=
                    fmt::format("complete -c baton -n '__fish_seen_subcommand_from {}' -f -a {}\n",
                                command.name, option);
            }
        }
    }
    return script;
}

}  // namespace

std::string completion_script(std::string_view shell, const std::vector<CommandNames>& commands) {
    if (shell == "zsh") return zsh(commands);
    if (shell == "fish") return fish(commands);
    return bash(commands);
}

}  // namespace baton::app
