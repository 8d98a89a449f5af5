// NameMemory: the companies that were looked up last, with what came of it: a name costs some
// microseconds to look up, and whoever plays much again meets the same ones. It changes nothing but
// the time that takes. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/team/accounts.hpp"
#include "core/team/hashed_index.hpp"

namespace baton::team {

class NameMemory {
  public:
    // Room for so many, or a few more, taken when the first is looked up; 0: nothing is remembered.
    explicit NameMemory(std::size_t most) : shelves_((most + kPlaces - 1) / kPlaces) {}

    // As accounts.lookup(company). All calls between two forget() have to be about one book.
    [[nodiscard]] std::optional<NameMatch> lookup(const AccountBook& accounts,
                                                  std::string_view company) {
        if (shelves_ == 0 || company.empty() || accounts.size() == 0) {
            return accounts.lookup(company);
        }
        if (marks_.empty()) {
            marks_.resize(shelves_);
            known_.resize(shelves_ * kPlaces);
        }
        const std::uint64_t hash = hash_text(company);
        const std::size_t shelf = hash % shelves_;
        const auto mark = static_cast<std::uint32_t>(hash >> 32U | 1U);
        for (std::size_t place = 0; place < kPlaces; ++place) {
            const Known& known = known_[shelf * kPlaces + place];
            if (marks_[shelf][place] == mark && known.company == company) return known.match;
        }
        const std::size_t place = next_++ % kPlaces;
        Known& known = known_[shelf * kPlaces + place];
        known.match = accounts.lookup(company);
        known.company = company;
        marks_[shelf][place] = mark;
        return known.match;
    }
    // The accounts that were asked about may be gone.
    void forget() {
        marks_.clear();
        known_.clear();
    }

  private:
    // Names that fall on one shelf stand beside each other on it.
    static constexpr std::size_t kPlaces = 4;
    struct Known {
        std::string company;
        std::optional<NameMatch> match;
    };
    std::size_t shelves_;
    std::vector<std::array<std::uint32_t, kPlaces>> marks_;  // a part of each hash; 0: a free place
    std::vector<Known> known_;                               // shelf by shelf
    std::size_t next_ = 0;
};

}  // namespace baton::team
