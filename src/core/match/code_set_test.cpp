#include "core/match/code_set.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace baton::match {
namespace {

CodeSet set_of(std::initializer_list<Interval> intervals) {
    CodeSet set;
    for (const Interval& interval : intervals) set.append(interval);
    return set;
}

TEST(CodeSet, TouchingIntervalsBecomeOne) {
    const CodeSet set = set_of({{1, 3}, {3, 5}, {7, 7}, {8, 9}});
    EXPECT_EQ(set, set_of({{1, 5}, {8, 9}}));
    EXPECT_EQ(set.size(), 5U);
}

TEST(CodeSet, NothingBetweenTheEndsIsEmpty) {
    EXPECT_TRUE(CodeSet(4, 4).empty());
    EXPECT_TRUE(CodeSet(5, 4).empty());
    EXPECT_FALSE(CodeSet().contains(0));
}

// Held to sets that list every code.
TEST(CodeSet, AlgebraIsThatOfSets) {
    std::mt19937 engine(7);
    const auto below = [&](Code bound) { return static_cast<Code>(engine() % bound); };
    const auto some = [&] {
        CodeSet set;
        for (Code at = below(4); at < 24;) {
            const Code end = at + 1 + below(4);
            set.append({at, end});
            at = end + below(5);
        }
        return set;
    };
    for (int round = 0; round < 2000; ++round) {
        const CodeSet a = some();
        const CodeSet b = some();
        for (Code code = 0; code < 32; ++code) {
            const bool in_a = a.contains(code);
            const bool in_b = b.contains(code);
            ASSERT_EQ((a | b).contains(code), in_a || in_b);
            ASSERT_EQ((a & b).contains(code), in_a && in_b);
            ASSERT_EQ((a - b).contains(code), in_a && !in_b);
        }
    }
}

}  // namespace
}  // namespace baton::match
