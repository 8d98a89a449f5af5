// Leads that wait are not asked about in vain, and yet the same come out as when all of them are
// asked about each time: two desks live through the same days, one of which goes the plain way.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/desk/history_for_tests.hpp"
#include "core/desk/office_for_tests.hpp"

namespace baton::desk {
namespace {

using event::AvailabilityChange;
using testing::at;
using testing::Dice;
using testing::History;
using testing::Office;

// Counts how often somebody was looked for.
class Asked final : public Witness {
  public:
    void decided(const route::Question&, const route::How&, const route::Decision&) override {
        ++times;
    }
    std::size_t times = 0;
};

// Few people for many leads, and every kind of way to them: by name, through pools that hold, pass
// on, or give to whoever is there; asked what does not change of people, and what does.
constexpr const char* kPeople = R"(workspace: acme
timezone: America/New_York
duplicates: merge
close_after: 20d
schedules:
  office: { hours: "Mon-Fri 09:00-17:00" }
  night: { hours: "Mon-Sun 22:00-06:00" }
people:
  p0: { name: P0, email: p0@acme.test, level: 0, capacity: { open: 2 }, backup: p1 }
  p1: { name: P1, email: p1@acme.test, level: 1, capacity: { open: 3, day: 4 }, schedule: office }
  p2: { name: P2, email: p2@acme.test, level: 2, capacity: { open: 1 }, schedule: night }
  p3: { name: P3, email: p3@acme.test, level: 3, capacity: { hour: 1, open: 4 } }
  p4: { name: P4, email: p4@acme.test, level: 4, capacity: { day: 2 }, schedule: office }
  p5: { name: P5, email: p5@acme.test, level: 5, capacity: { open: 2, week: 6 } }
pools:
  a: { members: [p0, p1, p2], when_none: hold }
  b: { members: [p2, p3, p4], when_none: hold, availability: schedule, catch_up: true }
  c: { members: [p3, p4] }
  d: { members: [p4, p5], when_none: assign, availability: schedule, capacity: { day: 3 } }
  e: { members: [p0, p3, p5], when_none: hold, capacity: { open: 3 }, pick: { lowest: "person.open" } }
sla:
  quick: { acknowledge: [ { after: 20m, reassign: next }, { after: 1h, reassign: backup } ] }
territories:
  ny: { states: [US-NY], owner: { pool: e } }
  ca: { states: [US-CA], owner: { person: p2 } }
)";
constexpr const char* kRules = R"(rules:
  - { name: R0, when: 'lead.source == "s0"', route: { pool: a }, sla: quick }
  - { name: R1, when: 'lead.source == "s1"', route: { pool: b, where: "person.level >= lead.employees" } }
  - { name: R2, when: 'lead.source == "s2"', route: { pool: a, where: "person.open > 0.0" }, sla: quick }
  - { name: R3, when: 'lead.source == "s3"', route: [ { person: p0 }, { pool: c } ], sla: quick }
  - { name: R4, when: 'lead.source == "s4"', route: [ { owner: lead }, { pool: c, where: "person.level > 3.0" } ] }
  - { name: R5, when: 'lead.source == "s5"', route: { pool: c, where: "person.today < 2.0" } }
  - { name: R6, when: 'lead.source == "s6"', route: [ { owner: territory }, { person: p5, where: "person.deals > 1.0" } ] }
  - { name: R7, when: 'lead.source == "s7"', route: { pool: d, where: "person.level >= lead.employees" } }
  - { name: R8, when: 'lead.source == "s8"', route: { pool: e } }
)";
constexpr const char* kOtherwise = "otherwise: { pool: c, where: \"person.deals > 3.0\" }\n";
constexpr const char* kByTheClock =
    R"(  - { name: R9, when: "now.getMinutes() < 30", route: { pool: c } }
)";

class Pair {
  public:
    explicit Pair(std::uint64_t seed) : dice_(seed) {
        fast_.desk().watch(&fast_asked);
        plain_.desk().watch(&plain_asked);
        publish();
    }

