// What the desk refuses, in the words that people read; and that a refusal changes nothing.
#include <gtest/gtest.h>

#include <limits>

#include "core/desk/office_for_tests.hpp"

namespace baton::desk {
namespace {

using event::AvailabilityChange;
using testing::Office;

constexpr const char* kDocument = R"(workspace: acme
people:
  ann:  { name: Ann,  email: ann@acme.test, capacity: { open: 2 } }
  ben:  { name: Ben,  email: ben@acme.test }
  cleo: { name: Cleo, email: cleo@acme.test, active: false }
pools:
  team: { members: [ann, ben] }
  solo: { members: [ann] }
queues: { inbox: { open_to: solo }, attic: { notify: false } }
rules:
  - { name: To Ann, when: 'lead.source == "ann"', route: { person: ann } }
  - { name: Queue, when: 'lead.source == "inbox"', route: { queue: inbox } }
  - { name: Attic, when: 'lead.source == "attic"', route: { queue: attic } }
  - { name: Rival, when: 'lead.source == "rival"', route: { reject: competitor } }
otherwise: { pool: team, where: 'person.id == "ben"' }
)";

class Refusals : public ::testing::Test {
  protected:
    Refusals() { EXPECT_TRUE(office.publish(kDocument)); }

    LeadId lead(const std::string& source) {
        return office.receive({{"source", lead::RawValue{source}}});
    }
    void refuses(const Command& command, DeskError code, const std::string& message) {
        const std::string before = office.bytes();
        const auto done = office.run(command);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, static_cast<int>(code)) << done.error().message;
        EXPECT_EQ(done.error().message, message);
        EXPECT_TRUE(before == office.bytes()) << "what was refused changed something";
    }
    void out(std::string_view who) {
        EXPECT_TRUE(
            office.run(ChangeAvailability{office.person(who), AvailabilityChange::Out, {}, {}}));
    }
    void pause(std::string_view who) {
        EXPECT_TRUE(
            office.run(ChangeAvailability{office.person(who), AvailabilityChange::Paused, {}, {}}));
    }

    Office office;
};

TEST(Desk, NeedsADocumentFirst) {
    Office office;
    for (const Command& command :
         {Command(Tick{}), Command(Acknowledge{}), Command(SetFigures{}), Command(Receive{})}) {
        const auto done = office.run(command);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, static_cast<int>(DeskError::NoDocument));
        EXPECT_EQ(done.error().message, "no workspace document has been published yet");
    }
    EXPECT_FALSE(office.desk().preview({}, office.now()));
    EXPECT_EQ(office.desk().next_deadline(), Instant::never());
}

TEST_F(Refusals, LeadsThatAreNotThereOrOver) {
    const LeadId nowhere{42};
    for (const Command& command : {Command(Acknowledge{nowhere, {}}), Command(Contact{nowhere, {}}),
                                   Command(Close{nowhere, event::Closing::Won, 1, ""}),
                                   Command(ReassignTo{nowhere, office.person("ben"), {}}),
                                   Command(Claim{nowhere, office.person("ann")})}) {
        refuses(command, DeskError::UnknownLead, "there is no such lead");
    }
    const LeadId won = lead("ann");
    ASSERT_TRUE(office.run(Close{won, event::Closing::Won, 1, ""}));
    refuses(Contact{won, {}}, DeskError::LeadIsOver,
            "the lead is closed (won); nothing more can be done with it");
    const LeadId rival = lead("rival");
    refuses(ReassignTo{rival, office.person("ben"), {}}, DeskError::LeadIsOver,
            "the lead is closed (rejected); nothing more can be done with it");
}

TEST_F(Refusals, OnlyOnesOwnLeadIsPassedOn) {
    const LeadId id = lead("ann");
    const ReassignTo others{
        .lead = id, .to = office.person("ann"), .by = office.person("ben"), .only_own = true};
    refuses(others, DeskError::NotTheHolder, R"(the lead is with "ann" now)");
    const ReassignTo own{
        .lead = id, .to = office.person("ben"), .by = office.person("ann"), .only_own = true};
    ASSERT_TRUE(office.run(own));
    refuses(own, DeskError::NotTheHolder, R"(the lead is with "ben" now)");
}

