#include "store/sqlite/hash_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::store::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::uint64_t> find(const HashMemory& memory, std::uint64_t hash,
                                std::size_t limit = 100) {
    std::vector<std::uint64_t> rows;
    memory.find(hash, limit, rows);
    return rows;
}

TEST(HashMemory, FindsTheLatestFirst) {
    HashMemory memory;
    EXPECT_THAT(find(memory, 7), IsEmpty());
    memory.add({7, 1});
    memory.add({8, 2});
    memory.add({7, 3});
    EXPECT_THAT(find(memory, 7), ElementsAre(3, 1));
    EXPECT_THAT(find(memory, 7, 1), ElementsAre(3));
    EXPECT_THAT(find(memory, 9), IsEmpty());
}

TEST(HashMemory, ManyThatShareASlotAreToldApart) {
    HashMemory memory;
    for (std::uint64_t i = 1; i <= 1000; ++i) memory.add({i << 32, i});
    for (std::uint64_t i = 1; i <= 1000; ++i) EXPECT_THAT(find(memory, i << 32), ElementsAre(i));
}

TEST(HashMemory, TakesBackFromARowOn) {
    HashMemory memory;
    memory.add({7, 1});
    memory.add({7, 2});
    memory.add({8, 3});
    memory.drop_from(2);
    EXPECT_THAT(find(memory, 7), ElementsAre(1));
    EXPECT_THAT(find(memory, 8), IsEmpty());
    memory.add({8, 2});
    EXPECT_THAT(find(memory, 8), ElementsAre(2));
    memory.drop_from(99);
    EXPECT_EQ(memory.size(), 2U);
}

TEST(HashMemory, ForgetsOneOfAHash) {
    HashMemory memory;
    memory.forget({7, 1});  // nothing there yet
    memory.add({7, 1});
    memory.add({7, 2});
    memory.forget({7, 1});
    memory.forget({7, 9});
    EXPECT_THAT(find(memory, 7), ElementsAre(2));
    memory.add({9, 3});
    memory.drop_from(3);
    EXPECT_THAT(find(memory, 7), ElementsAre(2));
}

}  // namespace
}  // namespace baton::store::sqlite
