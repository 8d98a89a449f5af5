// Look-ups for a batch: idempotency keys and last owners. And the cursors of consumers.
#include "contract.hpp"

namespace baton::store::contract {

using ::testing::IsEmpty;

namespace {

constexpr std::int64_t kKept = kIdempotencyKept.micros / 1'000'000;

std::optional<IdempotencyRow> find_key(Store& store, std::string key, std::int64_t seconds = 0,
                                       std::string_view workspace = "acme") {
    const std::vector<std::string> keys = {std::move(key)};
    return store.find_keys(workspace, keys, at(seconds)).value().at(0);
}

std::string owner_of(Store& store, std::uint64_t identity, std::string_view workspace = "acme") {
    const std::vector<std::uint64_t> identities = {identity};
    const auto row = store.last_owners(workspace, identities).value().at(0);
    return row ? row->owner : "nobody";
}

std::size_t expire(Store& store, std::int64_t seconds, std::size_t limit) {
    return wait_for<Result<std::size_t>>(
               [&](auto done) { store.expire_keys(at(seconds), limit, std::move(done)); })
        .value();
}

Result<void> move(Store& store, CursorMove cursor) {
    return wait_for<Result<void>>(
        [&](auto done) { store.move_cursor(std::move(cursor), std::move(done)); });
}

}  // namespace

TEST_P(LookupContract, AKeyIsFoundWithItsAnswer) {
    Append append = next("acme");
    append.keys = {key_row("a"), key_row("b")};
    append.keys[1].lead = lead_id(1);
    const auto written = append.keys;
    must_append(std::move(append));
    const std::vector<std::string> keys = {"b", "c", "a"};
    const auto found = store().find_keys("acme", keys, at(0)).value();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0], written[1]);
    EXPECT_EQ(found[1], std::nullopt);
    EXPECT_EQ(found[2], written[0]);
    EXPECT_THAT(store().find_keys("acme", {}, at(0)).value(), IsEmpty());
}

TEST_P(LookupContract, ATakenKeyRefusesTheWholeAppend) {
    Append first = next("acme");
    first.keys = {key_row("a")};
    must_append(std::move(first));
    Append second = next("acme");
    second.keys = {key_row("b"), key_row("a", 5)};
    const AppendOutcome outcome = append(std::move(second));
    ASSERT_TRUE(std::holds_alternative<KeyTaken>(outcome));
    EXPECT_EQ(std::get<KeyTaken>(outcome).key, "a");
    EXPECT_EQ(store().head("acme").value().seq, 1U);
    EXPECT_EQ(find_key(store(), "b"), std::nullopt);
}

TEST_P(LookupContract, AKeyTwiceInOneAppendIsTaken) {
    Append append = next("acme");
    append.keys = {key_row("a"), key_row("b"), key_row("a")};
    const AppendOutcome outcome = this->append(std::move(append));
    ASSERT_TRUE(std::holds_alternative<KeyTaken>(outcome));
    EXPECT_EQ(std::get<KeyTaken>(outcome).key, "a");
    EXPECT_EQ(store().head("acme").value(), Head{});
}

TEST_P(LookupContract, TwoAtOnceWithOneKeyAreOne) {
    Append first = next("acme");
    first.keys = {key_row("a")};
    Append second = next("acme");
    second.after = {first.events[0].seq, first.events[0].hash};
    second.events[0].seq = 2;
    second.keys = {key_row("a")};
    std::promise<AppendOutcome> answer;
    store().append(std::move(first), [](AppendOutcome outcome) {
        EXPECT_TRUE(std::holds_alternative<Appended>(outcome));
    });
    store().append(std::move(second), [&](AppendOutcome outcome) { answer.set_value(outcome); });
    EXPECT_TRUE(std::holds_alternative<KeyTaken>(answer.get_future().get()));
}

TEST_P(LookupContract, KeysOfWorkspacesAreApart) {
    for (const std::string workspace : {"acme", "bolt"}) {
        Append append = next(workspace);
        append.keys = {key_row("a")};
        must_append(std::move(append));
    }
    EXPECT_TRUE(find_key(store(), "a", 0, "bolt"));
    EXPECT_FALSE(find_key(store(), "a", 0, "core"));
}

TEST_P(LookupContract, AKeyThatIsTooOldIsFree) {
    Append first = next("acme");
    first.keys = {key_row("a")};
    must_append(std::move(first));
    EXPECT_TRUE(find_key(store(), "a", kKept - 1));
    EXPECT_FALSE(find_key(store(), "a", kKept));
    Append again = next("acme");
    again.keys = {key_row("a", kKept)};
    again.keys[0].status = 422;
    must_append(std::move(again));
    EXPECT_EQ(find_key(store(), "a", kKept).value().status, 422);
}

TEST_P(LookupContract, WhatComesWithAKeyThatIsThereIsWrittenWithItOrNotAtAll) {
    Append first = next("acme");
    first.keys = {key_row("old"), key_row("taken", kKept)};
    must_append(std::move(first));
    const auto with = [this](std::vector<IdempotencyRow> keys) {
        Append append = next("acme", 1, lead_id(1));
        append.leads = {lead_row(1)};
        append.keys = std::move(keys);
        append.identities = {{.identity = 7, .lead = lead_id(1), .owner = "sarah", .at = at(1)}};
        return append;
    };
    const AppendOutcome refused = append(with({key_row("new", kKept), key_row("taken", kKept)}));
    ASSERT_TRUE(std::holds_alternative<KeyTaken>(refused));
    EXPECT_EQ(store().lead("acme", lead_id(1)).value(), std::nullopt);
    EXPECT_EQ(find_key(store(), "new", kKept), std::nullopt);
    EXPECT_EQ(owner_of(store(), 7), "nobody");

    must_append(with({key_row("new", kKept), key_row("old", kKept)}));
    EXPECT_EQ(lead(1), lead_row(1));
    EXPECT_EQ(find_key(store(), "old", kKept), key_row("old", kKept));
    EXPECT_EQ(find_key(store(), "new", kKept), key_row("new", kKept));
    EXPECT_EQ(owner_of(store(), 7), "sarah");
}

