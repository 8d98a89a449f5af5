// RunFilters: which runs of a HashIndex may hold a hash, asked in a fraction of the time that their
// filters would take one by one. Runs are numbered in the order of their making; 64 in a row are a
// group. A group of many has its filters in a bank; the few of a young one are asked one by one, as
// a bank takes as much memory as 64 of them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "store/sqlite/hash_filter.hpp"
#include "store/sqlite/hash_filter_bank.hpp"

namespace baton::store::sqlite {

// A value: what is copied and then changed leaves the original as it was, for whoever reads it.
// One thread makes and changes copies; any may ask.
class RunFilters {
  public:
    static constexpr std::size_t kWorthABank = 16;

    // `expected_hashes`: of each run; filters of another size are right, and asked one by one.
    explicit RunFilters(std::size_t expected_hashes) : expected_hashes_(expected_hashes) {}

    // A run later than all there are. settle() comes after the last of them.
    void add(std::uint64_t run, HashFilter filter);
    void settle();
    // The earliest run is gone.
    void drop(std::uint64_t run);

    // Calls `use(run)` for each that may hold the hash, the latest first, until one gives false.
    template <typename Use>
    void each(std::uint64_t hash, Use&& use) const {
        for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
            std::uint64_t left = group->may_hold(hash);
            while (left != 0) {
                const auto place = static_cast<std::uint64_t>(63 - std::countl_zero(left));
                if (!use(group->number * HashFilterBank::kFilters + place)) return;
                left ^= std::uint64_t{1} << place;
            }
        }
    }

  private:
    struct Single {
        std::size_t place;
        std::shared_ptr<const HashFilter> filter;
    };
    struct Group {
        std::uint64_t number;  // of its runs, divided by 64
        std::vector<Single> singles;
        std::shared_ptr<HashFilterBank> bank;  // null: none yet
        std::uint64_t banked = 0;              // the places in the bank that count

        [[nodiscard]] std::uint64_t may_hold(std::uint64_t hash) const;
    };

    void settle(Group& group) const;

    std::size_t expected_hashes_;
    std::vector<Group> groups_;  // in the order of their numbers
};

}  // namespace baton::store::sqlite
