#include "base/hmac.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/text.hpp"

namespace baton {
namespace {

TEST(Hmac, AgreesWithTheStandardsExamples) {
    // RFC 4231, case 2; RFC 2202, case 2.
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    const std::array<std::string_view, 2> pieces{"what do ya want ", "for nothing?"};
    EXPECT_EQ(to_hex(hmac(HmacHash::Sha1, "Jefe", pieces)),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    // Nothing signed by nothing, as others compute it.
    EXPECT_EQ(to_hex(hmac_sha256("", "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Base64, GoesThereAndBack) {
    for (const std::string& bytes :
         {std::string(), std::string("f"), std::string("fo"), std::string("foo"),
          std::string("\0\xff\x7f", 3), std::string("foobar\n")}) {
        EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    }
    EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
}

TEST(Base64, RefusesWhatIsNone) {
    for (const std::string_view text : {"Zg", "Zg=", "Z===", "Zm9v!A==", "Zm 9", "Zm9v\nZg=="}) {
        EXPECT_FALSE(from_base64(text)) << text;
    }
}

TEST(ConstantTime, TellsEqualFromOther) {
    EXPECT_TRUE(equals_in_constant_time("", ""));
    EXPECT_TRUE(equals_in_constant_time("secret", "secret"));
    EXPECT_FALSE(equals_in_constant_time("secret", "Secret"));
    EXPECT_FALSE(equals_in_constant_time("secret", "secrets"));
}

}  // namespace
}  // namespace baton
