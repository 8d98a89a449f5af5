// One lead of the past in few bytes: when it came, who sent it, what became of it, and what it said
// under either schema. There may be millions of them, so what is asked together lies together.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "core/event/event.hpp"

namespace baton::scenario {

inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

struct PastLead {
    Instant at;
    // After its assignment; below 0: never.
    Duration acknowledged{-1};
    Duration contacted{-1};
    Duration closed{-1};
    double amount = 0;               // Won
    const char* bytes = nullptr;     // label, reason and rows, one after another; the past's
    std::uint32_t sender = kNobody;  // the same for the same e-mail
    std::uint32_t number = 0;        // its place in the file, from 1
    std::uint32_t label_size = 0;    // 0: none of its own
    std::uint32_t reason_size = 0;   // Lost, Disqualified
    std::array<std::uint32_t, 2> row_sizes{};  // the second may be 0: as the first
    event::Closing as = event::Closing::Lost;

    // Its own id, else its number in the file.
    [[nodiscard]] std::string label() const {
        return label_size == 0 ? std::to_string(number) : std::string(bytes, label_size);
    }
    [[nodiscard]] std::string_view reason() const { return {bytes + label_size, reason_size}; }
    // Packed, under the schema of that side.
    [[nodiscard]] std::string_view row(std::size_t side) const {
        const char* first = bytes + label_size + reason_size;
        if (side == 0 || row_sizes[1] == 0) return {first, row_sizes[0]};
        return {first + row_sizes[0], row_sizes[1]};
    }
};

}  // namespace baton::scenario
