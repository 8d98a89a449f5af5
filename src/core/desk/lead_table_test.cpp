// The table of open leads beside a plain map, and which of a set came last.
#include "core/desk/lead_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <vector>

#include "core/desk/lead_set.hpp"

namespace baton::desk {
namespace {

LeadId lead(std::uint8_t number) { return LeadId{1, number}; }

TEST(LeadTable, HoldsWhatAMapHolds) {
    std::uint32_t dice = 7;
    LeadTable table;
    std::map<LeadId, std::uint32_t> model;
    std::map<LeadId, const LeadTable::Entry*> places;
    std::uint32_t revision = 0;
    for (int n = 0; n < 2'000; ++n) {
        dice = dice * 1664525U + 1013904223U;
        const auto step = static_cast<std::uint8_t>(dice >> 24U);
        const LeadId id = lead(step & 15U);
        if (step < 96 && model.contains(id)) {
            table.erase(id);
            model.erase(id);
            ASSERT_TRUE(LeadTable::find_at(places[id], id) == nullptr);
        } else {
            const auto [place, is_new] = table.place_of(id);
            ASSERT_TRUE(is_new == !model.contains(id));
            ASSERT_TRUE(is_new || place == places[id]);
            place->second = OpenLead{};
            place->second.revision = model[id] = ++revision;
            places[id] = place;
        }
        std::map<LeadId, std::uint32_t> held;
        for (const auto& [known, open] : table) held.emplace(known, open.revision);
        ASSERT_TRUE(held == model);
        ASSERT_TRUE(table.size() == model.size());
        for (const auto& [known, place] : places) {
            const OpenLead* at = LeadTable::find_at(place, known);
            ASSERT_TRUE(at == table.find(known));
        }
    }
}

TEST(LeadSet, GivesTheNewestFirst) {
    LeadSet set;
    EXPECT_TRUE(set.newest({}, 3).empty());
    for (const std::uint8_t number : std::vector<std::uint8_t>{4, 1, 3, 5, 2, 3}) {
        set.insert(lead(number));
    }
    set.erase(lead(5));
    set.erase(lead(9));  // never in it
    EXPECT_EQ(set.size(), 4U);
    EXPECT_EQ(set.newest({}, 2), (std::vector{lead(4), lead(3)}));
    EXPECT_EQ(set.newest(lead(3), 9), (std::vector{lead(2), lead(1)}));
    EXPECT_EQ(set.newest(lead(1), 9), std::vector<LeadId>{});
    EXPECT_TRUE(set.newest({}, 0).empty());
}

}  // namespace
}  // namespace baton::desk
