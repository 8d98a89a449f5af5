#include "base/base64_url.hpp"

#include <gtest/gtest.h>

namespace baton {
namespace {

TEST(Base64Url, IsWrittenWithoutPadding) {
    EXPECT_EQ(to_base64_url(""), "");
    EXPECT_EQ(to_base64_url("f"), "Zg");
    EXPECT_EQ(to_base64_url("fo"), "Zm8");
    EXPECT_EQ(to_base64_url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64_url("\xfb\xff"), "-_8");
}

TEST(Base64Url, OnlyWhatItWritesIsRead) {
    EXPECT_EQ(from_base64_url("-_8"), "\xfb\xff");
    EXPECT_EQ(from_base64_url("Zm9vYmFy"), "foobar");
    EXPECT_EQ(from_base64_url(""), "");
    for (const char* other : {"Zg==", "+/8", "Z", "Zh", "Zg ", "Z\ng", "Z"}) {
        EXPECT_EQ(from_base64_url(other), std::nullopt) << other;
    }
}

}  // namespace
}  // namespace baton
