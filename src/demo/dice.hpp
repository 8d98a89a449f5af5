// Chance that can be repeated: a stream of numbers that follows from what it was made of
// (SplitMix64, Steele, Lea and Flood 2014).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace baton::demo {

class Dice {
  public:
    // `stream` tells apart what is thrown for one n.
    Dice(std::uint64_t seed, std::uint64_t n, std::uint64_t stream)
        : state_(mix(seed ^ mix(n ^ mix(stream)))) {}

    std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15ULL); }

    // 0 … below - 1; below is from 1 to 2³².
    std::size_t under(std::size_t below) {
        return static_cast<std::size_t>(((next() >> 32) * static_cast<std::uint64_t>(below)) >> 32);
    }
    // True `percent` times in a hundred.
    bool chance(std::size_t percent) { return under(100) < percent; }

    template <class T, std::size_t N>
    const T& one_of(const T (&all)[N]) {
        return all[under(N)];
    }

    // One of all, as often as its `weight` says beside the others'.
    template <class T, std::size_t N>
    const T& weighed(const T (&all)[N]) {
        std::size_t sum = 0;
        for (const T& each : all) sum += each.weight;
        std::size_t left = under(sum);
        for (const T& each : all) {
            if (left < each.weight) return each;
            left -= each.weight;
        }
        return all[0];
    }

  private:
    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

}  // namespace baton::demo