TEST_F(Refusals, OthersThanTheHolder) {
    const LeadId id = lead("ann");
    refuses(Acknowledge{id, office.person("ben")}, DeskError::NotTheHolder,
            R"(the lead is with "ann"; "ben" cannot acknowledge it)");
    refuses(Contact{id, office.person("ben")}, DeskError::NotTheHolder,
            R"(the lead is with "ann"; "ben" cannot say that it was contacted)");
    const LeadId queued = lead("inbox");
    refuses(Acknowledge{queued, {}}, DeskError::NobodyHasIt,
            "nobody has the lead yet; it is queued");
    refuses(Contact{queued, office.person("ben")}, DeskError::NobodyHasIt,
            "nobody has the lead yet; it is queued");
}

TEST_F(Refusals, AHandGoesPastCapacityAndPauseButNotPastAnAbsence) {
    const LeadId id = lead("form");
    ASSERT_EQ(office.holder(id), "ben");
    refuses(ReassignTo{id, office.person("ben"), {}}, DeskError::AlreadyTheirs,
            R"("ben" has the lead already)");
    refuses(ReassignTo{id, office.person("cleo"), {}}, DeskError::NobodyEligible,
            "cleo is not active");
    lead("ann");
    lead("ann");
    pause("ann");
    const auto done = office.run(ReassignTo{id, office.person("ann"), {}});
    ASSERT_TRUE(done);
    ASSERT_EQ(done->passed.size(), 2U) << "paused, and full as well";
    EXPECT_EQ(done->passed[0].gate, route::Gate::Paused);
    EXPECT_EQ(done->passed[1].gate, route::Gate::OpenCapacity);
    EXPECT_EQ(office.holder(id), "ann");
    out("ben");
    refuses(ReassignTo{id, office.person("ben"), {}}, DeskError::NobodyEligible,
            "ben is out of office");
    refuses(ReassignTo{id, office.pool("solo"), {}}, DeskError::NobodyEligible,
            R"(nobody in pool "solo" can take the lead: ann is paused)");
}

TEST_F(Refusals, ClaimsThatAreNotOpen) {
    const LeadId id = lead("inbox");
    const LeadId mine = lead("ann");
    refuses(Claim{id, office.person("ben")}, DeskError::NotOpenToThem,
            R"(queue "inbox" is open to pool "solo", and "ben" is not in it)");
    refuses(Claim{lead("attic"), office.person("ann")}, DeskError::NotOpenToThem,
            R"(queue "attic" is open to nobody; reassign the lead instead)");
    refuses(Claim{mine, office.person("ann")}, DeskError::NotInAQueue,
            R"(the lead was already taken by "ann")");
}

TEST_F(Refusals, OfTwoWhoClaimOneIsFirst) {
    ASSERT_TRUE(office.publish(std::string(kDocument).replace(
        std::string(kDocument).find("open_to: solo"), 13, "open_to: team")));
    const LeadId id = lead("inbox");
    ASSERT_TRUE(office.run(Claim{id, office.person("ben")}));
    refuses(Claim{id, office.person("ann")}, DeskError::NotInAQueue,
            R"(the lead was already taken by "ben")");
    EXPECT_EQ(office.holder(id), "ben");
}

TEST_F(Refusals, AClaimIsBoundByCapacityWhateverTheCalendarSays) {
    lead("ann");
    const LeadId first = lead("inbox");
    out("ann");
    ASSERT_TRUE(office.run(Claim{first, office.person("ann")})) << "who claims is there";
    const LeadId second = lead("inbox");
    refuses(Claim{second, office.person("ann")}, DeskError::NobodyEligible,
            "ann is at capacity (open 2 of 2)");
    pause("ann");
    refuses(Claim{second, office.person("ann")}, DeskError::NobodyEligible,
            "ann is at capacity (open 2 of 2)");
}

