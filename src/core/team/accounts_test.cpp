#include "core/team/accounts.hpp"

#include <gtest/gtest.h>

namespace baton::team {
namespace {

AccountBook book() {
    std::vector<Account> accounts(3);
    accounts[0] = {"globex", "Globex Corporation", {"globex.test"}, PersonId{1}, {}};
    accounts[1] = {"initech", "Initech", {"initech.test", "globex.test"}, std::nullopt, {}};
    accounts[2] = {"globex2", "GLOBEX", {}, std::nullopt, {}};
    return {std::move(accounts), {}};
}

TEST(AccountBook, MatchesByDomainFirst) {
    const AccountBook accounts = book();
    const auto match = accounts.match("initech.test", "Globex");
    ASSERT_TRUE(match);
    EXPECT_EQ(accounts.account(match->account).id, "initech");
    EXPECT_EQ(match->by, AccountBy::Domain);
}

TEST(AccountBook, MatchesNamesAfterLegalFormPunctuationAndCase) {
    const AccountBook accounts = book();
    for (const char* name : {"GLOBEX CORP.", "Globex Corporation", "The globex corporation"}) {
        const auto match = accounts.match("somewhere.test", name);
        ASSERT_TRUE(match) << name;
        EXPECT_EQ(accounts.account(match->account).id, "globex") << name;
        EXPECT_EQ(match->by, AccountBy::Name);
    }
    for (const char* name : {"INITECH, Inc.", "initech", "Initech GmbH & Co. KG"}) {
        EXPECT_EQ(accounts.match("", name)->account, AccountId{1}) << name;
    }
    // The surest counts before file order.
    for (const char* name : {"globex", "Globex, Inc."}) {
        EXPECT_EQ(accounts.match("", name)->account, AccountId{2}) << name;
    }
    EXPECT_FALSE(accounts.match("globexx.test", "Globalex"));
}

TEST(AccountBook, TakesTheFirstInFileOrder) {
    const AccountBook accounts = book();
    EXPECT_EQ(accounts.match("globex.test", "")->account, AccountId{0});
    EXPECT_EQ(accounts.find("globex2"), AccountId{2});
    EXPECT_EQ(accounts.find("hooli"), std::nullopt);
    EXPECT_FALSE(accounts.match("", ""));
    EXPECT_FALSE(AccountBook{}.match("globex.test", "Globex"));
}

}  // namespace
}  // namespace baton::team
