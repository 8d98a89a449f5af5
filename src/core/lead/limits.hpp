// The bounds of a lead: what is larger is not read, and a warning says so.
#pragma once

#include <cstddef>

namespace baton::lead {

inline constexpr std::size_t kMaxFields = 200;           // fields of one submission
inline constexpr std::size_t kMaxNameChars = 100;        // a field's or a signal's name
inline constexpr std::size_t kMaxTextChars = 10'000;     // a text, in code points
inline constexpr std::size_t kMaxMessageChars = 50'000;  // `message`
inline constexpr std::size_t kMaxShortTextChars = 500;  // what is read as a number, place, date …
inline constexpr std::size_t kMaxSetItems = 200;        // entries of a set
inline constexpr std::size_t kMaxSignals = 200;         // entries of `signals`
inline constexpr std::size_t kMaxExternalIdChars = 200;  // the source's own `id`
inline constexpr std::size_t kMaxRawBytes = 4'096;       // what is kept of an unreadable value
inline constexpr std::size_t kMaxExtraBytes = 16'384;    // what is kept of an unknown field
inline constexpr std::size_t kMaxRawDepth = 32;          // nesting of a value that is kept

}  // namespace baton::lead
