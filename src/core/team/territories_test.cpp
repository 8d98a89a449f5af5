#include "core/team/territories.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace baton::team {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

// The plain walk that the index must agree with.
std::optional<std::uint32_t> walk(const std::vector<TerritoryArea>& areas, const LeadPlace& place,
                                  const std::vector<bool>& holds) {
    const std::string key = postal_key(place.postal_code);
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        const TerritoryArea& area = areas[i];
        const auto covers = [&](const PostalRange& range) {
            if (range.country != place.country || key.size() < range.from.size()) return false;
            const std::string prefix = key.substr(0, range.from.size());
            return range.from <= prefix && prefix <= range.to;
        };
        if (contains(area.countries, place.country) || contains(area.states, place.state) ||
            std::ranges::any_of(area.postal, covers) || (area.has_condition && holds[i])) {
            return i;
        }
    }
    return std::nullopt;
}

constexpr auto kNoCondition = [](std::uint32_t) { return false; };

TEST(TerritoryIndex, FindsTheFirstThatCovers) {
    const TerritoryIndex index({
        {.countries = {}, .states = {"US-NY", "US-MA"}, .postal = {}},
        {.countries = {}, .states = {}, .postal = {{"US", "940", "951"}, {"GB", "SW1", "SW1"}}},
        {.countries = {"DE", "US"}, .states = {"US-NY"}, .postal = {}},
    });
    EXPECT_EQ(index.find({"US", "US-NY", ""}, kNoCondition), 0U);
    EXPECT_EQ(index.find({"US", "US-CA", "94105"}, kNoCondition), 1U);
    EXPECT_EQ(index.find({"US", "US-CA", "95199"}, kNoCondition), 1U);
    EXPECT_EQ(index.find({"US", "US-CA", "95200"}, kNoCondition), 2U);
    EXPECT_EQ(index.find({"US", "US-CA", "94"}, kNoCondition), 2U);
    EXPECT_EQ(index.find({"GB", "", "sw1a 1aa"}, kNoCondition), 1U);
    EXPECT_EQ(index.find({"FR", "", "94105"}, kNoCondition), std::nullopt);
    EXPECT_EQ(index.find({"", "", ""}, kNoCondition), std::nullopt);
}

TEST(TerritoryIndex, AsksConditionsOnlyBeforeTheAnswer) {
    const TerritoryIndex index({
        {.countries = {}, .states = {}, .postal = {}, .has_condition = true},
        {.countries = {"DE"}, .states = {}, .postal = {}},
        {.countries = {}, .states = {}, .postal = {}, .has_condition = true},
    });
    std::vector<std::uint32_t> asked;
    const auto ask = [&asked](std::uint32_t area) {
        asked.push_back(area);
        return area == 2;
    };
    EXPECT_EQ(index.find({"DE", "", ""}, ask), 1U);
    EXPECT_EQ(asked, std::vector<std::uint32_t>{0});
    EXPECT_EQ(index.find({"FR", "", ""}, ask), 2U);
}

TEST(TerritoryIndex, OfNothingFindsNothing) {
    EXPECT_EQ(TerritoryIndex{}.find({"DE", "DE-BY", "80331"}, kNoCondition), std::nullopt);
}

TEST(TerritoryIndex, EqualsThePlainWalk) {
    std::mt19937 random(7);
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const std::vector<std::string> countries{"US", "DE", "FR"};
    const std::vector<std::string> states{"US-NY", "US-CA", "DE-BY", "FR-IDF"};
    const auto digits = [&](std::size_t length) {
        std::string text;
        while (text.size() < length) text += static_cast<char>('0' + below(4));
        return text;
    };
    for (int round = 0; round < 400; ++round) {
        std::vector<TerritoryArea> areas(1 + below(12));
        std::vector<bool> holds;
        for (TerritoryArea& area : areas) {
            if (below(4) == 0) area.countries.push_back(countries[below(countries.size())]);
            if (below(3) == 0) area.states.push_back(states[below(states.size())]);
            for (std::size_t i = below(4); i > 0; --i) {
                const std::size_t length = 1 + below(3);
                std::string from = digits(length);
                std::string to = digits(length);
                if (to < from) std::swap(from, to);
                area.postal.push_back({countries[below(countries.size())], from, to});
            }
            area.has_condition = below(3) == 0;
            holds.push_back(below(2) == 0);
        }
        const TerritoryIndex index(areas);
        for (int lead = 0; lead < 40; ++lead) {
            const std::string postal = digits(below(5));
            const LeadPlace place{countries[below(countries.size())], states[below(states.size())],
                                  postal};
            ASSERT_EQ(index.find(place, [&](std::uint32_t i) { return holds[i]; }),
                      walk(areas, place, holds));
        }
    }
}

}  // namespace
}  // namespace baton::team
