#include "core/team/name_memory.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::team {
namespace {

AccountBook book(std::vector<std::string> names) {
    std::vector<Account> accounts;
    for (std::string& name : names) {
        Account account;
        account.id = "A" + std::to_string(accounts.size());
        account.name = std::move(name);
        accounts.push_back(std::move(account));
    }
    return {std::move(accounts), {}};
}

TEST(NameMemory, GivesWhatTheBookGives) {
    const AccountBook accounts = book({"Globex Inc.", "Initech LLC"});
    for (const std::size_t most : {0U, 1U, 64U}) {
        NameMemory memory(most);
        // More of them than the least room holds: they drive each other out.
        for (int round = 0; round < 3; ++round) {
            for (const char* company : {"Globex", "Initech", "Hooli", "Umbrella", "Cyberdyne",
                                        "Soylent", "Globex", "Globex", ""}) {
                const auto plain = accounts.match("", company);
                const auto remembered = accounts.match("", company, &memory);
                ASSERT_EQ(plain.has_value(), remembered.has_value()) << company;
                if (!plain) continue;
                EXPECT_EQ(plain->account, remembered->account) << company;
                EXPECT_EQ(plain->confidence, remembered->confidence) << company;
                EXPECT_EQ(plain->reason, remembered->reason) << company;
            }
        }
    }
}

TEST(NameMemory, KnowsNothingOfABookThatIsGone) {
    NameMemory memory(64);
    EXPECT_TRUE(book({"Globex"}).match("", "Globex", &memory));
    memory.forget();
    EXPECT_FALSE(book({"Initech"}).match("", "Globex", &memory));
    EXPECT_FALSE(book({}).match("", "Globex", &memory));
}

}  // namespace
}  // namespace baton::team
