// Which territory covers a lead: the first in file order, found without walking over all of them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::team {

// Postal codes of a country whose first characters, as many as `from` and `to` have, lie between
// them, ends included. Upper case, without spaces or hyphens; `from` and `to` of one length.
struct PostalRange {
    std::string country;
    std::string from;
    std::string to;

    friend bool operator==(const PostalRange&, const PostalRange&) = default;
};

// "SW1A 1AA" -> "SW1A1AA": as postal codes are compared.
[[nodiscard]] std::string postal_key(std::string_view postal_code);

// What a territory covers; its keys are alternatives.
struct TerritoryArea {
    std::vector<std::string> countries;  // "DE"
    std::vector<std::string> states;     // "US-NY"
    std::vector<PostalRange> postal;
    bool has_condition = false;  // covers also what its `when` holds for
};

// Where a lead is; what is not known is empty.
struct LeadPlace {
    std::string_view country;
    std::string_view state;
    std::string_view postal_code;
};

// Immutable after build; look-ups from any thread. A look-up costs a few hash look-ups and a binary
// search for each length of postal prefix, and one call of `holds` for each territory with a
// condition that stands before the answer.
class TerritoryIndex {
  public:
    TerritoryIndex() = default;
    explicit TerritoryIndex(const std::vector<TerritoryArea>& areas);

    // The number of the first area that covers the place; `holds(i)` says whether the condition of
    // area i is true of the lead.
    template <class Holds>
    [[nodiscard]] std::optional<std::uint32_t> find(const LeadPlace& place, Holds&& holds) const {
        const std::uint32_t by_place = first_by_place(place);
        for (const std::uint32_t area : conditional_) {
            if (area >= by_place) break;
            if (holds(area)) return area;
        }
        if (by_place == kNone) return std::nullopt;
        return by_place;
    }

  private:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    // The ranges of one country with prefixes of one length, cut at their ends: `first[2 * i]` is
    // the first area that covers `ends[i]`, `first[2 * i + 1]` the first that covers what lies
    // between it and `ends[i + 1]`.
    struct Prefixes {
        std::vector<std::string> ends;
        std::vector<std::uint32_t> first;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    using ByName = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
    using ByLength = std::map<std::size_t, Prefixes>;

    [[nodiscard]] std::uint32_t first_by_place(const LeadPlace& place) const;
    [[nodiscard]] std::uint32_t first_by_postal(const LeadPlace& place) const;

    ByName by_country_;
    ByName by_state_;
    std::unordered_map<std::string, ByLength, Hash, std::equal_to<>> by_postal_;
    std::vector<std::uint32_t> conditional_;  // ascending
};

}  // namespace baton::team
