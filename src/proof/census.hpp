// Census: what a store holds, counted and summed up, so that a copy can be held to its original
// without either being kept in memory. Sums do not hang on the order in which rows are read.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "base/byte_codec.hpp"
#include "base/result.hpp"
#include "dispatch/policy_shelf.hpp"
#include "store/archive.hpp"

namespace baton::proof {

// How many rows, and the sum of their hashes.
struct Tally {
    std::uint64_t count = 0;
    std::array<std::uint64_t, 4> sum{};

    void add(ByteWriter row);

    friend bool operator==(const Tally&, const Tally&) = default;
};

struct WorkspaceCensus {
    store::Head head = {};
    std::optional<Instant> deadline = {};
    std::string state = {};  // hex of the SHA-256 of the bytes of the desk's state at the head
    std::map<std::string, Tally> rows = {};  // by what they are: "events", "leads" …

    friend bool operator==(const WorkspaceCensus&, const WorkspaceCensus&) = default;
};
// By workspace; what belongs to none, its accounts, stands under an empty name.
using Census = std::map<std::string, WorkspaceCensus>;

// Reads all of it. `progress` is told every few thousand rows how many there were.
[[nodiscard]] Result<Census> take_census(store::Archive& archive, const dispatch::Tables& tables,
                                         const std::function<void(std::uint64_t)>& progress = {});

// The first thing in which they differ, in words; empty where they are the same.
[[nodiscard]] std::string difference(const Census& original, const Census& copy);

}  // namespace baton::proof
