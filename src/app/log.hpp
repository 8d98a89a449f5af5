// The program's log: one JSON object a line on standard error. Without secrets and without a lead's
// words. Any thread.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/instant.hpp"

namespace baton::app {

enum class LogLevel { Info, Warning, Error };

using LogField = std::pair<std::string_view, std::string_view>;

void log(LogLevel level, Instant at, std::string_view message,
         std::initializer_list<LogField> fields = {});

}  // namespace baton::app
