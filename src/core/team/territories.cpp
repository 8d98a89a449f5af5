#include "core/team/territories.hpp"

#include <algorithm>

namespace baton::team {
namespace {

struct NumberedRange {
    const PostalRange* range = nullptr;
    std::uint32_t area = 0;
};

std::size_t place_of(const std::vector<std::string>& ends, std::string_view key) {
    return static_cast<std::size_t>(std::ranges::lower_bound(ends, key) - ends.begin());
}

}  // namespace

std::string postal_key(std::string_view postal_code) {
    std::string key;
    for (const char c : postal_code) {
        if (c == ' ' || c == '-') continue;
        key += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return key;
}

TerritoryIndex::TerritoryIndex(const std::vector<TerritoryArea>& areas) {
    std::map<std::pair<std::string_view, std::size_t>, std::vector<NumberedRange>> ranges;
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        const TerritoryArea& area = areas[i];
        for (const std::string& country : area.countries) by_country_.try_emplace(country, i);
        for (const std::string& state : area.states) by_state_.try_emplace(state, i);
        for (const PostalRange& range : area.postal) {
            ranges[{range.country, range.from.size()}].push_back({&range, i});
        }
        if (area.has_condition) conditional_.push_back(i);
    }
    for (const auto& [where, list] : ranges) {
        Prefixes& prefixes = by_postal_[std::string(where.first)][where.second];
        for (const NumberedRange& numbered : list) {
            prefixes.ends.push_back(numbered.range->from);
            prefixes.ends.push_back(numbered.range->to);
        }
        std::ranges::sort(prefixes.ends);
        const auto repeated = std::ranges::unique(prefixes.ends);
        prefixes.ends.erase(repeated.begin(), repeated.end());
        // Areas come in file order, so whoever is there first keeps a piece; `next_free` leads past
        // the pieces that are taken, which makes this near linear.
        const std::size_t pieces = 2 * prefixes.ends.size();
        prefixes.first.assign(pieces, kNone);
        std::vector<std::size_t> next_free(pieces + 1);
        for (std::size_t i = 0; i <= pieces; ++i) next_free[i] = i;
        const auto free_from = [&next_free](std::size_t i) {
            while (next_free[i] != i) {
                next_free[i] = next_free[next_free[i]];
                i = next_free[i];
            }
            return i;
        };
        for (const NumberedRange& numbered : list) {
            const std::size_t last = 2 * place_of(prefixes.ends, numbered.range->to);
            std::size_t piece = free_from(2 * place_of(prefixes.ends, numbered.range->from));
            for (; piece <= last; piece = free_from(piece)) {
                prefixes.first[piece] = numbered.area;
                next_free[piece] = piece + 1;
            }
        }
    }
}

std::uint32_t TerritoryIndex::first_by_place(const LeadPlace& place) const {
    std::uint32_t first = kNone;
    if (const auto it = by_country_.find(place.country); it != by_country_.end()) {
        first = std::min(first, it->second);
    }
    if (const auto it = by_state_.find(place.state); it != by_state_.end()) {
        first = std::min(first, it->second);
    }
    if (by_postal_.empty() || place.postal_code.empty()) return first;
    return std::min(first, first_by_postal(place));
}

std::uint32_t TerritoryIndex::first_by_postal(const LeadPlace& place) const {
    const auto country = by_postal_.find(place.country);
    if (country == by_postal_.end()) return kNone;
    const std::string key = postal_key(place.postal_code);
    std::uint32_t first = kNone;
    for (const auto& [length, prefixes] : country->second) {
        if (key.size() < length) break;
        const std::string_view prefix = std::string_view(key).substr(0, length);
        const std::size_t at = place_of(prefixes.ends, prefix);
        if (at < prefixes.ends.size() && prefixes.ends[at] == prefix) {
            first = std::min(first, prefixes.first[2 * at]);
        } else if (at > 0) {
            first = std::min(first, prefixes.first[2 * at - 1]);
        }
    }
    return first;
}

}  // namespace baton::team
