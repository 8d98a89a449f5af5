// Companies that nobody has heard of, from a seed: names of invented words with trades and legal
// forms as real lists have them, few words often and many seldom, and the ways in which people
// write such a name.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace baton::bench {

class Invented {
  public:
    explicit Invented(std::uint64_t seed) : random_(seed) {}

    [[nodiscard]] std::string company();

    enum class Change : std::uint8_t { Form, Short, Order, Spaces, Label, Slip };
    static constexpr int kChanges = 6;
    // The same company as somebody else writes it; empty where the change has nothing to change.
    [[nodiscard]] std::string changed(const std::string& name, Change change);

    [[nodiscard]] std::size_t below(std::size_t end) { return random_() % end; }

  private:
    [[nodiscard]] std::string word();

    std::mt19937_64 random_;
};

}  // namespace baton::bench
