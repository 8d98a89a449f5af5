// What names are often compared by: the share of three-letter pieces that two have in common. The
// nearest of all entries, whatever the distance; the caller sets the threshold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baton::bench {

// Lower case, letters and digits, single spaces: what "plain normalised equality" compares.
[[nodiscard]] std::string plain(std::string_view name);

class Trigrams {
  public:
    explicit Trigrams(const std::vector<std::string>& entries);

    struct Nearest {
        std::uint32_t entry;
        double likeness;  // common ÷ all, 0–1
    };
    [[nodiscard]] std::optional<Nearest> nearest(std::string_view name) const;

  private:
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> entries_by_piece_;
    std::vector<std::size_t> pieces_;  // of each entry
};

}  // namespace baton::bench
