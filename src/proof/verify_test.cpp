// A sound log is found sound; whatever is changed in it is found, and named by the event.
#include "proof/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proof/company_for_tests.hpp"
#include "proof/differences.hpp"

namespace baton::proof {
namespace {

using testing::File;
using ::testing::HasSubstr;
using testing::Server;

class Verify : public ::testing::Test {
  protected:
    Verify() : server_({.snapshot_every = 10}) {}

    void live() {
        testing::live_a_week(server_);
        ASSERT_FALSE(HasFailure());
    }
    Verified verified(const VerifyOptions& options = {}) {
        server_.stop();
        return look(options);
    }
    Verified look(const VerifyOptions& options = {}) {
        auto archive = store::sqlite::open_archive(server_.file());
        EXPECT_TRUE(archive) << archive.error().message;
        auto done = verify(**archive, "acme", server_.tables(), options);
        EXPECT_TRUE(done) << done.error().message;
        return done.value_or(Verified{});
    }
    // The number of the `n`th event of a kind.
    std::uint64_t seq_of(const std::string& kind, int n = 0) {
        File file(server_.file());
        return std::stoull(file.ask("SELECT seq FROM event WHERE kind = '" + kind +
                                    "' ORDER BY seq LIMIT 1 OFFSET " + std::to_string(n))
                               .at(0));
    }
    // Stops the server and changes its file.
    void tamper(const std::string& sql) {
        server_.stop();
        File(server_.file()).run(sql);
    }
    static std::string where(std::uint64_t seq) { return " WHERE seq = " + std::to_string(seq); }

