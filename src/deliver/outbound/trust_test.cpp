#include "deliver/outbound/trust.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "deliver/outbound/error.hpp"

namespace baton::deliver {
namespace {

using ::testing::HasSubstr;

// An authority for a test, valid until 2126; its key was thrown away.
constexpr const char* kAuthority = R"(-----BEGIN CERTIFICATE-----
MIIBiTCCAS+gAwIBAgIUFJbxGJtC8YvnE+0f6VVJj3Sw5uswCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTIzMDA1NDQ0WhgPMjEy
NjEwMzAwMDU0NDRaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEvyjwsj3P6kdK4kQ6wswiB7kM7rZsfYPCBbvarQx5
71ODYI8Dp0tXVSG7uzx3FPkTCh4Rq9QKYdoL15svqVpqd6NTMFEwHQYDVR0OBBYE
FMGCAhIHnsBSFnj9BOhLFRsVSTHsMB8GA1UdIwQYMBaAFMGCAhIHnsBSFnj9BOhL
FRsVSTHsMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgJztMWx7u
ayzh5eJ6I5zPzVTP4ZcM7du6JNUP7VC5kIkCIQCFOYRX7XjcRFItY0msKqKhwDUS
ARH8RRTdTA/x1r/H+w==
-----END CERTIFICATE-----
)";

class Trust : public ::testing::Test {
  protected:
    void SetUp() override {
        path_ = std::filesystem::temp_directory_path() /
                ("baton-trust-" + std::to_string(::getpid()) + ".pem");
    }
    void TearDown() override { std::filesystem::remove(path_); }

    Result<std::size_t> count(const std::string& text) {
        std::ofstream(path_, std::ios::binary) << text;
        return count_certificates(path_.string());
    }

    std::filesystem::path path_;
};

TEST_F(Trust, CountsWhatAFileHolds) {
    EXPECT_EQ(count(kAuthority), 1U);
    EXPECT_EQ(count("Our authority, and the one before it\n" + std::string(kAuthority) + "\n" +
                    kAuthority),
              2U);
}

TEST_F(Trust, SaysWhatIsWrongWithAFile) {
    EXPECT_THAT(count("").error().message, HasSubstr("holds no certificate"));
    EXPECT_THAT(count("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n")
                    .error()
                    .message,
                HasSubstr("holds no certificate"));
    const std::string torn =
        std::string(kAuthority) +
        "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n";
    const auto second = count(torn);
    ASSERT_FALSE(second);
    EXPECT_TRUE(is(second.error(), DeliverError::BadCertificates));
    EXPECT_THAT(second.error().message, HasSubstr("certificate 2 cannot be read"));
    EXPECT_THAT(count_certificates("/nowhere/ca.pem").error().message,
                HasSubstr("cannot read /nowhere/ca.pem: No such file"));
}

}  // namespace
}  // namespace baton::deliver
