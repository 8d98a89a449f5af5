// Accounts, roles, sessions, links and the audit trail: a change is whole or nothing.
#include "contract.hpp"

namespace baton::store::contract {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

Uuid id(int n) { return make_uuid_v7((kStartSeconds + n) * 1000, {9, 9, 9}); }

AccountRow account(int n) {
    AccountRow row;
    row.id = id(n);
    row.email = "p" + std::to_string(n) + "@acme.test";
    row.name = "P\xc3\xa9" + std::to_string(n);
    row.password = "$argon2id$v=19$" + std::to_string(n);
    row.created_at = at(n);
    return row;
}

MemberRow member(int n, std::string role, std::string workspace = "acme") {
    return {std::move(workspace), id(n), std::move(role), "person" + std::to_string(n), at(n)};
}

SessionRow session(int n, int of) {
    return {.hash = digest_of("session " + std::to_string(n)),
            .id = id(100 + n),
            .account = id(of),
            .created_at = at(n),
            .seen_at = at(n),
            .expires_at = at(n + 1000),
            .agent = "a browser \"quoted\" \\",
            .address = "127.0.0.1"};
}

LinkRow link(const std::string& secret, std::string kind, int of = 1) {
    return {digest_of(secret), std::move(kind), id(of), at(10), at(100)};
}

LinkUse use(const std::string& secret, std::string kind, int seconds) {
    return {digest_of(secret), std::move(kind), at(seconds)};
}

SubscriptionRow subscription(int n, int of, std::string workspace = "acme") {
    return {.workspace = std::move(workspace),
            .account = id(of),
            .endpoint = "https://push.test/" + std::to_string(n),
            .id = id(200 + n),
            .p256dh = "BKey_" + std::to_string(n),
            .auth = "secret-" + std::to_string(n),
            .created_at = at(n),
            .agent = "Firefox \"121\""};
}

AuditRow entry(int n, std::string workspace = "acme") {
    return {std::move(workspace),
            id(n),
            at(n),
            "user:dana@acme.test",
            "member.changed",
            "p1@acme.test",
            R"({"role":"rep"})",
            R"({"role":"admin"})"};
}

}  // namespace

Result<void> AccessContract::change(AccessChange change) {
    return wait_for<Result<void>>(
        [&](auto done) { access().change_access(std::move(change), std::move(done)); });
}

void AccessContract::must_change(AccessChange wanted) {
    const auto changed = change(std::move(wanted));
    EXPECT_TRUE(changed) << changed.error().message;
}

TEST_P(AccessContract, AnAccountIsFoundByIdEmailAndSubject) {
    EXPECT_FALSE(access().any_account().value());
    AccountRow row = account(1);
    row.subject = "https://id.test 42";
    must_change({.account = row});
    must_change({.account = account(2)});
    EXPECT_TRUE(access().any_account().value());
    EXPECT_EQ(access().account(id(1)).value(), row);
    EXPECT_EQ(access().account_of_email("p1@acme.test").value(), row);
    EXPECT_EQ(access().account_of_subject("https://id.test 42").value(), row);
    EXPECT_EQ(access().account_of_subject("").value(), std::nullopt) << "none has none";
    EXPECT_EQ(access().account(id(3)).value(), std::nullopt);
    row.disabled_at = at(5);
    row.email = "new@acme.test";
    must_change({.account = row});
    reopen();
    EXPECT_EQ(access().account(id(1)).value(), row);
    EXPECT_EQ(access().account_of_email("p1@acme.test").value(), std::nullopt);
}

TEST_P(AccessContract, AnEmailIsOneAccounts) {
    must_change({.account = account(1)});
    AccountRow other = account(2);
    other.email = "p1@acme.test";
    const auto refused = change({.account = other, .member = member(2, "rep"), .audit = entry(1)});
    ASSERT_FALSE(refused);
    EXPECT_TRUE(is(refused.error(), StoreError::Invalid));
    EXPECT_EQ(refused.error().message, "p1@acme.test has an account already");
    EXPECT_THAT(access().members("acme").value(), IsEmpty());
    EXPECT_THAT(access().audit("acme", Uuid{}, 10).value(), IsEmpty());
    EXPECT_TRUE(is(change({.account = AccountRow{}}).error(), StoreError::Invalid));
}

