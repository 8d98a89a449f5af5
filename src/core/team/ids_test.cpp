#include "core/team/ids.hpp"

#include <gtest/gtest.h>

namespace baton::team {
namespace {

TEST(NameList, NumbersNamesInOrderOfArrivalForGood) {
    NameList<PersonId> people;
    EXPECT_EQ(people.intern("sarah"), PersonId{0});
    EXPECT_EQ(people.intern("marcus"), PersonId{1});
    EXPECT_EQ(people.intern("sarah"), PersonId{0});
    EXPECT_EQ(people.name(PersonId{1}), "marcus");
    EXPECT_EQ(people.size(), 2U);
}

TEST(NameList, MayNotKnowAName) {
    const NameList<PoolId> pools;
    EXPECT_EQ(pools.find("inside"), std::nullopt);
}

}  // namespace
}  // namespace baton::team
