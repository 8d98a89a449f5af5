// Same log, same bytes: whatever happens to whatever company, the desk that carried it out, one
// that read of it in the log and one that went on from a snapshot are the same, and what is taken
// back leaves no trace.
#include <gtest/gtest.h>

#include "core/desk/history_for_tests.hpp"

namespace baton::desk {
namespace {

using testing::History;
using testing::Office;

const int kSteps = testing::steps(120);

// Everything beside the bytes that a desk goes by must follow from them.
void expect_same_indices(const State& a, const State& b) {
    ASSERT_EQ(a.waiting().all(), b.waiting().all());
    ASSERT_EQ(a.deadlines(), b.deadlines());
}

void expect_the_same(Office& office, Desk& follower) {
    const std::string live = office.bytes();
    office.follow(follower);
    ASSERT_TRUE(live == encode_snapshot(follower.state()));
    expect_same_indices(office.state(), follower.state());
    auto again = decode_snapshot(live, office.source());
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE(live == encode_snapshot(*again));
    expect_same_indices(office.state(), *again);
}

// Carries the command out and takes it back.
std::vector<event::Event> try_out(Office& office, const Command& command) {
    Desk& desk = office.desk();
    const std::string before = office.bytes();
    const auto waiting = desk.state().waiting().all();
    const auto deadlines = desk.state().deadlines();
    desk.begin();
    Desk::Answer answer = desk.execute(command, {"person:boss"}, office, office.now());
    desk.rollback();
    EXPECT_TRUE(before == office.bytes());
    EXPECT_EQ(waiting, desk.state().waiting().all());
    EXPECT_EQ(deadlines, desk.state().deadlines());
    std::vector<event::Event> events = std::move(answer.due);
    if (answer.result) {
        events.insert(events.end(), answer.result->events.begin(), answer.result->events.end());
    }
    return events;
}

void live_through(std::uint64_t seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    History history(seed);
    Office& office = history.office();
    Desk follower(office.setting());
    for (int i = 0; i < kSteps && !::testing::Test::HasFailure(); ++i) {
        const History::Step step = history.next();
        std::vector<event::Event> tried;
        const bool tries = step.command && history.dice().one_in(3);
        if (tries) tried = try_out(office, *step.command);
        const std::size_t before = office.events().size();
        history.carry_out(step);
        if (tries) {
            const std::vector<event::Event> done(
                office.events().begin() + static_cast<std::ptrdiff_t>(before),
                office.events().end());
            ASSERT_EQ(tried, done) << "what was decided again came out otherwise";
        }
        expect_the_same(office, follower);
        if (history.dice().one_in(30)) {
            // A restart: from the snapshot, whose policies are compiled anew.
            auto state = decode_snapshot(encode_snapshot(follower.state()), office.source());
            ASSERT_TRUE(state);
            follower = Desk(office.setting(), std::move(*state));
        }
    }
    Desk from_nothing(office.setting());
    office.follow(from_nothing);
    ASSERT_TRUE(office.bytes() == encode_snapshot(from_nothing.state()));
}

TEST(Replay, SameLogSameBytes) {
    for (std::uint64_t seed = 1; seed <= testing::companies(35); ++seed) {
        live_through(seed);
        if (HasFailure()) return;
    }
}

// A lead that waits is tried again by what fell due just before its revision comes in: without what
// the revision says, which counts from when it is in the log. (Carried out a second time, it came
// out otherwise.)
TEST(Replay, ARevisionCountsFromWhenItIsInTheLog) { live_through(76); }

// Several commands, a publication among them, taken back at once, as a failed append does.
TEST(Replay, WholeBatchesAreTakenBack) {
    for (std::uint64_t seed = 1000; seed < 1000 + testing::companies(35); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        Office& office = history.office();
        for (int i = 0; i < 30; ++i) history.carry_out(history.next());
        for (int batch = 0; batch < 6; ++batch) {
            const std::string before = office.bytes();
            const auto waiting = office.state().waiting().all();
            const auto deadlines = office.state().deadlines();
            office.desk().begin();
            Instant now = office.now();
            for (int i = 0; i < 10; ++i) {
                const History::Step step = history.next();
                now = now + step.advance_by;
                const Command command = step.command.value_or(Command(Tick{}));
                (void)office.desk().execute(command, {"person:boss"}, office, now);
            }
            office.desk().rollback();
            ASSERT_TRUE(before == office.bytes());
            ASSERT_EQ(waiting, office.state().waiting().all());
            ASSERT_EQ(deadlines, office.state().deadlines());
            for (int i = 0; i < 5; ++i) history.carry_out(history.next());
        }
    }
}

// What is decided follows from the commands and their times alone, not from whether somebody looked
// in between when something falls due next.
TEST(Replay, LookingWhenSomethingFallsDueChangesNothing) {
    for (std::uint64_t seed = 2000; seed < 2000 + testing::companies(35); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        Office& office = history.office();
        for (int i = 0; i < 40; ++i) history.carry_out(history.next());
        std::vector<std::pair<Command, Instant>> commands;
        Instant now = office.now();
        for (int i = 0; i < 20; ++i) {
            const History::Step step = history.next();
            now = now + step.advance_by;
            commands.emplace_back(step.command.value_or(Command(Tick{})), now);
        }
        const auto live = [&](bool looks) {
            std::vector<event::Event> events;
            office.desk().begin();
            for (const auto& [command, at] : commands) {
                if (looks) (void)office.desk().next_deadline();
                const Desk::Answer done =
                    office.desk().execute(command, {"person:boss"}, office, at);
                events.insert(events.end(), done.due.begin(), done.due.end());
                if (!done.result) continue;
                events.insert(events.end(), done.result->events.begin(), done.result->events.end());
            }
            office.desk().rollback();
            return events;
        };
        const auto looked = live(true);
        ASSERT_EQ(looked, live(false));
    }
}

}  // namespace
}  // namespace baton::desk
