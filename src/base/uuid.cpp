#include "base/uuid.hpp"

#include <algorithm>
#include <cstddef>

namespace baton {
namespace {

constexpr std::int64_t kMaxMillis = (std::int64_t{1} << 48) - 1;
constexpr std::size_t kTextLength = 36;

bool is_dash_place(std::size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Uuid make_uuid_v7(std::int64_t unix_millis, const UuidRandom& random) {
    const std::int64_t millis = std::clamp<std::int64_t>(unix_millis, 0, kMaxMillis);
    Uuid id{};
    for (std::size_t i = 0; i < 6; ++i) {
        id[i] = static_cast<std::uint8_t>((millis >> (40 - 8 * i)) & 0xff);
    }
    std::copy(random.begin(), random.end(), id.begin() + 6);
    id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x70);
    id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);
    return id;
}

std::int64_t millis_of(const Uuid& id) {
    std::int64_t millis = 0;
    for (std::size_t i = 0; i < 6; ++i) millis = (millis << 8) | id[i];
    return millis;
}

std::string format_uuid(const Uuid& id) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text(kTextLength, '-');
    std::size_t at = 0;
    for (const std::uint8_t byte : id) {
        if (is_dash_place(at)) ++at;
        text[at++] = kDigits[byte >> 4];
        text[at++] = kDigits[byte & 0x0f];
    }
    return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != kTextLength) return std::nullopt;
    Uuid id{};
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < kTextLength; ++i) {
        if (is_dash_place(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return std::nullopt;
        std::uint8_t& byte = id[nibble / 2];
        byte = static_cast<std::uint8_t>((byte << 4) | value);
        ++nibble;
    }
    return id;
}

}  // namespace baton
