// Times and durations as text, to the nanosecond.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/expr/value.hpp"

namespace baton::expr {

// The range of a timestamp: the years 1 to 9999.
inline constexpr std::int64_t kFirstSecond = -62'135'596'800;
inline constexpr std::int64_t kLastSecond = 253'402'300'799;

// RFC 3339 with Z or an offset; where `dates` is set a bare date too, at midnight UTC.
[[nodiscard]] std::optional<Value> parse_timestamp(std::string_view text, bool dates);
// "2009-02-13T23:31:30Z", with as many digits of a second as there are.
[[nodiscard]] std::string format_timestamp(const Value& timestamp);

// A sum of numbers with units h m s ms us ns, as "1h30m" or "-1.5s"; where `days` is set also d
// (24 hours) and w.
[[nodiscard]] std::optional<Value> parse_span(std::string_view text, bool days);
// In seconds: "5400s", "0.25s".
[[nodiscard]] std::string format_span(const Value& duration);

}  // namespace baton::expr
