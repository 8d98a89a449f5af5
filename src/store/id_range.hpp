// The ids of leads as a range of time: an id carries the millisecond of `received_at`.
#pragma once

#include <algorithm>
#include <cstdint>

#include "store/rows.hpp"

namespace baton::store {

// The least id of that millisecond; what lies before 1970 counts as its beginning.
inline LeadKey first_id_of(std::int64_t micros) {
    LeadKey id{};
    std::int64_t millis = std::max<std::int64_t>(micros, 0) / 1000;
    for (std::size_t i = 6; i-- > 0; millis >>= 8) id[i] = static_cast<std::uint8_t>(millis & 0xff);
    return id;
}

constexpr LeadKey greatest_id() {
    LeadKey id{};
    id.fill(0xff);
    return id;
}

}  // namespace baton::store