TEST_P(AccessContract, TheFirstAccountIsTheFirst) {
    must_change({.needs_no_account = true, .account = account(1)});
    EXPECT_TRUE(
        is(change({.needs_no_account = true, .account = account(2)}).error(), StoreError::Invalid));
    EXPECT_EQ(access().account(id(2)).value(), std::nullopt);
}

TEST_P(AccessContract, ARoleIsAWorkspaces) {
    must_change({.account = account(2), .member = member(2, "rep")});
    must_change({.account = account(1), .member = member(1, "admin")});
    must_change({.member = member(1, "rep", "other")});
    must_change({.member = member(2, "manager")});
    EXPECT_THAT(access().roles_of(id(1)).value(),
                ElementsAre(member(1, "admin"), member(1, "rep", "other")));
    const auto members = access().members("acme").value();
    ASSERT_THAT(members, SizeIs(2));
    EXPECT_EQ(members[0].account, account(1));
    EXPECT_EQ(members[1].member, member(2, "manager"));
    must_change({.leaves = MemberKey{"acme", id(2)}});
    EXPECT_TRUE(is(change({.leaves = MemberKey{"acme", id(2)}}).error(), StoreError::NotFound));
    EXPECT_THAT(access().members("acme").value(), SizeIs(1));
    EXPECT_THAT(access().members("other").value(), SizeIs(1));
}

TEST_P(AccessContract, ASessionIsFoundWithWhomItIsOfUntilItEnds) {
    must_change({.account = account(1), .member = member(1, "admin"), .session = session(1, 1)});
    must_change({.member = member(1, "rep", "other"), .session = session(2, 1)});
    must_change({.account = account(2), .session = session(3, 2)});
    const auto found = access().find_session(session(1, 1).hash).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->session, session(1, 1));
    EXPECT_EQ(found->account, account(1));
    EXPECT_THAT(found->members, ElementsAre(member(1, "admin"), member(1, "rep", "other")));
    EXPECT_THAT(access().find_session(session(3, 2).hash).value()->members, IsEmpty());
    EXPECT_EQ(access().find_session(digest_of("else")).value(), std::nullopt);
    EXPECT_THAT(access().sessions_of(id(1)).value(), ElementsAre(session(2, 1), session(1, 1)));

    must_change({.ends = SessionEnd{.account = id(1), .only = session(2, 1).id}});
    must_change({.ends = SessionEnd{.account = id(2), .only = session(1, 1).id}});  // another's
    EXPECT_THAT(access().sessions_of(id(1)).value(), ElementsAre(session(1, 1)));
    must_change({.session = session(4, 1)});
    must_change({.ends = SessionEnd{.account = id(1), .but = session(4, 1).hash}});
    EXPECT_THAT(access().sessions_of(id(1)).value(), ElementsAre(session(4, 1)));
    must_change({.ends = SessionEnd{.account = id(1)}});
    EXPECT_THAT(access().sessions_of(id(1)).value(), IsEmpty());
    EXPECT_THAT(access().sessions_of(id(2)).value(), SizeIs(1));
}

TEST_P(AccessContract, SeeingASessionDoesNotBringItBack) {
    must_change({.account = account(1), .session = session(1, 1)});
    SessionRow seen = session(1, 1);
    seen.seen_at = at(50);
    must_change({.session = seen});
    EXPECT_EQ(access().find_session(seen.hash).value()->session, seen);
    must_change({.ends = SessionEnd{.account = id(1)}});
    seen.seen_at = at(60);
    must_change({.session = seen});
    EXPECT_EQ(access().find_session(seen.hash).value(), std::nullopt);
    // One that has expired goes when another begins.
    must_change({.session = session(1, 1)});
    must_change({.session = session(2000, 1)});
    EXPECT_THAT(access().sessions_of(id(1)).value(), ElementsAre(session(2000, 1)));
}

