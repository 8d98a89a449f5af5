// How an account was found, in words.
#include <gtest/gtest.h>

#include "core/route/words.hpp"

namespace baton::route {
namespace {

TEST(AccountWords, SayHowItWasFoundAndHowSureThatIs) {
    Findings findings;
    EXPECT_EQ(account_in_words(findings), "");
    findings.account = "globex";
    EXPECT_EQ(account_in_words(findings), "account globex");
    findings.account_by = team::AccountBy::Domain;
    EXPECT_EQ(account_in_words(findings), "account globex by domain");
    findings.account_by = team::AccountBy::Name;
    // As it was recorded before names had reasons.
    EXPECT_EQ(account_in_words(findings), "account globex by name");
    findings.account_reason = team::NameReason::Abbreviation;
    findings.account_confidence = 0.95;
    EXPECT_EQ(account_in_words(findings), "account globex by name (abbreviation, 95 % sure)");
}

}  // namespace
}  // namespace baton::route