TEST_F(Refusals, TimesThatAreNoAbsence) {
    const auto absence = [&](std::optional<Instant> from, std::optional<Instant> until) {
        return ChangeAvailability{office.person("ann"), AvailabilityChange::Out, from, until};
    };
    const std::string words = "the absence ends before it begins, or has ended already";
    const Instant now = office.now();
    refuses(absence({}, now), DeskError::BadTime, words);
    refuses(absence(now + Duration::hours(2), now + Duration::hours(1)), DeskError::BadTime, words);
    refuses(absence(now - Duration::hours(2), now - Duration::hours(1)), DeskError::BadTime, words);
    EXPECT_TRUE(office.run(absence(now - Duration::hours(2), now + Duration{1})));
}

TEST_F(Refusals, PeopleWhomTheDocumentDoesNotKnow) {
    ASSERT_TRUE(office.publish(R"(workspace: acme
people: { ben: { name: Ben, email: ben@acme.test } }
pools: { team: { members: [ben] } }
otherwise: { pool: team }
)"));
    const PersonId ann = office.person("ann");
    refuses(ChangeAvailability{ann, AvailabilityChange::Paused, {}, {}}, DeskError::UnknownPerson,
            "there is no such person in the live document");
    refuses(SetFigures{{ann, 1, {}, {}, {}, {}}}, DeskError::UnknownPerson,
            "there is no such person in the live document");
    const LeadId id = lead("form");
    refuses(ReassignTo{id, ann, {}}, DeskError::NobodyEligible, "ann is not active");
    refuses(ReassignTo{id, office.pool("solo"), {}}, DeskError::NobodyEligible,
            R"(nobody in pool "solo" can take the lead)");
}

TEST_F(Refusals, NumbersThatTheLogCannotHold) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    refuses(SetFigures{{office.person("ann"), nan, {}, {}, {}, {}}}, DeskError::BadNumber,
            "a figure is not a number that can be kept");
    refuses(SetFigures{{office.person("ann"), {}, {}, infinite, {}, {}}}, DeskError::BadNumber,
            "a figure is not a number that can be kept");
    const LeadId id = lead("ann");
    refuses(Close{id, event::Closing::Won, infinite, ""}, DeskError::BadNumber,
            "the amount is not a number that can be kept");
    ASSERT_TRUE(office.run(SetFigures{{office.person("ann"), -0.0, {}, {}, {}, {}}}));
    Desk follower(office.setting());
    office.follow(follower);
    EXPECT_TRUE(office.bytes() == encode_snapshot(follower.state()));
}

TEST_F(Refusals, DocumentsThatComeLateOrDropHolders) {
    const LeadId id = lead("ann");
    const std::string without = R"(workspace: acme
people: { ben: { name: Ben, email: ben@acme.test } }
pools: { team: { members: [ben] } }
otherwise: { pool: team }
)";
    auto policy = office.keep(2, without);
    refuses(Publish{1, policy, "", true}, DeskError::WrongVersion,
            "version 1 is live; fetch it, put your change on top and publish again");
    refuses(Publish{3, policy, "", true}, DeskError::WrongVersion,
            "version 1 is live; fetch it, put your change on top and publish again");
    refuses(Publish{2, policy, "", false}, DeskError::NeedsConfirmation,
            "people who are dropped still hold open leads: \"ann\" holds 1. Reassign these leads, "
            "or publish with confirmation: " +
                format_uuid(id));
    ASSERT_TRUE(office.run(Publish{2, policy, "", true}));
    EXPECT_EQ(office.holder(id), "ann") << "the lead stays until somebody takes it";
    ASSERT_TRUE(office.run(ReassignTo{id, office.person("ben"), {}}));
    EXPECT_EQ(office.state().standing().people[office.person("ann").index()].open, 0);
}

TEST_F(Refusals, AnEventBeforeTheLastTakesTheLastsTime) {
    const LeadId id = lead("ann");
    const Instant last = office.state().last_at();
    office.set_now(last - Duration::hours(1));
    ASSERT_TRUE(office.run(Acknowledge{id, {}}));
    EXPECT_EQ(office.events().back().at, last);
}

}  // namespace
}  // namespace baton::desk
