// Uuid: a 16-byte identifier, its text, and how a version 7 (time-ordered, RFC 9562) is made.
// Pure: the time and the randomness are arguments. Ids made later compare greater, so tables keyed
// by them grow at their end.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

using Uuid = std::array<std::uint8_t, 16>;

// 74 of these 80 random bits end up in the id.
using UuidRandom = std::array<std::uint8_t, 10>;

// A version 7 id. `unix_millis` in 0 … 2^48 − 1; anything else is taken to the nearest end.
[[nodiscard]] Uuid make_uuid_v7(std::int64_t unix_millis, const UuidRandom& random);

// The milliseconds since 1970 that a version 7 id was made at (meaningless for other versions).
[[nodiscard]] std::int64_t millis_of(const Uuid& id);

// The 36 characters "018f3c1e-…", lower case.
[[nodiscard]] std::string format_uuid(const Uuid& id);

// Reads the 36-character form in either case; nothing for any other text.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);

[[nodiscard]] inline std::string_view bytes_of(const Uuid& id) {
    return {reinterpret_cast<const char*>(id.data()), id.size()};
}

}  // namespace baton
