#include "deliver/outbound/secrets.hpp"

#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

std::optional<std::string> environment(std::string_view name) {
    if (name == "TOKEN") return "s3cret-token";
    if (name == "LONGER") return "s3cret-token-longer";
    if (name == "SHORT") return "ab";
    if (name == "EMPTY") return "";
    return std::nullopt;
}

TEST(Secrets, PutsInWhatTheEnvironmentHolds) {
    Secrets secrets;
    const auto url =
        expand("https://hooks.test/${TOKEN}/x?k=${SHORT}", "here", environment, secrets);
    ASSERT_TRUE(url);
    EXPECT_EQ(*url, "https://hooks.test/s3cret-token/x?k=ab");
    EXPECT_EQ(*expand("no names $HERE {x}", "here", environment, secrets), "no names $HERE {x}");
}

TEST(Secrets, NamesAVariableThatIsMissingOrEmpty) {
    Secrets secrets;
    for (const char* text : {"${NOT_SET}", "${EMPTY}"}) {
        const auto url = expand(text, "channel mail: password", environment, secrets);
        ASSERT_FALSE(url);
        EXPECT_TRUE(is(url.error(), DeliverError::SecretMissing));
        EXPECT_NE(url.error().message.find("channel mail: password"), std::string::npos);
    }
}

TEST(Secrets, RefusesBracesWithoutAName) {
    Secrets secrets;
    for (const char* text : {"${", "${}", "${A B}", "${1A}", "${A${TOKEN}}"}) {
        const auto url = expand(text, "here", environment, secrets);
        ASSERT_FALSE(url) << text;
        EXPECT_TRUE(is(url.error(), DeliverError::BadSecretName)) << text;
    }
}

TEST(Secrets, AreTakenOutOfWhatIsShownTheLongestFirst) {
    Secrets secrets;
    ASSERT_TRUE(expand("${TOKEN}${LONGER}${SHORT}", "here", environment, secrets));
    EXPECT_EQ(secrets.scrub("a s3cret-token-longer, s3cret-token and ab"), "a ***, *** and ab");
}

TEST(Secrets, ASecretThatHoldsStarsIsTakenOutOnce) {
    Secrets secrets;
    secrets.add("****");
    EXPECT_EQ(secrets.scrub("********"), "******");
}

}  // namespace
}  // namespace baton::deliver
