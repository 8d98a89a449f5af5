#include "deliver/crm/record.hpp"

#include <gtest/gtest.h>

namespace baton::deliver::crm {
namespace {

TEST(CrmKnown, IsReadBackAsItWasKept) {
    Known known;
    known.ids.at(RecordKind::Contact) = "12";
    known.ids.at(RecordKind::Opportunity) = "0065g00000\"x";
    known.owner = "3";
    known.said = "0f";
    EXPECT_EQ(decode_known(encode(known)), known);
    EXPECT_EQ(encode(known),
              R"({"contact":"12","opportunity":"0065g00000\"x","owner":"3","said":"0f"})");
}

TEST(CrmKnown, OfNothingOrNonsenseIsNothing) {
    EXPECT_EQ(decode_known(""), Known{});
    EXPECT_EQ(decode_known("[1]"), Known{});
    EXPECT_EQ(decode_known(R"({"contact":12})"), Known{});
    EXPECT_EQ(encode(Known{}), "{}");
}

}  // namespace
}  // namespace baton::deliver::crm
