// Equality and order of values, and looking keys up in maps. Numbers of different kinds compare by
// what they stand for; NaN equals nothing.
#pragma once

#include <cstdint>
#include <span>

#include "core/expr/value.hpp"
#include "core/expr/work.hpp"

namespace baton::expr {

enum class Order : std::uint8_t { Less, Equal, Greater, Unordered, Incomparable };

// Incomparable for kinds that have no order with each other; Unordered where NaN takes part.
[[nodiscard]] Order compare(const Value& a, const Value& b);

// Values of kinds that cannot be equal are not. Lists and maps cost a step an element.
[[nodiscard]] bool equal(const Value& a, const Value& b, Work& work);

// Whether a value may be a key: bool, int, uint, text.
[[nodiscard]] bool is_key(const Value& value);
// The order of the entries of a map: false, true; numbers; text bytewise.
[[nodiscard]] bool key_before(const Value& a, const Value& b);
// The entry with that key (a double finds the whole number it equals), or none.
[[nodiscard]] const Entry* find_key(std::span<const Entry> sorted, const Value& key);

}  // namespace baton::expr