    Server server_;
};

TEST_F(Verify, ALivedLogFollowsFromItsFirstEvent) {
    live();
    const std::string state = to_hex(bytes_of(sha256(server_.bytes())));
    const std::uint64_t events = server_.log().size();
    for (const char* kind :
         {"published", "received", "revised", "decided", "closed", "escalated", "availability"}) {
        EXPECT_GT(server_.count(kind), 0U) << kind;
    }
    // Beside the server that runs, and when it has stopped.
    for (int i = 0; i < 2; ++i) {
        const Verified done = i == 0 ? look() : verified();
        EXPECT_FALSE(done.problem) << done.problem->seq << ": " << done.problem->what << "\n"
                                   << done.problem->logged << "\n"
                                   << done.problem->derived;
        EXPECT_EQ(done.head.seq, events);
        EXPECT_GT(done.decisions, 60U);
        EXPECT_GT(done.contents, 60U);
        EXPECT_GT(done.snapshots, 2U);
        EXPECT_EQ(done.erased, 0U);
        EXPECT_EQ(done.state, state);
    }
}

TEST_F(Verify, AnEmptyWorkspaceIsSound) {
    server_.stop();
    auto archive = store::sqlite::open_archive(server_.file());
    const auto done = verify(**archive, "nobody", server_.tables());
    ASSERT_TRUE(done);
    EXPECT_FALSE(done->problem);
    EXPECT_EQ(done->head, store::Head{});
}

TEST_F(Verify, ErasedLeadsAreHeldToTheirHashes) {
    live();
    std::vector<store::LeadKey> ids;
    for (const store::EventRow& row : server_.log()) {
        if (row.kind == "received" && row.seq % 3 == 0) ids.push_back(*row.lead);
    }
    for (const store::LeadKey& id : ids) testing::erase(server_, id);
    Verified done = verified();
    EXPECT_FALSE(done.problem) << done.problem->what;
    EXPECT_GE(done.erased, ids.size());
    EXPECT_GT(done.decisions, 20U);
    // One of them cannot be bent to seats that its pool does not have, with hashes made to fit.
    const std::uint64_t seq =
        std::stoull(File(server_.file())
                        .ask("SELECT seq FROM event WHERE kind = 'received' AND seq % 3 = 0 AND "
                             "instr(body, '\"eligible\":[3') ORDER BY seq LIMIT 1")
                        .at(0));
    tamper("UPDATE event SET body = replace(body, '\"eligible\":[3', '\"eligible\":[4')" +
           where(seq));
    testing::chain_anew(server_.file());
    done = look();
    ASSERT_TRUE(done.problem);
    EXPECT_EQ(done.problem->seq, seq);
}

TEST_F(Verify, AChangedBodyIsFoundAndWhatWasChanged) {
    live();
    server_.stop();
    const std::uint64_t seq = seq_of("received", 9);
    tamper(
        "UPDATE event SET body = replace(replace(replace(body, '\"person\":\"ann\"', "
        "'\"person\":\"BEN\"'), '\"person\":\"ben\"', '\"person\":\"cleo\"'), "
        "'\"person\":\"BEN\"', '\"person\":\"ben\"')" +
        where(seq));
    Verified done = look();
    ASSERT_TRUE(done.problem);
    EXPECT_EQ(done.problem->seq, seq);
    EXPECT_EQ(done.problem->kind, "received");
    EXPECT_TRUE(done.problem->lead);
    EXPECT_THAT(done.problem->what, HasSubstr("hash"));
    // With all hashes made to fit it is the desk that finds it.
    testing::chain_anew(server_.file());
    done = look();
    ASSERT_TRUE(done.problem);
    EXPECT_EQ(done.problem->seq, seq);
    EXPECT_THAT(done.problem->what, HasSubstr("otherwise"));
    const auto differs = differences(done.problem->logged, done.problem->derived, 9);
    ASSERT_FALSE(differs.empty());
    EXPECT_THAT(differs.front(), HasSubstr("decision.person"));
}

TEST_F(Verify, AChangedHashIsFound) {
    live();
    server_.stop();
    tamper("UPDATE event SET hash = zeroblob(32)" + where(20));
    EXPECT_EQ(look().problem.value_or(Problem{}).seq, 20U);
}

TEST_F(Verify, AChangedTimeKindOrLeadIsFound) {
    live();
    const std::uint64_t seq = seq_of("received", 3);
    server_.stop();
    for (const char* change :
         {"at = at + 1", "kind = 'revised'", "lead = '01890000-0000-7000-8000-000000000001'"}) {
        File(server_.file()).run("CREATE TABLE kept AS SELECT * FROM event" + where(seq));
        tamper(std::string("UPDATE event SET ") + change + where(seq));
        EXPECT_EQ(look().problem.value_or(Problem{}).seq, seq) << change;
        tamper("REPLACE INTO event SELECT * FROM kept; DROP TABLE kept");
    }
    EXPECT_FALSE(look().problem);
}

TEST_F(Verify, AMissingEventIsFound) {
    live();
    tamper("DELETE FROM event" + where(30));
    Verified done = look();
    ASSERT_TRUE(done.problem);
    EXPECT_EQ(done.problem->seq, 31U);
    EXPECT_THAT(done.problem->what, HasSubstr("event 30 is missing"));
    // Its number given to the next, and so on, with the hashes to fit.
    tamper(
        "UPDATE event SET seq = -seq WHERE seq > 30; UPDATE event SET seq = -seq - 1 WHERE seq < "
        "0; "
        "DELETE FROM snapshot");
    testing::chain_anew(server_.file());
    EXPECT_TRUE(look().problem);
}

TEST_F(Verify, TheEndCutOffIsFound) {
    live();
    const Verified before = verified();
    tamper("DELETE FROM event WHERE seq > 40");
    EXPECT_THAT(look().problem.value_or(Problem{}).what, HasSubstr("are missing"));
    // A head put back to fit is found by whoever noted the old one down.
    tamper(
        "DELETE FROM snapshot WHERE seq > 40; UPDATE workspace SET seq = 40, "
        "hash = (SELECT hash FROM event WHERE seq = 40)");
    EXPECT_THAT(look({.noted = before.head}).problem.value_or(Problem{}).what,
                HasSubstr("noted down"));
}

TEST_F(Verify, AnotherEventUnderANotedNumberIsFound) {
    live();
    const store::EventRow noted = server_.log().at(24);
    EXPECT_FALSE(verified({.noted = store::Head{noted.seq, noted.hash}}).problem);
    EXPECT_EQ(look({.noted = store::Head{noted.seq, Digest{}}}).problem.value_or(Problem{}).seq,
              25U);
}

TEST_F(Verify, ChangedOrderIsFound) {
    live();
    tamper(
        "UPDATE event SET seq = -20 WHERE seq = 20; UPDATE event SET seq = 20 WHERE seq = 21; "
        "UPDATE event SET seq = 21 WHERE seq = -20");
    EXPECT_EQ(look().problem.value_or(Problem{}).seq, 20U);
}

TEST_F(Verify, WhatALeadSaidIsHeldToTheEvent) {
    live();
    const std::uint64_t seq = seq_of("received", 5);
    const std::string of_lead =
        " WHERE hex(id) = (SELECT upper(replace(lead, '-', '')) FROM event" + where(seq) + ")";
    tamper("UPDATE lead SET body = replace(body, 'form', 'late')" + of_lead);
    Verified done = look();
    ASSERT_TRUE(done.problem);
    EXPECT_EQ(done.problem->seq, seq);
    EXPECT_THAT(done.problem->what, HasSubstr("vouches"));
    tamper("DELETE FROM lead" + of_lead);
    done = look();
    ASSERT_TRUE(done.problem);
    EXPECT_THAT(done.problem->what, HasSubstr("missing"));
}

TEST_F(Verify, ARowThatSaysAnotherStateIsFound) {
    live();
    tamper("UPDATE lead SET person = 'cleo' WHERE state = 'assigned' AND person <> 'cleo'");
    EXPECT_THAT(look().problem.value_or(Problem{}).what, HasSubstr("the log says"));
    tamper("UPDATE lead SET state = 'lost' WHERE state = 'won'");
    EXPECT_THAT(look().problem.value_or(Problem{}).what, HasSubstr("it became won"));
}

TEST_F(Verify, AChangedSnapshotIsFound) {
    live();
    tamper(
        "UPDATE snapshot_part SET bytes = zeroblob(length(bytes)) WHERE seq = "
        "(SELECT max(seq) FROM snapshot)");
    EXPECT_THAT(look().problem.value_or(Problem{}).what, HasSubstr("snapshot"));
}

TEST_F(Verify, AChangedDocumentIsFound) {
    live();
    const std::uint64_t seq = seq_of("published", 1);
    tamper("UPDATE document SET text = replace(text, '10m', '11m') WHERE version = 2");
    EXPECT_EQ(look().problem.value_or(Problem{}).seq, seq);
    tamper("DELETE FROM document WHERE version = 2");
    const Verified done = look();
    EXPECT_EQ(done.problem.value_or(Problem{}).seq, seq);
    EXPECT_THAT(done.problem->what, HasSubstr("is missing"));
}

TEST_F(Verify, AnEventOfANewerVersionIsNamed) {
    live();
    tamper("UPDATE event SET body = replace(body, '\"v\":1', '\"v\":2') WHERE seq >= 50");
    testing::chain_anew(server_.file());
    const Verified done = look();
    EXPECT_EQ(done.problem.value_or(Problem{}).seq, 50U);
    EXPECT_THAT(done.problem->what, HasSubstr("newer version"));
}

TEST_F(Verify, DecisionsWithOtherTablesThatComeOutOtherwiseAreCountedApart) {
    live();
    server_.stop();
    const std::uint64_t seq =
        std::stoull(File(server_.file())
                        .ask("SELECT seq FROM event WHERE instr(body, '\"rule\":\"Team\"') ORDER "
                             "BY seq LIMIT 1")
                        .at(0));
    tamper("UPDATE event SET body = replace(body, '\"tables\":\"', '\"tables\":\"older ')");
    testing::chain_anew(server_.file());
    EXPECT_FALSE(look().problem);
    // A rule by another name: what else it says stands.
    tamper("UPDATE event SET body = replace(body, '\"rule\":\"Team\"', '\"rule\":\"Crew\"')" +
           where(seq));
    testing::chain_anew(server_.file());
    const Verified done = look();
    EXPECT_GE(done.other_tables, 1U);
}

TEST_F(Verify, ADamagedPageIsNamed) {
    live();
    server_.stop();
    {
        auto archive = store::sqlite::open_archive(server_.file());
        EXPECT_TRUE((*archive)->damage().value().empty());
    }
    std::FILE* file = std::fopen(server_.file().c_str(), "r+b");
    ASSERT_NE(file, nullptr);
    File opened(server_.file());
    const long page =
        std::stol(opened.ask("SELECT rootpage FROM sqlite_schema WHERE name = 'lead'").at(0));
    std::fseek(file, (page - 1) * 4096, SEEK_SET);
    const std::string garbage(2048, '\x5a');
    std::fwrite(garbage.data(), 1, garbage.size(), file);
    std::fclose(file);
    auto archive = store::sqlite::open_archive(server_.file());
    ASSERT_TRUE(archive) << archive.error().message;
    const auto damage = (*archive)->damage();
    ASSERT_TRUE(damage) << damage.error().message;
    ASSERT_FALSE(damage->empty());
    EXPECT_THAT(damage->front(), HasSubstr("Page "));
}

TEST(Differences, AreNamedMemberByMember) {
    using ::testing::ElementsAre;
    EXPECT_THAT(differences(R"({"a":1,"b":{"c":[1,2]}})", R"({"a":1,"b":{"c":[1,3]},"d":null})", 9),
                ElementsAre("b.c[1]: 2 in the log, 3 when made again",
                            "d: nothing in the log, null when made again"));
    EXPECT_THAT(differences(R"({"a":1})", R"({"a":2})", 0), ElementsAre());
    EXPECT_THAT(differences("broken", "{}", 9), ElementsAre());
}

}  // namespace
}  // namespace baton::proof
