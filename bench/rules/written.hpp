// A workload as a JSON file, for engines in other languages: what the rules ask, what the leads
// have, which rule takes each of them, and how fast Baton found that out.
#pragma once

#include <filesystem>
#include <span>

#include "rules/workload.hpp"

namespace baton::bench {

struct Found {
    std::span<const int> rules;  // of each lead, by its place from 0; -1: none
    double matches_per_second = 0;
};

// FOLDER/rules-100.json for "rules/100". Needs rules of predicates only; false when the file could
// not be written.
[[nodiscard]] bool write(const std::filesystem::path& folder, const Workload& workload,
                         const Found& found);

}  // namespace baton::bench
