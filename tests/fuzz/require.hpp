// What a fuzzer holds its subject to: what does not hold ends the run, and the input is kept.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace baton::fuzz {

inline void require(bool holds) {
    if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// Takes the first line off, as an input's way to say two things.
inline std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace baton::fuzz
