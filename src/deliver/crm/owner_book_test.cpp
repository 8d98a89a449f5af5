// Who is who in a CRM: by e-mail, and never guessed.
#include "deliver/crm/owner_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::deliver::crm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

workspace::Policy policy_of(const std::vector<std::pair<std::string, std::string>>& people) {
    workspace::Policy policy;
    for (const auto& [key, email] : people) {
        workspace::Person person;
        person.key = key;
        person.email = email;
        policy.people.emplace_back(std::move(person));
    }
    policy.people.emplace_back();  // somebody of an earlier document
    return policy;
}

TEST(OwnerBook, MatchesByAddressWhateverItsCase) {
    const OwnerBook book({{"1", " Sarah@Acme.test ", "S"}, {"2", "other@acme.test", "O"}},
                         policy_of({{"sarah", "sarah@acme.test"}, {"jen", "jen@acme.test"}}));
    EXPECT_EQ(book.owner_of("sarah"), "1");
    EXPECT_EQ(book.person_of("1"), "sarah");
    EXPECT_EQ(book.owner_of("jen"), "");
    EXPECT_EQ(book.person_of("2"), "");
    EXPECT_THAT(book.owners(), ElementsAre("1"));
    EXPECT_THAT(book.problems(), IsEmpty());
}

TEST(OwnerBook, TwoOwnersWithOneAddressAreNobody) {
    const OwnerBook book({{"1", "sarah@acme.test", ""}, {"7", "SARAH@acme.test", ""}},
                         policy_of({{"sarah", "sarah@acme.test"}}));
    EXPECT_EQ(book.owner_of("sarah"), "");
    EXPECT_EQ(book.person_of("1"), "");
    EXPECT_THAT(book.problems(),
                ElementsAre("the e-mail address of sarah belongs to 2 owners there (1, 7)"));
}

TEST(OwnerBook, TwoPeopleWithOneAddressAreNobody) {
    const OwnerBook book({{"1", "team@acme.test", ""}},
                         policy_of({{"sarah", "team@acme.test"}, {"jen", "team@acme.test"}}));
    EXPECT_EQ(book.person_of("1"), "");
    EXPECT_THAT(book.problems(),
                ElementsAre("sarah and jen have one e-mail address in the document"));
}

TEST(OwnerBook, NobodyIsMatchedWithoutAnAddress) {
    const OwnerBook book({{"1", "", ""}}, policy_of({{"sarah", ""}, {"jen", ""}}));
    EXPECT_THAT(book.owners(), IsEmpty());
    EXPECT_THAT(book.problems(), IsEmpty());
}

}  // namespace
}  // namespace baton::deliver::crm
