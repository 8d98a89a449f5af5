// CodeSet: which codes of a facet (facet.hpp) make something true. Codes are numbered so that what
// conditions ask for lies side by side, so a set is a few intervals, ascending and apart.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace baton::match {

using Code = std::uint32_t;

struct Interval {
    Code from = 0;
    Code to = 0;  // not itself in it

    friend bool operator==(const Interval&, const Interval&) = default;
};

class CodeSet {
  public:
    CodeSet() = default;
    // Empty when `to` is not after `from`.
    CodeSet(Code from, Code to) {
        if (from < to) intervals_.push_back({from, to});
    }

    [[nodiscard]] bool empty() const { return intervals_.empty(); }
    [[nodiscard]] bool contains(Code code) const;
    // How many codes are in it.
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::span<const Interval> intervals() const { return intervals_; }

    // Adds an interval that begins at or after the beginning of the last one.
    void append(Interval next);

    friend CodeSet operator|(const CodeSet& a, const CodeSet& b);
    friend CodeSet operator&(const CodeSet& a, const CodeSet& b);
    friend CodeSet operator-(const CodeSet& a, const CodeSet& b);
    friend bool operator==(const CodeSet&, const CodeSet&) = default;

  private:
    std::vector<Interval> intervals_;
};

}  // namespace baton::match
