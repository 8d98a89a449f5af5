// The bounds of what is parsed; the size of a body is bounded before it comes here.
#pragma once

#include <cstddef>

namespace baton::capture {

inline constexpr std::size_t kMaxJsonDepth = 16;          // nesting of a lead's JSON
inline constexpr std::size_t kMaxJsonMembers = 2'000;     // members and items of one lead, together
inline constexpr std::size_t kMaxLineBytes = 256 * 1024;  // one JSON line
inline constexpr std::size_t kMaxFormFields = 500;        // pairs or parts of one form
inline constexpr std::size_t kMaxFormValueBytes = 256 * 1024;
inline constexpr std::size_t kMaxCsvColumns = 1'000;
inline constexpr std::size_t kMaxCsvRowBytes =
    256 * 1024;  // one row with its separators and quotes

}  // namespace baton::capture
