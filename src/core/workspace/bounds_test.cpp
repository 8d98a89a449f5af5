// Large documents made to be slow: each is read, or refused with words, in a time that its size
// explains. What took minutes would be noticed by the patience of whoever runs the tests.
#include <gtest/gtest.h>

#include <string>

#include "core/workspace/context_for_tests.hpp"
#include "core/workspace/report.hpp"

namespace baton::workspace {
namespace {

using testing::Outside;

constexpr int kMany = 12'000;

std::string entries(const std::string& section, const std::string& value) {
    std::string text = section + ":\n";
    for (int i = 0; i < kMany; ++i) text += "  n" + std::to_string(i) + ": " + value + "\n";
    return text;
}

bool tells(const std::vector<std::string>& findings, std::string_view words) {
    for (const std::string& finding : findings) {
        if (finding.find(words) != std::string::npos) return true;
    }
    return false;
}

TEST(LargeDocument, ManyUnknownNamesAreNotEachComparedWithManyKnownOnes) {
    Outside outside;
    std::string text = "people:\n";
    for (int i = 0; i < kMany; ++i) {
        const std::string name = "n" + std::to_string(i);
        text += "  " + name + ": { name: A, email: " + name + "@acme.test }\n";
    }
    text += "pools:\n";
    for (int i = 0; i < kMany; ++i) {
        text += "  p" + std::to_string(i) + ": { members: [m" + std::to_string(i) + "] }\n";
    }
    const auto found = outside.findings(text);
    EXPECT_TRUE(tells(found, "who is not among the people (did you mean"));
    EXPECT_EQ(found.size(), kMaxFindings);
}

TEST(LargeDocument, HasOnlySoManyChannelsTiersAndFields) {
    Outside outside;
    EXPECT_TRUE(tells(outside.findings(entries("channels", "{ type: slack, webhook: \"${H}\" }")),
                      "there are more than 1000 channels"));
    EXPECT_TRUE(tells(outside.findings(entries("fields", "{ type: text }")),
                      "leads have more than 1000 fields"));
    std::string tiers = "tiers:\n";
    for (int i = 0; i < kMany; ++i)
        tiers += "  n" + std::to_string(i) + ": " + std::to_string(i) + "\n";
    EXPECT_TRUE(tells(outside.findings(tiers), "there are more than 1000 tiers"));
}

TEST(LargeDocument, AChoiceMayHaveManyValues) {
    Outside outside;
    std::string text = "fields:\n  f: { type: choice, of: [v0";
    for (int i = 1; i < kMany; ++i) text += ", v" + std::to_string(i);
    EXPECT_FALSE(tells(outside.findings(text + "] }\n"), "field"));
    EXPECT_TRUE(tells(outside.findings(text + ", v7] }\n"), "lists \"v7\" twice"));
}

// As large as a document may be: as many rules as a company never had, the rest of it comments.
TEST(LargeDocument, OfTenMegabytesIsReadAndOneByteMoreIsNot) {
    Outside outside;
    constexpr std::size_t kMost = 10 * 1024 * 1024;
    std::string text = "otherwise: { queue: all }\nrules:\n";
    for (int i = 0; i < kMany; ++i) {
        const std::string number = std::to_string(i);
        text += "  - { name: r" + number + ", when: lead.employees == " + number +
                ", route: { queue: all } }\n";
    }
    while (text.size() + 100 < kMost) text += "# " + std::string(97, 'x') + "\n";
    text += "# ";
    text.resize(kMost, 'x');
    EXPECT_EQ(outside.findings(text), std::vector<std::string>{});
    EXPECT_TRUE(tells(outside.findings(text + "x"), "at most 10485760 are read"));
}

TEST(Numbers, ThatAreNoneOrPastADoubleAreRefused) {
    Outside outside;
    for (const std::string number :
         {".nan", ".inf", "-.inf", "1e999", "-1e999", "NaN", "Infinity"}) {
        const std::string text = "people: { a: { weight: " + number + ", quota: " + number +
                                 ", capacity: { open: " + number +
                                 " } } }\ntiers: { hot: " + number +
                                 " }\nscore: [ { add: " + number + ", when: \"true\" } ]\n";
        const auto found = outside.findings(text);
        EXPECT_TRUE(tells(found, "\"weight\" of person \"a\" must be a number")) << number;
        EXPECT_TRUE(tells(found, "\"quota\" of person \"a\" must be a number")) << number;
        EXPECT_TRUE(tells(found, "\"open\" of \"capacity\" of person \"a\" must be")) << number;
        EXPECT_TRUE(tells(found, "tier \"hot\" must be the least score for it, a number"))
            << number;
        EXPECT_TRUE(tells(found, "\"add\" of scoring line 1 must be a number")) << number;
    }
}

}  // namespace
}  // namespace baton::workspace
