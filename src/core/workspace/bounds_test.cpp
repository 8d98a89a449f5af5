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

}  // namespace
}  // namespace baton::workspace
