#include "store/sqlite/run_filters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::store::sqlite {
namespace {

constexpr std::uint64_t bit(std::size_t place) { return std::uint64_t{1} << place; }

}  // namespace

void RunFilters::add(std::uint64_t run, HashFilter filter) {
    const std::uint64_t number = run / HashFilterBank::kFilters;
    if (groups_.empty() || groups_.back().number != number) {
        groups_.push_back({.number = number, .singles = {}, .bank = nullptr});
    }
    groups_.back().singles.push_back(
        {run % HashFilterBank::kFilters, std::make_shared<const HashFilter>(std::move(filter))});
}

void RunFilters::settle() {
    for (Group& group : groups_) settle(group);
}

void RunFilters::settle(Group& group) const {
    std::array<const HashFilter*, HashFilterBank::kFilters> filters{};
    std::uint64_t fitting = 0;
    for (const Single& single : group.singles) {
        if (single.filter->words().size() != FilterPlace::words_for(expected_hashes_)) continue;
        filters[single.place] = single.filter.get();
        fitting |= bit(single.place);
    }
    if (fitting == 0) return;
    if (group.bank == nullptr) {
        if (static_cast<std::size_t>(std::popcount(fitting)) < kWorthABank) return;
        group.bank = std::make_shared<HashFilterBank>(expected_hashes_);
    }
    // The bank is shared with earlier values; these look at the places that they know alone.
    group.bank->put(filters);
    group.banked |= fitting;
    std::erase_if(group.singles, [&](const Single& one) { return fitting & bit(one.place); });
}

void RunFilters::drop(std::uint64_t run) {
    if (groups_.empty()) return;
    Group& group = groups_.front();
    const std::size_t place = run % HashFilterBank::kFilters;
    group.banked &= ~bit(place);
    std::erase_if(group.singles, [&](const Single& one) { return one.place == place; });
    if (group.banked == 0 && group.singles.empty()) groups_.erase(groups_.begin());
}

std::uint64_t RunFilters::Group::may_hold(std::uint64_t hash) const {
    std::uint64_t held = bank ? bank->may_hold(hash) & banked : 0;
    for (const Single& single : singles) {
        if (single.filter->may_hold(hash)) held |= bit(single.place);
    }
    return held;
}

}  // namespace baton::store::sqlite