    // The same on either side.
    void step() {
        switch (dice_.below(16)) {
            case 0:
                advance(Duration::minutes(dice_.between(1, 90)));
                break;
            case 1:
                advance(Duration::hours(dice_.between(1, 30)));
                break;
            case 2:
                if (dice_.one_in(4)) publish();
                break;
            case 3:
            case 4:
                run(availability());
                break;
            case 5:
                run(SetFigures{{person(), dice_.between(0, 5), {}, {}, {}, {}}});
                break;
            case 6:
                run(Contact{lead(), {}});
                break;
            case 7:
                run(hand());
                break;
            case 8:
            case 9:
            case 10:
                run(Close{lead(), static_cast<event::Closing>(dice_.between(1, 3)), 1, "because"});
                break;
            default:
                receive();
        }
    }
    void expect_the_same() {
        ASSERT_EQ(fast_.log().size(), plain_.log().size());
        for (; seen_ < fast_.log().size(); ++seen_) {
            ASSERT_EQ(fast_.log()[seen_].body, plain_.log()[seen_].body) << "event " << seen_ + 1;
            ASSERT_EQ(fast_.log()[seen_].lead, plain_.log()[seen_].lead) << "event " << seen_ + 1;
            if (fast_.events()[seen_].cause == event::Cause::Waiting) ++came_through;
        }
        ASSERT_TRUE(fast_.bytes() == plain_.bytes());
        ASSERT_EQ(fast_.state().waiting().all(), plain_.state().waiting().all());
        most_waiting = std::max(most_waiting, fast_.state().waiting().size());
    }

    Asked fast_asked;
    Asked plain_asked;
    std::size_t came_through = 0;
    std::size_t most_waiting = 0;

  private:
    void publish() {
        std::string text = std::string(kPeople) + kRules;
        if (dice_.one_in(4)) text += kByTheClock;
        if (dice_.one_in(2)) text += kOtherwise;
        if (dice_.one_in(3)) text.replace(text.find("open: 2"), 7, "open: 5");
        if (dice_.one_in(5)) text.replace(text.find("when_none: hold"), 15, "when_none: next");
        ASSERT_TRUE(fast_.publish(text, true));
        ASSERT_TRUE(plain_.publish(text, true));
    }
    void run(const Command& command) {
        (void)fast_.run(command);
        (void)plain_.run(command);
    }
    void advance(Duration by) {
        fast_.advance(by);
        plain_.advance(by);
    }
    void receive() {
        Office::Fields fields{
            {"source", lead::RawValue{"s" + std::to_string(dice_.below(10))}},
            {"employees", lead::RawValue{static_cast<double>(dice_.below(7))}},
            {"state", lead::RawValue{std::string(dice_.one_in(2) ? "US-NY" : "US-CA")}}};
        if (dice_.one_in(3)) {
            fields.emplace_back("email",
                                lead::RawValue{"m" + std::to_string(dice_.below(9)) + "@x.test"});
        }
        (void)fast_.run(fast_.receive_of(fields));
        (void)plain_.run(plain_.receive_of(fields));
    }
    LeadId lead() {
        std::vector<LeadId> ids;
        for (const auto& [id, lead] : fast_.state().leads()) {
            if (lead.person || dice_.one_in(8)) ids.push_back(id);
        }
        std::ranges::sort(ids);
        return ids.empty() ? LeadId{9, 9} : dice_.any(ids);
    }
    PersonId person() { return {static_cast<std::uint32_t>(dice_.below(6))}; }
    Command hand() {
        if (dice_.one_in(2)) return ReassignTo{lead(), person(), {}};
        return ReassignTo{lead(), PoolId{static_cast<std::uint32_t>(dice_.below(5))}, {}};
    }
    Command availability() {
        ChangeAvailability change{
            person(), static_cast<AvailabilityChange>(dice_.between(1, 4)), {}, {}};
        if (change.change == AvailabilityChange::Out) {
            change.until = fast_.now() + Duration::minutes(dice_.between(1, 600));
        }
        return change;
    }

    Dice dice_;
    Office fast_{at("2026-06-01T10:00:00-04:00")};
    Office plain_{at("2026-06-01T10:00:00-04:00"), true};
    std::size_t seen_ = 0;
};

TEST(WaitingLines, ComeToTheSameAsThePlainWay) {
    std::size_t fast = 0;
    std::size_t plain = 0;
    std::size_t came_through = 0;
    std::size_t most_waiting = 0;
    const int steps = testing::steps(400);
    for (std::uint64_t seed = 1; seed <= testing::companies(25); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Pair pair(seed);
        for (int i = 0; i < steps; ++i) {
            pair.step();
            pair.expect_the_same();
            if (::testing::Test::HasFatalFailure()) return;
        }
        fast += pair.fast_asked.times;
        plain += pair.plain_asked.times;
        came_through += pair.came_through;
        most_waiting = std::max(most_waiting, pair.most_waiting);
    }
    std::printf("%zu leads came through, %zu waiting at most; asked %zu times, plainly %zu\n",
                came_through, most_waiting, fast, plain);
    EXPECT_GT(came_through, 100U) << "nothing was tried";
    EXPECT_LT(fast, plain);
}

