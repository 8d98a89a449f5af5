// Numbers and sums of money as people write them: "5,000", "1,000+", "$50k", "€1.2M", "51-200",
// "10k–50k", "1.234,56 EUR", "about 2 million".
//
// - A range is its lower end; a suffix on the upper end covers both where that keeps it a range, so
//   "10-50k" is 10000 and "500-1k" is 500. "<50", ">1000", "~300", "1000+" and "up to 20" are the
//   number.
// - Thousands are parted by , . ' _ or a space, in threes (or, with commas, the Indian way). Where
// both , and .
//   stand, the last is the decimal sign. A single comma before exactly three digits parts
//   thousands, else it is decimal. A single point is decimal, but for amounts a point before
//   exactly three digits parts thousands ("1.000" employees are a thousand), unless a suffix
//   follows or the number starts with 0.
// - Suffixes: k, thousand, m, mm, mn, mio, million, b, bn, mrd, billion, t, tn, trillion, lakh,
//   crore (case aside). Currencies, by sign or ISO code on either side, are read over.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::lead {

enum class NumberStyle : std::uint8_t {
    Plain = 1,   // any number: "3.142" is a little more than three
    Amount = 2,  // people or money: "3.142" is three thousand
};

// Finite, or nothing for what is not a number. Pure, linear.
[[nodiscard]] std::optional<double> read_number(std::string_view text, NumberStyle style);

}  // namespace baton::lead
