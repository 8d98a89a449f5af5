#include "app/log.hpp"

#include <cstdio>
#include <string>

#include "base/text.hpp"

namespace baton::app {

void log(LogLevel level, Instant at, std::string_view message,
         std::initializer_list<LogField> fields) {
    std::string line = "{\"at\":\"" + format_time(at) + "\",\"level\":\"";
    switch (level) {
        case LogLevel::Info:
            line += "info";
            break;
        case LogLevel::Warning:
            line += "warning";
            break;
        case LogLevel::Error:
            line += "error";
            break;
    }
    line += "\",\"message\":";
    append_json_string(line, message);
    for (const auto& [name, value] : fields) {
        line += ',';
        append_json_string(line, name);
        line += ':';
        append_json_string(line, value);
    }
    line += "}\n";
    // One call, so that lines of several threads do not mix.
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace baton::app
