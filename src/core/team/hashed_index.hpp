// From a hash to the numbers that were entered under it: 8 bytes an entry, whatever is looked up.
// Immutable once built, from any thread. Hashes may agree by chance: the reader compares.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace baton::team {

// The same on every machine; not for what an adversary chooses and all must answer quickly, but
// then no look-up reads more than kMostRead entries.
[[nodiscard]] inline std::uint64_t hash_text(std::string_view text) {
    std::uint64_t hash = 0x9E3779B97F4A7C15ULL ^ text.size();
    const auto mix = [&hash](std::uint64_t part) {
        hash = std::rotl((hash ^ part) * 0xD6E8FEB86659FD93ULL, 29);
    };
    for (; text.size() >= 8; text.remove_prefix(8)) {
        std::uint64_t part = 0;
        std::memcpy(&part, text.data(), 8);
        mix(part);
    }
    std::uint64_t rest = 0;
    for (const char c : text) rest = rest << 8U | static_cast<unsigned char>(c);
    mix(rest);
    hash ^= hash >> 32U;
    hash *= 0xD6E8FEB86659FD93ULL;
    return hash ^ hash >> 32U;
}

class HashedIndex {
  public:
    static constexpr std::size_t kMostRead = 64;

    void reserve(std::size_t entries) { entries_.reserve(entries); }
    void add(std::uint64_t hash, std::uint32_t value) { entries_.push_back((hash & kTag) | value); }
    // Once, after the last add(); n log n.
    void build() {
        std::ranges::sort(entries_);
        entries_.erase(std::ranges::unique(entries_).begin(), entries_.end());
        entries_.shrink_to_fit();
        const int bits = std::clamp(static_cast<int>(std::bit_width(entries_.size())) - 2, 1, 24);
        shift_ = 64 - bits;
        starts_.assign((std::size_t{1} << static_cast<unsigned>(bits)) + 1, 0);
        for (const std::uint64_t entry : entries_) ++starts_[(entry >> shift_) + 1];
        for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    }

    // Calls `each` with what was entered under the hash, ascending, at most kMostRead of them; says
    // how many there are in all.
    template <class Each>
    std::size_t find(std::uint64_t hash, Each&& each) const {
        if (entries_.empty()) return 0;
        const std::uint64_t tag = hash & kTag;
        const auto begin = entries_.begin() + starts_[hash >> shift_];
        const auto end = entries_.begin() + starts_[(hash >> shift_) + 1];
        auto at = end - begin > 16 ? std::lower_bound(begin, end, tag) : begin;
        while (at != end && *at < tag) ++at;
        std::size_t count = 0;
        for (; at != end && (*at & kTag) == tag; ++at) {
            if (++count > kMostRead) {
                return static_cast<std::size_t>(std::lower_bound(at, end, tag | ~kTag) - at) +
                       kMostRead;
            }
            each(static_cast<std::uint32_t>(*at));
        }
        return count;
    }

    [[nodiscard]] std::size_t bytes() const {
        return entries_.capacity() * sizeof(std::uint64_t) +
               starts_.capacity() * sizeof(std::uint32_t);
    }

  private:
    static constexpr std::uint64_t kTag = 0xFFFFFFFF00000000ULL;

    std::vector<std::uint64_t> entries_;  // the hash's upper half, then the value; sorted
    std::vector<std::uint32_t> starts_;   // by the upper bits: where they begin
    int shift_ = 63;
};

}  // namespace baton::team