TEST_P(AccessContract, ALinkWorksOnceAndInItsTime) {
    must_change({.link = link("a", "reset")});
    EXPECT_EQ(access().find_link(digest_of("a")).value(), link("a", "reset"));
    const auto refused = change({.uses = use("a", "invite", 20), .account = account(1)});
    EXPECT_TRUE(is(refused.error(), StoreError::NotFound)) << "of another kind";
    EXPECT_EQ(access().account(id(1)).value(), std::nullopt);
    EXPECT_TRUE(is(change({.uses = use("a", "reset", 100)}).error(), StoreError::NotFound));
    must_change({.uses = use("a", "reset", 99), .account = account(1)});
    EXPECT_TRUE(is(change({.uses = use("a", "reset", 20)}).error(), StoreError::NotFound));
    // A newer one of the same kind ends the older.
    must_change({.link = link("b", "reset")});
    must_change({.link = link("c", "reset")});
    must_change({.link = link("d", "reset", 2)});
    EXPECT_EQ(access().find_link(digest_of("b")).value(), std::nullopt);
    EXPECT_TRUE(access().find_link(digest_of("c")).value());
}

TEST_P(AccessContract, WhatIsRefusedLeavesTheLinkAsItWas) {
    must_change({.account = account(1), .link = link("a", "invite", 2)});
    AccountRow other = account(2);
    other.email = "p1@acme.test";
    EXPECT_FALSE(change({.uses = use("a", "invite", 20), .account = other}));
    EXPECT_TRUE(access().find_link(digest_of("a")).value());
}

TEST_P(AccessContract, ABrowserIsToldByWhomeverItWasSwitchedOnFor) {
    must_change({.account = account(1), .member = member(1, "rep")});
    must_change({.account = account(2), .member = member(2, "rep")});
    must_change({.member = member(1, "rep", "other")});
    for (int n = 2; n >= 1; --n) must_change({.subscribes = subscription(n, 1)});
    must_change({.subscribes = subscription(1, 1, "other")});
    EXPECT_THAT(access().subscriptions_of("acme", id(1)).value(),
                ElementsAre(subscription(1, 1), subscription(2, 1)));
    reopen();
    EXPECT_THAT(access().subscriptions_of_person("acme", "person1").value(),
                ElementsAre(subscription(1, 1), subscription(2, 1)));
    EXPECT_THAT(access().subscriptions_of_person("other", "person1").value(), SizeIs(1));
    EXPECT_THAT(access().subscriptions_of_person("acme", "person2").value(), IsEmpty());

    // The same browser again, with other keys: its id stays.
    SubscriptionRow again = subscription(1, 1);
    again.id = id(999);
    again.p256dh = "BOther";
    must_change({.subscribes = again});
    again.id = subscription(1, 1).id;
    EXPECT_EQ(access().subscriptions_of("acme", id(1)).value().at(0), again);

    // Somebody else signs in there: it tells them, and nobody else any more.
    must_change({.subscribes = subscription(1, 2)});
    EXPECT_THAT(access().subscriptions_of("acme", id(1)).value(), ElementsAre(subscription(2, 1)));
    EXPECT_THAT(access().subscriptions_of("other", id(1)).value(), IsEmpty());
    EXPECT_THAT(access().subscriptions_of_person("acme", "person2").value(),
                ElementsAre(subscription(1, 2)));
}

TEST_P(AccessContract, ABrowserIsToldUntilItIsTakenOff) {
    must_change({.account = account(1), .member = member(1, "rep")});
    must_change({.account = account(2), .member = member(2, "rep")});
    for (int n = 1; n <= 3; ++n) must_change({.subscribes = subscription(n, 1)});
    must_change({.subscribes = subscription(4, 2)});
    const auto remove = [&](int n, int of) {
        return change({.unsubscribes = SubscriptionKey{"acme", id(of), id(200 + n)}});
    };
    EXPECT_TRUE(is(remove(4, 1).error(), StoreError::NotFound)) << "another's";
    EXPECT_TRUE(remove(2, 1));
    const auto gone = remove(2, 1);
    EXPECT_EQ(gone.error().message, "there is no such subscription");
    EXPECT_THAT(access().subscriptions_of("acme", id(1)).value(), SizeIs(2));
    // Who may not sign in is not told, either.
    AccountRow disabled = account(1);
    disabled.disabled_at = at(9);
    must_change({.account = disabled});
    EXPECT_THAT(access().subscriptions_of_person("acme", "person1").value(), IsEmpty());
    must_change({.account = account(1)});
    EXPECT_THAT(access().subscriptions_of_person("acme", "person1").value(), SizeIs(2));
    // Who leaves takes them along, and does not find them again.
    must_change({.leaves = MemberKey{"acme", id(1)}});
    must_change({.member = member(1, "rep")});
    EXPECT_THAT(access().subscriptions_of("acme", id(1)).value(), IsEmpty());
    EXPECT_THAT(access().subscriptions_of("acme", id(2)).value(), SizeIs(1));
}

