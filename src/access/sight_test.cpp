#include "access/sight.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/secret.hpp"

namespace baton::access {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// dana leads sarah, sarah leads marcus; olga stands alone; ring and round manage each other.
class Sights : public ::testing::Test {
  protected:
    Sights() {
        const auto dana = add("dana");
        const auto sarah = add("sarah", dana);
        const auto marcus = add("marcus", sarah);
        const auto olga = add("olga");
        const auto ring = add("ring");
        const auto round = add("round", ring);
        policy_.people[ring.index()]->manager = round;
        policy_.people.emplace_back();  // somebody of an earlier version
        const auto inside = pool("inside", marcus);
        const auto other = pool("other", olga);
        queue("nurture", inside);
        queue("away", other);
        queue("closed", std::nullopt);
    }

    team::PersonId add(const std::string& key,
                       std::optional<team::PersonId> manager = std::nullopt) {
        const auto id = policy_.names.people.intern(key);
        workspace::Person person;
        person.key = key;
        person.manager = manager;
        policy_.people.emplace_back(std::move(person));
        return id;
    }

    team::PoolId pool(const std::string& key, team::PersonId member) {
        workspace::Pool& pool = policy_.pools.emplace_back().emplace();
        pool.key = key;
        pool.members.push_back({member, {}});
        return policy_.names.pools.intern(key);
    }

    void queue(const std::string& key, std::optional<team::PoolId> open_to) {
        workspace::Queue& queue = policy_.queues.emplace_back().emplace();
        queue.key = key;
        queue.open_to = open_to;
    }

    workspace::Policy policy_;
};

TEST_F(Sights, OfARepAreTheirOwn) {
    const Sight sight = sight_of(policy_, Reach::Own, "marcus");
    EXPECT_FALSE(sight.all);
    EXPECT_THAT(sight.people, ElementsAre("marcus"));
    EXPECT_THAT(sight.queues, ElementsAre("nurture"));
    EXPECT_TRUE(sight.sees_lead("marcus", ""));
    EXPECT_TRUE(sight.sees_lead("", "nurture"));
    EXPECT_FALSE(sight.sees_lead("sarah", ""));
    EXPECT_FALSE(sight.sees_lead("", ""));
    EXPECT_FALSE(sight.sees_lead("", "closed"));
}

TEST_F(Sights, OfAManagerAreTheTeamsAtAnyDepth) {
    EXPECT_THAT(sight_of(policy_, Reach::Team, "dana").people,
                ElementsAre("dana", "sarah", "marcus"));
    EXPECT_THAT(sight_of(policy_, Reach::Team, "sarah").people, ElementsAre("sarah", "marcus"));
    EXPECT_THAT(sight_of(policy_, Reach::Team, "olga").queues, ElementsAre("away"));
}

TEST_F(Sights, ACircleOfManagersEnds) {
    EXPECT_THAT(sight_of(policy_, Reach::Team, "ring").people, ElementsAre("ring", "round"));
    EXPECT_THAT(sight_of(policy_, Reach::Team, "nobody").people, IsEmpty());
}

TEST_F(Sights, OfNobodyAreNone) {
    EXPECT_EQ(sight_of(policy_, Reach::Own, ""), Sight{});
    EXPECT_EQ(sight_of(policy_, Reach::Team, ""), Sight{});
    EXPECT_EQ(sight_of(policy_, Reach::None, "marcus"), Sight{});
    EXPECT_TRUE(sight_of(policy_, Reach::All, "").sees_lead("", ""));
}

class Counting final : public Random {
  public:
    void fill(std::span<std::uint8_t> bytes) override {
        for (std::uint8_t& byte : bytes) byte = next_++;
    }

  private:
    std::uint8_t next_ = 0;
};

TEST(Secrets, AreLongAndDiffer) {
    Counting random;
    const std::string first = make_secret(random, "bt_");
    EXPECT_EQ(first, "bt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    EXPECT_NE(first, make_secret(random, "bt_"));
    EXPECT_EQ(secret_hash(first), sha256(first));
}

}  // namespace
}  // namespace baton::access