TEST(WaitingLines, ComeToTheSameInAnyCompany) {
    for (std::uint64_t seed = 5000; seed < 5000 + testing::companies(25); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History fast(seed);
        History plain(seed, true);
        for (int i = 0; i < testing::steps(100); ++i) {
            fast.carry_out(fast.next());
            plain.carry_out(plain.next());
            ASSERT_TRUE(fast.office().events() == plain.office().events()) << "at step " << i;
        }
        ASSERT_TRUE(fast.office().bytes() == plain.office().bytes());
    }
}

// ---- Many --------------------------------------------------------------------------------------

constexpr const char* kFull = R"(workspace: acme
people:
  ann: { name: Ann, email: ann@acme.test, languages: [en], capacity: { open: 1 } }
  ben: { name: Ben, email: ben@acme.test, languages: [en, de], capacity: { open: 2 } }
  cleo: { name: Cleo, email: cleo@acme.test }
pools:
  all: { members: [ann, ben], when_none: hold }
  two: { members: [ann, ben] }
rules:
  - { name: Held, when: 'lead.source == "held"', route: { pool: all } }
  - { name: Tongue, when: 'lead.source == "tongue"', route: { pool: all, where: "lead.language in person.languages" } }
  - { name: Next, when: 'lead.source == "next"', route: { pool: two } }
  - { name: Cleo, when: 'lead.source == "cleo"', route: { person: cleo } }
)";

class ManyWait : public ::testing::Test {
  protected:
    ManyWait() {
        EXPECT_TRUE(office.publish(kFull));
        for (int i = 0; i < 3; ++i) first.push_back(lead("held"));
    }
    LeadId lead(const std::string& source, const std::string& language = "en") {
        return office.receive(
            {{"source", lead::RawValue{source}}, {"language", lead::RawValue{language}}});
    }
    // How often somebody was looked for until nothing was due any more.
    template <class What>
    std::size_t asked(const What& what) {
        Asked counts;
        office.desk().watch(&counts);
        what();
        while (office.desk().next_deadline() <= office.now()) {
            EXPECT_TRUE(office.run(Tick{}, {}));
        }
        office.desk().watch(nullptr);
        return counts.times;
    }
    void close(const LeadId& id) { EXPECT_TRUE(office.run(Close{id, event::Closing::Won, 1, ""})); }

    Office office;
    std::vector<LeadId> first;  // who has the places
};

TEST_F(ManyWait, APlaceThatIsFreedAsksOneOfAHundredThousand) {
    constexpr std::size_t kMany = 100'000;
    std::vector<LeadId> held;
    for (std::size_t i = 0; i < kMany; ++i) held.push_back(lead("held"));
    ASSERT_EQ(office.state().waiting().size(), kMany);
    // Once each, to find out whom it can come to.
    EXPECT_LE(asked([&] { close(first[0]); }), kMany);
    ASSERT_EQ(office.state().waiting().size(), kMany - 1);
    for (std::size_t i = 1; i < first.size(); ++i) {
        EXPECT_EQ(asked([&] { close(first[i]); }), 1U);
    }
    EXPECT_EQ(office.holder(held[0]), "ann");
    EXPECT_EQ(office.state().waiting().size(), kMany - 3);
    EXPECT_EQ(asked([&] { close(lead("cleo")); }), 1U) << "which frees nobody they wait for";
    const auto place = [&] {
        return ChangeAvailability{office.person("ann"), AvailabilityChange::Paused, {}, {}};
    };
    EXPECT_EQ(asked([&] { EXPECT_TRUE(office.run(place())); }), 0U);
}

TEST_F(ManyWait, OnlyThoseAreAskedAboutWhomTheyCanComeTo) {
    constexpr std::size_t kMany = 2'000;
    ASSERT_EQ(office.holder(first[0]), "ann");
    ASSERT_EQ(office.holder(first[1]), "ben");
    std::vector<LeadId> german;
    for (std::size_t i = 0; i < kMany; ++i) german.push_back(lead("tongue", "de"));
    const LeadId english = lead("tongue", "en");
    for (std::size_t i = 0; i < kMany; ++i) (void)lead("next");
    ASSERT_TRUE(office.run(
        ChangeAvailability{office.person("ann"), AvailabilityChange::Out, {}, {}}));  // learn
    (void)asked([&] { ASSERT_TRUE(office.run(Tick{}, {})); });
    ASSERT_TRUE(
        office.run(ChangeAvailability{office.person("ann"), AvailabilityChange::Back, {}, {}}));
    EXPECT_EQ(asked([&] { close(first[0]); }), 1U) << "no German one is for Ann";
    EXPECT_EQ(office.holder(english), "ann");
    EXPECT_EQ(asked([&] { close(first[1]); }), 1U);
    EXPECT_EQ(office.holder(german[0]), "ben");
    close(english);
    EXPECT_EQ(office.find(german[1])->state, LeadState::Held);
}

}  // namespace
}  // namespace baton::desk