TEST_P(AccessContract, BrowsersAreBounded) {
    const int most = static_cast<int>(kMaxSubscriptions);
    for (int n = 0; n < most; ++n) must_change({.subscribes = subscription(n, 1)});
    const auto more = change({.subscribes = subscription(most, 1), .audit = entry(1)});
    ASSERT_FALSE(more);
    EXPECT_TRUE(is(more.error(), StoreError::Invalid));
    EXPECT_EQ(more.error().message, "10 browsers are told already; remove one first");
    EXPECT_THAT(access().audit("acme", Uuid{}, 10).value(), IsEmpty());
    must_change({.subscribes = subscription(3, 1)});
    must_change({.subscribes = subscription(most, 2)});
    EXPECT_THAT(access().subscriptions_of("acme", id(1)).value(), SizeIs(kMaxSubscriptions));
    SubscriptionRow row = subscription(1, 3);
    row.endpoint = "https://push.test/" + std::string(1'000, 'x');
    EXPECT_TRUE(is(change({.subscribes = row}).error(), StoreError::Invalid));
    row.endpoint.clear();
    EXPECT_TRUE(is(change({.subscribes = row}).error(), StoreError::Invalid));
}

TEST_P(AccessContract, TokensAreMadeAndEndedWithTheirEntry) {
    const TokenRow token{.workspace = "acme",
                         .name = "ci",
                         .hash = digest_of("ci"),
                         .scopes = "*",
                         .created_at = at(1),
                         .expires_at = at(100)};
    must_change({.token = token, .audit = entry(1)});
    EXPECT_EQ(store().find_token(digest_of("ci")).value(), token);
    EXPECT_TRUE(is(change({.token = token, .audit = entry(2)}).error(), StoreError::Invalid));
    const auto unknown = change({.ends_token = TokenEnd{"acme", "none", at(5)}, .audit = entry(3)});
    EXPECT_EQ(unknown.error().message, "workspace acme has no token named none");
    must_change({.ends_token = TokenEnd{"acme", "ci", at(5)}, .audit = entry(4)});
    EXPECT_EQ(store().find_token(digest_of("ci")).value(), std::nullopt);
    EXPECT_EQ(store().tokens("acme").value().at(0).revoked_at, at(5));
    EXPECT_THAT(access().audit("acme", Uuid{}, 10).value(), ElementsAre(entry(4), entry(1)));
}

TEST_P(AccessContract, TheTrailIsReadLatestFirstPageByPage) {
    for (int n = 1; n <= 5; ++n) must_change({.audit = entry(n)});
    must_change({.audit = entry(9, "other")});
    EXPECT_THAT(access().audit("acme", Uuid{}, 2).value(), ElementsAre(entry(5), entry(4)));
    EXPECT_THAT(access().audit("acme", id(4), 2).value(), ElementsAre(entry(3), entry(2)));
    EXPECT_THAT(access().audit("acme", id(1), 2).value(), IsEmpty());
}

TEST_P(AccessContract, OfTheLogOnlyWhatChangesRulesAndPeople) {
    for (const char* kind : {"published", "received", "availability", "decided", "figures"}) {
        Append append = next("acme");
        append.events[0].kind = kind;
        must_append(std::move(append));
    }
    const auto kinds = [](const std::vector<EventRow>& rows) {
        std::vector<std::string> names;
        for (const EventRow& row : rows) names.push_back(row.kind);
        return names;
    };
    EXPECT_THAT(kinds(access().changes("acme", ~std::uint64_t{0}, 10).value()),
                ElementsAre("figures", "availability", "published"));
    EXPECT_THAT(kinds(access().changes("acme", 5, 1).value()), ElementsAre("availability"));
    EXPECT_THAT(access().changes("other", 5, 1).value(), IsEmpty());
}

TEST_P(AccessContract, TextsAreBoundedAndWhole) {
    AccountRow row = account(1);
    row.name = std::string(5'000, 'x');
    EXPECT_TRUE(is(change({.account = row}).error(), StoreError::Invalid));
    row.name = std::string("a\0b", 3);
    EXPECT_TRUE(is(change({.account = row}).error(), StoreError::Invalid));
}

}  // namespace baton::store::contract
