#include "deliver/notify/webhook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deliver/notify/sample_for_tests.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Headers = std::vector<std::pair<std::string, std::string>>;

const Instant kAt = Instant::from_seconds(1614265330);

// Key, id, time, body and signature of the specification's own example.
TEST(Webhook, SignsAsTheSpecificationDoes) {
    const auto headers =
        webhook_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", kAt + Duration{999'999},
                        "{\"test\": 2432232314}", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    ASSERT_TRUE(headers);
    EXPECT_EQ(*headers,
              (Headers{{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                       {"webhook-timestamp", "1614265330"},
                       {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}}));
    const auto bare = webhook_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", kAt, "{\"test\": 2432232314}",
                                      "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    EXPECT_EQ(*bare, *headers);
}

TEST(Webhook, WithoutASecretThereIsNoSignature) {
    const auto headers = webhook_headers("id", kAt, "{}", "");
    ASSERT_TRUE(headers);
    EXPECT_EQ(headers->size(), 2U);
}

TEST(Webhook, ASecretThatIsNoKeyIsRefusedAndNotShown) {
    for (const char* secret : {"whsec_", "whsec_not base64", "hunter2!", "whsec_YWJ"}) {
        const auto headers = webhook_headers("id", kAt, "{}", secret);
        ASSERT_FALSE(headers) << secret;
        EXPECT_TRUE(is(headers.error(), DeliverError::BadKey));
        EXPECT_THAT(headers.error().message, Not(HasSubstr("hunter2")));
    }
}

TEST(Webhook, BodyTellsWhatHappenedToWhichLead) {
    const std::string body = webhook_body(testing::sample_facts());
    EXPECT_EQ(body + "\n", testing::golden("webhook_assigned.json", body + "\n"));
}

TEST(Webhook, BodyIsJsonWhateverTheLeadSays) {
    LeadFacts facts = testing::sample_facts();
    facts.lead.name = "\"}\\\x01\xff";
    facts.lead.more = {{"a\"b", "c\n\"d"}};
    const std::string body = webhook_body(facts);
    EXPECT_THAT(body, HasSubstr(R"("name":"\"}\\)"));
    EXPECT_THAT(body, HasSubstr(R"("fields":{"a\"b":"c\n\"d"})"));
}

TEST(Webhook, BodyStaysUnderAMegabyteWhateverTheLeadSays) {
    LeadFacts facts = testing::sample_facts();
    const std::string lots(100'000, '\"');
    facts.lead.message = lots;
    facts.lead.title = lots;
    for (int i = 0; i < 300; ++i)
        facts.lead.more.push_back({lots.substr(0, 2000), lots.substr(0, 5000)});
    EXPECT_LT(webhook_body(facts).size(), std::size_t{1} << 20);
}

}  // namespace
}  // namespace baton::deliver
