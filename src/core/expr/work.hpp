// Work: what one evaluation has at hand: its memory, its zones, and how many steps it may still
// take.
#pragma once

#include <cstdint>

#include "core/expr/arena.hpp"
#include "core/expr/zones.hpp"

namespace baton::expr {

struct Work {
    Arena& arena;
    const ZoneOffsets* zones = nullptr;
    bool workspace = false;  // results that are not finite are errors; friendlier texts are read
    std::uint64_t budget = 0;
    bool exhausted = false;

    // The budget of a single conversion outside any expression.
    static constexpr std::uint64_t kPlenty = 1 << 20;

    // Takes `steps` from the budget; false, and exhausted for good, when it does not hold them.
    bool spend(std::uint64_t steps) {
        if (steps > budget) {
            budget = 0;
            exhausted = true;
            return false;
        }
        budget -= steps;
        return true;
    }
    // For reading or writing that many bytes of text.
    bool spend_bytes(std::size_t bytes) { return spend(1 + bytes / 32); }
};

}  // namespace baton::expr
