#include "access/password.hpp"

#include <gtest/gtest.h>

namespace baton::access {
namespace {

TEST(Passwords, FitTheirHashAlone) {
    const std::string hash = hash_password("correct horse battery").value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
    EXPECT_TRUE(password_fits("correct horse battery", hash));
    EXPECT_FALSE(password_fits("correct horse batterz", hash));
    EXPECT_FALSE(password_fits("", hash));
    EXPECT_NE(hash, hash_password("correct horse battery").value()) << "each has its own salt";
}

TEST(Passwords, NoneFitsWhatIsNoHash) {
    EXPECT_FALSE(password_fits("", ""));
    EXPECT_FALSE(password_fits("anything at all", ""));
    EXPECT_FALSE(password_fits("anything at all", "$1$md5crypt"));
    EXPECT_FALSE(password_fits("anything at all", "$argon2id$broken"));
    EXPECT_FALSE(password_fits("anything at all", std::string(500, 'x')));
}

TEST(Passwords, AreLongEnough) {
    EXPECT_EQ(password_complaint("short"), "a password has at least 10 characters");
    EXPECT_EQ(password_complaint("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"),
              "a password has at least 10 characters");
    EXPECT_EQ(password_complaint("0123456789"), std::nullopt);
    EXPECT_TRUE(password_complaint(std::string(300, 'a')));
    EXPECT_EQ(password_complaint("aaaaaaaaaaaa"),
              "a password is more than one character again and again");
}

}  // namespace
}  // namespace baton::access
