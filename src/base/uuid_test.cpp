#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace baton {
namespace {

constexpr UuidRandom kOnes = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

TEST(Uuid, CarriesTimeVersionAndVariant) {
    const Uuid id = make_uuid_v7(0x0123456789ab, UuidRandom{});
    EXPECT_EQ(format_uuid(id), "01234567-89ab-7000-8000-000000000000");
    EXPECT_EQ(format_uuid(make_uuid_v7(0x0123456789ab, kOnes)),
              "01234567-89ab-7fff-bfff-ffffffffffff");
    EXPECT_EQ(millis_of(id), 0x0123456789ab);
}

TEST(Uuid, LaterComparesGreater) {
    EXPECT_LT(make_uuid_v7(1000, kOnes), make_uuid_v7(1001, UuidRandom{}));
}

TEST(Uuid, TimeOutsideItsRangeIsTakenToTheNearestEnd) {
    EXPECT_EQ(millis_of(make_uuid_v7(-5, kOnes)), 0);
    EXPECT_EQ(millis_of(make_uuid_v7(std::int64_t{1} << 60, kOnes)), (std::int64_t{1} << 48) - 1);
}

TEST(Uuid, TextReadsBack) {
    const Uuid id = make_uuid_v7(1'772'460'000'000, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    EXPECT_EQ(parse_uuid(format_uuid(id)), id);
    EXPECT_EQ(parse_uuid("01234567-89AB-7FFF-BFFF-FFFFFFFFFFFF"),
              make_uuid_v7(0x0123456789ab, kOnes));
}

TEST(Uuid, OtherTextIsNone) {
    EXPECT_FALSE(parse_uuid(""));
    EXPECT_FALSE(parse_uuid("0123456789ab7fffbfffffffffffffff"));
    EXPECT_FALSE(parse_uuid("01234567-89ab-7fff-bfff-fffffffffff"));
    EXPECT_FALSE(parse_uuid("01234567-89ab-7fff-bfff-fffffffffffg"));
    EXPECT_FALSE(parse_uuid("01234567+89ab-7fff-bfff-ffffffffffff"));
}

}  // namespace
}  // namespace baton
