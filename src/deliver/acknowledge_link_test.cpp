#include "deliver/acknowledge_link.hpp"

#include <gtest/gtest.h>

namespace baton::deliver {
namespace {

const AcknowledgeLink kLink{*parse_uuid("019cb0a5-5d80-7000-8000-000000000001"), "sarah",
                            Instant::from_seconds(1'772'460'000)};

Digest salt(std::uint8_t byte) {
    Digest out{};
    out.fill(byte);
    return out;
}

TEST(AcknowledgeLink, IsReadAsItWasSigned) {
    const std::string text = sign_link(kLink, "acme", salt(1));
    EXPECT_EQ(read_link(text, "acme", salt(1)), kLink);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
              std::string::npos);
    EXPECT_LT(text.size(), 100U);
}

TEST(AcknowledgeLink, IsNothingForAnotherStoreOrWorkspace) {
    const std::string text = sign_link(kLink, "acme", salt(1));
    EXPECT_EQ(read_link(text, "acme", salt(2)), std::nullopt);
    EXPECT_EQ(read_link(text, "globex", salt(1)), std::nullopt);
}

TEST(AcknowledgeLink, EveryChangedLetterSpoilsIt) {
    const std::string text = sign_link(kLink, "acme", salt(1));
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char other : {'A', 'B', '_', '+', '=', '\0'}) {
            if (text[i] == other) continue;
            std::string changed = text;
            changed[i] = other;
            EXPECT_EQ(read_link(changed, "acme", salt(1)), std::nullopt) << i << other;
        }
        EXPECT_EQ(read_link(text.substr(0, i), "acme", salt(1)), std::nullopt);
    }
    EXPECT_EQ(read_link(text + "A", "acme", salt(1)), std::nullopt);
    EXPECT_EQ(read_link(std::string(2'000, 'A'), "acme", salt(1)), std::nullopt);
}

TEST(AcknowledgeLink, NamesCannotBeMovedBetweenItsParts) {
    AcknowledgeLink long_name = kLink;
    long_name.person = "Zoë Ångström";
    EXPECT_EQ(read_link(sign_link(long_name, "acme", salt(1)), "acme", salt(1)), long_name);
    EXPECT_NE(sign_link(kLink, "acme", salt(1)), sign_link(long_name, "acme", salt(1)));
}

}  // namespace
}  // namespace baton::deliver
