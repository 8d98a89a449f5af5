// World: one seed from its beginning to its end. A company is made up, some nodes serve it, callers
// ask for things, everything that can go wrong does; now and then all is mended and comes to rest,
// and the audit looks at what was made of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "bugs.hpp"
#include "chaos.hpp"

namespace baton::sim {

struct Verdict {
    std::optional<std::string> found;  // what does not follow; nothing: all is well
    std::string trace;                 // what happened last before that, a line each
    Duration lived{};                  // company time
    std::uint64_t events = 0;
    std::uint64_t decisions = 0;
    std::uint64_t wishes = 0;
    std::uint64_t repeats = 0;  // messages that a receiver heard again
    std::array<std::uint64_t, kFaults> faults{};
};

// Lives through the seed. `lines`: how many of the last steps the trace keeps. The same seed and
// bug always give the same verdict.
[[nodiscard]] Verdict live(std::uint64_t seed, Bug bug, std::size_t lines);

// The last steps of the world that is being lived through; empty where there is none. For whoever
// has to tell them when the program ends in the middle.
[[nodiscard]] std::string steps_under_way();

}  // namespace baton::sim
