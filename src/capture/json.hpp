// JSON bodies and JSON lines into raw leads. The one place of the folder that speaks to a JSON
// library. Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/lead/raw.hpp"

namespace baton::capture {

// Any JSON value. The errors of parse_json_lead but NotAnObject.
[[nodiscard]] Result<lead::RawValue> parse_json_value(std::string_view body);

// A JSON object of lead fields. A whole number that a double cannot hold exactly comes as its text,
// so that long ids survive. Errors: BadUtf8; BadJson and NotAnObject with the byte where it went
// wrong; a name given twice in one object is BadJson; TooLarge by kMaxJsonDepth and
// kMaxJsonMembers. Linear.
[[nodiscard]] Result<lead::RawLead> parse_json_lead(std::string_view body);

// Reads JSON lines as their bytes come in. A bad line is that line's error alone; blank lines are
// passed over; lines over kMaxLineBytes are read past and TooLarge. Memory is bounded by one line.
class JsonLines {
  public:
    // `line` counts from 1, blank lines too.
    using OnLine = std::function<void(std::size_t line, Result<lead::RawLead>)>;

    // `lines_before`: so many lines came before the first byte, for who reads in pieces.
    explicit JsonLines(OnLine on_line, std::size_t lines_before = 0)
        : on_line_(std::move(on_line)), line_(lines_before) {}

    // Calls back for each line that ends in `bytes`.
    void feed(std::string_view bytes);
    // The last line, when no line end follows it.
    void finish();

  private:
    void take(std::string_view line);

    OnLine on_line_;
    std::string held_;       // the beginning of a line whose end has not come
    std::size_t line_;       // lines taken so far
    bool overlong_ = false;  // the line under way is past its limit
};

}  // namespace baton::capture
