#include "base/uuid_sequence.hpp"

#include <algorithm>

namespace baton {
namespace {

constexpr unsigned kCounterBits = 12;
constexpr std::uint64_t kStepsPerMicro = 4;  // 1000 of them fit into 12 bits

std::uint64_t stamp_of(Instant now) {
    const auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(now.micros, 0));
    return (micros / 1000) << kCounterBits | (micros % 1000 * kStepsPerMicro);
}

}  // namespace

UuidSequence::Made UuidSequence::next(Instant now, const UuidRandom& random) {
    const std::uint64_t stamp = stamp_of(now);
    std::uint64_t last = last_.load(std::memory_order_relaxed);
    std::uint64_t mine = 0;
    do {
        mine = std::max(stamp, last + 1);
    } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));

    UuidRandom bits = random;
    bits[0] = static_cast<std::uint8_t>(mine >> 8U & 0x0fU);
    bits[1] = static_cast<std::uint8_t>(mine & 0xffU);
    const auto millis = static_cast<std::int64_t>(mine >> kCounterBits);
    return {make_uuid_v7(millis, bits), std::max(now, Instant{millis * 1000})};
}

}  // namespace baton
