#include "store/check_append.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/limits.hpp"

namespace baton::store {
namespace {

using ::testing::HasSubstr;

Append good() {
    Append append;
    append.workspace = "acme";
    append.after.seq = 4;
    append.events.resize(2);
    append.events[0].seq = 5;
    append.events[1].seq = 6;
    for (EventRow& event : append.events) event.kind = "k";
    append.leads.resize(1);
    append.keys.resize(1);
    append.keys[0].key = "key";
    return append;
}

std::string refusal(const Append& append) {
    const auto checked = check_append(append);
    return checked ? "taken" : checked.error().message;
}

TEST(CheckAppend, TakesWhatIsWell) {
    EXPECT_EQ(refusal(good()), "taken");
    EXPECT_EQ(refusal(Append{.workspace = "acme"}), "taken");
}

TEST(CheckAppend, NamesWhatIsWrong) {
    Append append = good();
    append.workspace = std::string("a\0b", 3);
    EXPECT_THAT(refusal(append), HasSubstr("workspace's name holds a zero byte"));
    append = good();
    append.events[1].seq = 5;
    EXPECT_THAT(refusal(append), HasSubstr("event 5 stands where 6 has to follow"));
    append = good();
    append.events[0].kind.assign(kMaxNameBytes + 1, 'k');
    EXPECT_THAT(refusal(append), HasSubstr("kind has 1 to 255 bytes, not 256"));
    append = good();
    append.leads.push_back(append.leads[0]);
    EXPECT_THAT(refusal(append), HasSubstr("has two rows"));
    append = good();
    append.leads[0].person.assign(kMaxNameBytes + 1, 'p');
    EXPECT_THAT(refusal(append), HasSubstr("a column of a lead"));
    append = good();
    append.leads[0].content.emplace().identities.resize(kMaxIdentities + 1);
    EXPECT_THAT(refusal(append), HasSubstr("17 identities"));
    append = good();
    append.leads[0].content.emplace().body.resize(kMaxBodyBytes + 1);
    EXPECT_THAT(refusal(append), HasSubstr("a lead's body is 8388609 bytes"));
    append = good();
    append.keys[0].key.clear();
    EXPECT_THAT(refusal(append), HasSubstr("an idempotency key has 1 to 255 bytes, not 0"));
    append = good();
    append.identities.resize(1);
    EXPECT_THAT(refusal(append), HasSubstr("an owner"));
    append = good();
    append.publish.emplace().files = {{"a", ""}, {"a", ""}};
    EXPECT_THAT(refusal(append), HasSubstr("two files named a"));
}

TEST(CheckAppend, TheWholeIsBounded) {
    Append append = good();
    append.events.assign(9, append.events[0]);
    for (std::size_t i = 0; i < 9; ++i) {
        append.events[i].seq = 5 + i;
        append.events[i].body.resize(kMaxBodyBytes);
    }
    EXPECT_THAT(refusal(append), HasSubstr("at most 67108864 are taken"));
    append = good();
    append.events.assign(kMaxEventsPerAppend + 1, append.events[0]);
    EXPECT_THAT(refusal(append), HasSubstr("50001 events in one append"));
}

TEST(CheckDeliveries, NamesWhatIsWrong) {
    PutDeliveries put;
    put.cursor = {"notify", "acme", 0, 1};
    put.rows.resize(1);
    put.rows[0].kind = "assigned";
    EXPECT_THAT(check_deliveries(put).error().message, HasSubstr("a channel's name"));
    put.rows[0].channel = "slack";
    EXPECT_TRUE(check_deliveries(put));
    put.cursor.consumer.clear();
    EXPECT_THAT(check_deliveries(put).error().message, HasSubstr("a consumer's name"));
}

}  // namespace
}  // namespace baton::store
