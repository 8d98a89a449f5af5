// Id<Tag>: a small number that cannot be mistaken for another kind's number. Dense: used as an
// index into the vector that holds what it names.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace baton {

template <class Tag>
struct Id {
    std::uint32_t value = 0;

    [[nodiscard]] constexpr std::size_t index() const { return value; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace baton
