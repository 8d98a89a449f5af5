// What needs no server: how arguments are written, how identities are packed, what a URL and a
// schema's name have to be.
#include "store/postgres/parameters.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "store/error.hpp"
#include "store/postgres/identities.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/postgres/schema.hpp"

namespace baton::store::postgres {
namespace {

std::string written(const Parameters& parameters, std::size_t i = 0) {
    return {parameters.data(i), parameters.length(i)};
}

TEST(Parameters, NumbersAreBigEndian) {
    const Parameters parameters(std::int64_t{-2}, std::int32_t{258}, Instant{1}, true);
    EXPECT_EQ(written(parameters, 0), "\xff\xff\xff\xff\xff\xff\xff\xfe");
    EXPECT_EQ(written(parameters, 1), std::string("\0\0\1\2", 4));
    EXPECT_EQ(written(parameters, 2), std::string("\0\0\0\0\0\0\0\1", 8));
    EXPECT_EQ(written(parameters, 3), "\1");
    EXPECT_EQ(parameters.type(0), 20U);
    EXPECT_EQ(parameters.type(1), 23U);
}

TEST(Parameters, TextAndBytesAreThemselves) {
    const Parameters parameters(std::string("späte"), Blob{std::string_view("a\0b", 3)},
                                std::optional<Uuid>(), std::optional<Blob>(Blob{""}));
    EXPECT_EQ(written(parameters, 0), "späte");
    EXPECT_EQ(parameters.type(0), 25U);
    EXPECT_EQ(written(parameters, 1), std::string("a\0b", 3));
    EXPECT_EQ(parameters.type(1), 17U);
    EXPECT_EQ(parameters.data(2), nullptr);
    EXPECT_EQ(parameters.type(2), 2950U);
    EXPECT_NE(parameters.data(3), nullptr) << "empty is not null";
    EXPECT_EQ(parameters.length(3), 0U);
}

TEST(Parameters, ArraysHaveOneElementARow) {
    Parameters parameters;
    parameters.add_array(std::vector<std::optional<std::int32_t>>{7, std::nullopt});
    parameters.add_array(std::vector<std::string>{});
    const std::string head("\0\0\0\1\0\0\0\1\0\0\0\x17\0\0\0\2\0\0\0\1", 20);
    EXPECT_EQ(written(parameters, 0),
              head + std::string("\0\0\0\4\0\0\0\7", 8) + "\xff\xff\xff\xff");
    EXPECT_EQ(parameters.type(0), 1007U);
    EXPECT_EQ(written(parameters, 1), std::string("\0\0\0\0\0\0\0\1\0\0\0\x19", 12));
}

TEST(Parameters, NoRowCanMeanNull) {
    const auto same = [](std::int32_t n) { return n; };
    Parameters parameters;
    parameters.add_some(std::vector<std::int32_t>{}, same);
    parameters.add_some(std::vector<std::int32_t>{1}, same);
    EXPECT_EQ(parameters.data(0), nullptr);
    EXPECT_NE(parameters.data(1), nullptr);
}

TEST(Identities, AreReadAsTheyWerePacked) {
    const std::vector<std::uint64_t> all = {0, 1, 0x0102030405060708U,
                                            std::numeric_limits<std::uint64_t>::max()};
    EXPECT_EQ(unpack_identities(pack_identities(all)), all);
    EXPECT_EQ(pack_identities({0x0102030405060708U}), "\1\2\3\4\5\6\7\10");
    EXPECT_TRUE(unpack_identities("").empty());
}

TEST(SchemaName, IsPlain) {
    EXPECT_TRUE(is_schema_name("baton"));
    EXPECT_TRUE(is_schema_name("baton_2"));
    for (const char* name : {"", "2baton", "Baton", "a;b", "a\"b", "a b"}) {
        EXPECT_FALSE(is_schema_name(name)) << name;
    }
    EXPECT_FALSE(is_schema_name(std::string(49, 'a')));
}

TEST(Open, WhatCannotBeAUrlIsRefusedWithoutItsPassword) {
    const auto store = open({.url = "postgresql://u:hidden@[h/db"});
    ASSERT_FALSE(store);
    EXPECT_TRUE(is(store.error(), StoreError::Invalid));
    EXPECT_EQ(store.error().message.find("hidden"), std::string::npos) << store.error().message;
    EXPECT_FALSE(open({.url = "postgresql://u@h/db", .schema = "not a name"}));
}

}  // namespace
}  // namespace baton::store::postgres
