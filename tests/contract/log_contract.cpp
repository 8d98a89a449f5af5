// The log: what was appended is read, in order; what was decided upon another head is refused.
#include "contract.hpp"

namespace baton::store::contract {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(LogContract, EmptyLogEndsAtZero) {
    EXPECT_EQ(store().head("acme").value(), Head{});
    EXPECT_THAT(store().read("acme", 0, 10).value(), IsEmpty());
    EXPECT_THAT(store().workspaces("", 10).value(), IsEmpty());
}

TEST_P(LogContract, WhatWasAppendedIsRead) {
    Append append = next("acme", 3, lead_id(1));
    append.events[1].lead.reset();
    const std::vector<EventRow> events = append.events;
    const Head head = must_append(std::move(append));
    EXPECT_EQ(head, (Head{3, events[2].hash}));
    EXPECT_EQ(store().head("acme").value(), head);
    EXPECT_EQ(store().read("acme", 0, 10).value(), events);
}

TEST_P(LogContract, AnyTextIsKeptByteForByte) {
    Append append = next("zürich · 東京");
    append.events[0].kind = "späte Meldung";
    append.events[0].body = std::string("{\"a\":\"\0\xf0\x9f\x98\x80\"}", 12);
    const std::vector<EventRow> events = append.events;
    must_append(std::move(append));
    EXPECT_EQ(store().read("zürich · 東京", 1, 10).value(), events);
}

TEST_P(LogContract, ReadingStartsAndStopsWhereAsked) {
    must_append(next("acme", 10));
    const auto some = store().read("acme", 4, 3).value();
    ASSERT_THAT(some, SizeIs(3));
    EXPECT_EQ(some[0].seq, 4U);
    EXPECT_EQ(some[2].seq, 6U);
    EXPECT_THAT(store().read("acme", 11, 3).value(), IsEmpty());
    EXPECT_THAT(store().read("acme", ~std::uint64_t{0}, 3).value(), IsEmpty());
    EXPECT_THAT(store().read("acme", 1, 0).value(), IsEmpty());
}

TEST_P(LogContract, ReadingIsBoundedInBytesButAlwaysAdvances) {
    Append append = next("acme", 5);
    for (EventRow& event : append.events) event.body.assign(kMaxBodyBytes, 'x');
    must_append(std::move(append));
    const auto first = store().read("acme", 1, 5).value();
    EXPECT_THAT(first, SizeIs(2));
    EXPECT_THAT(store().read("acme", 3, 5).value(), SizeIs(2));
    EXPECT_THAT(store().read("acme", 5, 5).value(), SizeIs(1));
}

TEST_P(LogContract, ALeadsEventsAloneAreRead) {
    must_append(next("acme", 2, lead_id(1)));
    must_append(next("acme", 2, lead_id(2)));
    must_append(next("acme", 1, lead_id(1)));
    const auto events = store().read_lead_events("acme", lead_id(1), 0, 10).value();
    ASSERT_THAT(events, SizeIs(3));
    EXPECT_EQ(events[2].seq, 5U);
    EXPECT_THAT(store().read_lead_events("acme", lead_id(1), 2, 1).value(), ElementsAre(events[1]));
    EXPECT_THAT(store().read_lead_events("other", lead_id(1), 0, 10).value(), IsEmpty());
}

TEST_P(LogContract, TheEventsOfSeveralLeadsAreReadAtOnce) {
    must_append(next("acme", 2, lead_id(1)));
    must_append(next("acme", 1, lead_id(2)));
    must_append(next("acme", 2, lead_id(1)));
    const auto of_first = store().read_lead_events("acme", lead_id(1), 0, 10).value();
    ASSERT_THAT(of_first, SizeIs(4));
    const auto of_second = store().read_lead_events("acme", lead_id(2), 0, 10).value();
    const auto read = [this](const std::vector<LeadKey>& leads, std::size_t each,
                             std::string_view workspace = "acme") {
        return store().read_events_of(workspace, leads, each).value();
    };
    EXPECT_THAT(read({lead_id(2), lead_id(9), lead_id(1), lead_id(2)}, 10),
                ElementsAre(of_second, IsEmpty(), of_first, of_second));
    EXPECT_THAT(read({lead_id(1)}, 2), ElementsAre(ElementsAre(of_first[0], of_first[1])));
    EXPECT_THAT(read({}, 10), IsEmpty());
    EXPECT_THAT(read({lead_id(1)}, 10, "other"), ElementsAre(IsEmpty()));
}

TEST_P(LogContract, AnotherSeqIsAConflict) {
    const Head head = must_append(next("acme", 2));
    Append late = next("acme");
    late.after.seq = 1;
    late.events[0].seq = 2;
    const AppendOutcome outcome = append(std::move(late));
    ASSERT_TRUE(std::holds_alternative<Conflict>(outcome));
    EXPECT_EQ(std::get<Conflict>(outcome).head, head);
    EXPECT_THAT(store().read("acme", 0, 10).value(), SizeIs(2));
}

TEST_P(LogContract, TheSameSeqWithAnotherHashIsAConflict) {
    must_append(next("acme", 2));
    Append other = next("acme");
    other.after.hash = digest_of("another history");
    EXPECT_TRUE(std::holds_alternative<Conflict>(append(std::move(other))));
}

TEST_P(LogContract, AConflictWritesNothing) {
    must_append(next("acme"));
    Append late = next("acme");
    late.after = {};
    late.events[0].seq = 1;
    late.leads = {lead_row(1)};
    late.keys = {key_row("k")};
    late.identities = {{.identity = 7, .lead = lead_id(1), .owner = "marcus", .at = at(0)}};
    late.next_deadline = at(9);
    late.publish = Document{.about = {.version = 1}, .text = "people:", .files = {}};
    EXPECT_TRUE(std::holds_alternative<Conflict>(append(std::move(late))));
    EXPECT_EQ(store().lead("acme", lead_id(1)).value(), std::nullopt);
    EXPECT_EQ(store().find_keys("acme", std::vector<std::string>{"k"}, at(0)).value().at(0),
              std::nullopt);
    EXPECT_EQ(store().last_owners("acme", std::vector<std::uint64_t>{7}).value().at(0),
              std::nullopt);
    EXPECT_EQ(store().next_deadline().value(), std::nullopt);
    EXPECT_EQ(store().live_document("acme").value(), std::nullopt);
}

TEST_P(LogContract, EventsMustFollowOneAnother) {
    Append gap = next("acme", 2);
    gap.events[1].seq = 3;
    const AppendOutcome outcome = append(std::move(gap));
    ASSERT_TRUE(std::holds_alternative<Failed>(outcome));
    const Failed& failed = std::get<Failed>(outcome);
    EXPECT_TRUE(is(failed.error, StoreError::Invalid));
    EXPECT_THAT(failed.error.message, HasSubstr("event 3 stands where 2 has to follow"));
    EXPECT_FALSE(failed.uncertain);
    EXPECT_FALSE(failed.is_full());
    EXPECT_FALSE(failed.is_latched());
}

TEST_P(LogContract, LimitsAreKept) {
    const auto is_invalid = [&](Append invalid) {
        const AppendOutcome outcome = append(std::move(invalid));
        const auto* failed = std::get_if<Failed>(&outcome);
        return failed != nullptr && is(failed->error, StoreError::Invalid);
    };
    EXPECT_TRUE(is_invalid(next("")));
    EXPECT_TRUE(is_invalid(next(std::string(kMaxNameBytes + 1, 'w'))));
    Append long_body = next("acme");
    long_body.events[0].body.assign(kMaxBodyBytes + 1, 'x');
    EXPECT_TRUE(is_invalid(std::move(long_body)));
    Append no_kind = next("acme");
    no_kind.events[0].kind.clear();
    EXPECT_TRUE(is_invalid(std::move(no_kind)));
    Append long_key = next("acme");
    long_key.keys = {key_row(std::string(kMaxKeyBytes + 1, 'k'))};
    EXPECT_TRUE(is_invalid(std::move(long_key)));
    Append twice = next("acme");
    twice.leads = {lead_row(1), lead_row(1)};
    EXPECT_TRUE(is_invalid(std::move(twice)));
    EXPECT_EQ(store().head("acme").value(), Head{});
}

TEST_P(LogContract, AnAppendWithoutEventsChangesRowsOnly) {
    const Head head = must_append(next("acme"));
    Append rows = next("acme", 0);
    rows.leads = {lead_row(1)};
    rows.next_deadline = at(30);
    EXPECT_EQ(must_append(std::move(rows)), head);
    EXPECT_EQ(store().head("acme").value(), head);
    EXPECT_EQ(lead(1), lead_row(1));
    EXPECT_EQ(store().next_deadline().value(), at(30));
}

TEST_P(LogContract, WorkspacesAreApart) {
    must_append(next("acme", 2));
    must_append(next("bolt", 1));
    must_append(next("core", 3));
    EXPECT_EQ(store().head("acme").value().seq, 2U);
    EXPECT_EQ(store().head("bolt").value().seq, 1U);
    EXPECT_THAT(store().workspaces("", 10).value(), ElementsAre("acme", "bolt", "core"));
    EXPECT_THAT(store().workspaces("acme", 1).value(), ElementsAre("bolt"));
}

TEST_P(LogContract, DeadlinesFallDueEarliestFirst) {
    const auto set = [&](const std::string& workspace, std::optional<Instant> deadline) {
        Append append = next(workspace);
        append.next_deadline = deadline;
        must_append(std::move(append));
    };
    set("acme", at(30));
    set("bolt", at(10));
    set("core", std::nullopt);
    EXPECT_THAT(store().due(at(9), 10).value(), IsEmpty());
    EXPECT_THAT(store().due(at(10), 10).value(), ElementsAre(DueWorkspace{"bolt", at(10)}));
    EXPECT_THAT(store().due(at(99), 10).value(),
                ElementsAre(DueWorkspace{"bolt", at(10)}, DueWorkspace{"acme", at(30)}));
    EXPECT_THAT(store().due(at(99), 1).value(), SizeIs(1));
    EXPECT_EQ(store().next_deadline().value(), at(10));
    set("bolt", std::nullopt);
    EXPECT_EQ(store().next_deadline().value(), at(30));
}

TEST_P(LogContract, EverythingOutlivesReopening) {
    Append append = next("acme", 3, lead_id(1));
    append.leads = {lead_row(1)};
    append.next_deadline = at(30);
    append.keys = {key_row("k")};
    const std::vector<EventRow> events = append.events;
    const Head head = must_append(std::move(append));
    const Uuid id = store().instance().id;
    const Digest salt = store().instance().salt;
    reopen();
    EXPECT_EQ(store().head("acme").value(), head);
    EXPECT_EQ(store().read("acme", 0, 10).value(), events);
    EXPECT_EQ(lead(1), lead_row(1));
    EXPECT_EQ(store().next_deadline().value(), at(30));
    EXPECT_EQ(store().instance().id, id);
    EXPECT_EQ(store().instance().salt, salt);
    Append same_key = next("acme");
    same_key.keys = {key_row("k")};
    EXPECT_TRUE(std::holds_alternative<KeyTaken>(this->append(std::move(same_key))));
}

TEST_P(LogContract, FiguresCount) {
    must_append(next("acme"));
    must_append(next("acme"));
    const StoreStats stats = store().stats();
    EXPECT_EQ(stats.writes, 2U);
    EXPECT_EQ(stats.commits, 2U);
    EXPECT_EQ(stats.failed_commits, 0U);
    EXPECT_FALSE(stats.latched);
}

}  // namespace baton::store::contract