TEST_P(LookupContract, OldKeysAreDeletedInSlices) {
    Append append = next("acme");
    for (int n = 0; n < 200; ++n) append.keys.push_back(key_row("old" + std::to_string(n), n));
    append.keys.push_back(key_row("new", kKept));
    must_append(std::move(append));
    EXPECT_EQ(expire(store(), kKept - 1, 1000), 0U);
    EXPECT_EQ(expire(store(), kKept + 99, 60), 60U);
    EXPECT_EQ(expire(store(), kKept + 99, 60), 40U);
    EXPECT_EQ(expire(store(), kKept + 99, 60), 0U);
    EXPECT_FALSE(find_key(store(), "old99"));
    EXPECT_TRUE(find_key(store(), "old100"));
    EXPECT_EQ(expire(store(), kKept + 199, 1000), 100U);
    EXPECT_TRUE(find_key(store(), "new"));
    must_append(next("acme"));
    reopen();
    EXPECT_TRUE(find_key(store(), "new"));
    EXPECT_FALSE(find_key(store(), "old150"));
    Append later = next("acme");
    later.keys = {key_row("old150", kKept), key_row("later", kKept)};
    must_append(std::move(later));
    EXPECT_TRUE(find_key(store(), "later"));
}

TEST_P(LookupContract, ManyKeysAreEachFound) {
    constexpr int kKeys = 1000;
    for (int from = 0; from < kKeys; from += 50) {
        Append append = next("acme");
        for (int n = from; n < from + 50; ++n) append.keys.push_back(key_row(std::to_string(n)));
        must_append(std::move(append));
    }
    const auto all_are_there = [&] {
        for (int n = 0; n < kKeys; ++n) {
            const auto row = find_key(store(), std::to_string(n));
            if (!row || *row != key_row(std::to_string(n))) return false;
        }
        return true;
    };
    EXPECT_TRUE(all_are_there());
    EXPECT_FALSE(find_key(store(), "-1"));
    reopen();
    EXPECT_TRUE(all_are_there());
}

TEST_P(LookupContract, TheLastOwnerIsTheOneWrittenLast) {
    const auto own = [&](std::uint64_t identity, std::string owner, std::int64_t seconds) {
        Append append = next("acme");
        append.identities = {{.identity = identity,
                              .lead = lead_id(1),
                              .owner = std::move(owner),
                              .at = at(seconds)}};
        must_append(std::move(append));
    };
    EXPECT_EQ(owner_of(store(), 5), "nobody");
    own(5, "marcus", 1);
    own(5, "sarah", 2);
    own(6, "dana", 3);
    EXPECT_EQ(owner_of(store(), 5), "sarah");
    EXPECT_EQ(owner_of(store(), 6), "dana");
    EXPECT_EQ(owner_of(store(), 5, "other"), "nobody");
    reopen();
    EXPECT_EQ(owner_of(store(), 5), "sarah");
}

TEST_P(LookupContract, ALaterOneInTheSameAppendWins) {
    Append append = next("acme");
    append.identities = {{.identity = 5, .lead = lead_id(1), .owner = "marcus", .at = at(1)},
                         {.identity = 5, .lead = lead_id(2), .owner = "sarah", .at = at(1)}};
    must_append(std::move(append));
    const auto owner = store().last_owners("acme", std::vector<std::uint64_t>{5}).value().at(0);
    EXPECT_EQ(owner,
              (IdentityRow{.identity = 5, .lead = lead_id(2), .owner = "sarah", .at = at(1)}));
}

TEST_P(LookupContract, ALeadThatNobodyHasChangesNoOwner) {
    Append append = next("acme");
    append.identities = {{.identity = 1001, .lead = lead_id(9), .owner = "sarah", .at = at(1)}};
    must_append(std::move(append));
    put_lead(lead_row(1));  // carries identity 1001
    EXPECT_EQ(owner_of(store(), 1001), "sarah");
    EXPECT_EQ(owner_of(store(), 1002), "nobody");
}

TEST_P(LookupContract, AnOwnerHasAName) {
    Append append = next("acme");
    append.identities = {{.identity = 5, .lead = lead_id(1), .owner = "", .at = at(1)}};
    EXPECT_TRUE(std::holds_alternative<Failed>(this->append(std::move(append))));
}

TEST_P(LookupContract, CursorsMoveFromWhereTheyStand) {
    EXPECT_EQ(store().cursor("notify", "acme").value(), 0U);
    EXPECT_TRUE(move(store(), {"notify", "acme", 0, 7}));
    EXPECT_TRUE(move(store(), {"crm", "acme", 0, 3}));
    EXPECT_TRUE(move(store(), {"notify", "bolt", 0, 1}));
    EXPECT_EQ(store().cursor("notify", "acme").value(), 7U);
    EXPECT_TRUE(is(move(store(), {"notify", "acme", 6, 9}).error(), StoreError::CursorMoved));
    EXPECT_TRUE(is(move(store(), {"notify", "acme", 7, 6}).error(), StoreError::Invalid));
    EXPECT_TRUE(move(store(), {"notify", "acme", 7, 7}));
    reopen();
    EXPECT_EQ(store().cursor("notify", "acme").value(), 7U);
    EXPECT_EQ(store().cursor("crm", "acme").value(), 3U);
}

}  // namespace baton::store::contract
