// Documents and their versions, snapshots, tokens.
#include "contract.hpp"

namespace baton::store::contract {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace {

Document document(std::uint64_t version, std::string text) {
    return {.about = {.version = version,
                      .sha256 = digest_of(text),
                      .note = "note " + std::to_string(version),
                      .actor = "dana",
                      .at = at(static_cast<std::int64_t>(version))},
            .text = std::move(text),
            .files = {}};
}

Result<void> put(Store& store, std::string workspace, SnapshotRow snapshot) {
    return wait_for<Result<void>>([&](auto done) {
        store.put_snapshot(std::move(workspace), std::move(snapshot), std::move(done));
    });
}

SnapshotRow snapshot(std::uint64_t seq, std::string bytes) {
    return {.at = {seq, digest_of(bytes)}, .bytes = std::move(bytes)};
}

TokenRow token(const std::string& name, const std::string& workspace = "acme") {
    return {.workspace = workspace,
            .name = name,
            .hash = digest_of(workspace + "/" + name),
            .scopes = "leads:write",
            .created_at = at(0),
            .expires_at = at(100),
            .revoked_at = std::nullopt};
}

Result<void> put(Store& store, TokenRow row) {
    return wait_for<Result<void>>(
        [&](auto done) { store.put_token(std::move(row), std::move(done)); });
}

Result<void> revoke(Store& store, std::string name, std::int64_t seconds) {
    return wait_for<Result<void>>([&](auto done) {
        store.revoke_token("acme", std::move(name), at(seconds), std::move(done));
    });
}

}  // namespace

TEST_P(DocumentContract, TheLatestPublishedIsLive) {
    EXPECT_EQ(store().live_document("acme").value(), std::nullopt);
    Document first = document(1, "people: {}\r\n# \xc3\xa9\n");
    first.files = {{"accounts.csv", "a,b\n"}, {"empty.csv", ""}};
    Append append = next("acme");
    append.publish = first;
    must_append(std::move(append));
    EXPECT_EQ(store().live_document("acme").value(), first);

    Document second = document(2, "people: { dana: {} }\n");
    second.files = {{"accounts.csv", "a,b\n"}};  // the same bytes again
    append = next("acme");
    append.publish = second;
    must_append(std::move(append));
    EXPECT_EQ(store().live_document("acme").value(), second);
    EXPECT_EQ(store().document("acme", 1).value(), first);
    EXPECT_EQ(store().document("acme", 3).value(), std::nullopt);
    EXPECT_EQ(store().live_document("other").value(), std::nullopt);
}

TEST_P(DocumentContract, VersionsAreListedNewestFirst) {
    for (std::uint64_t version = 1; version <= 4; ++version) {
        Append append = next("acme");
        append.publish = document(version, "v" + std::to_string(version));
        must_append(std::move(append));
    }
    const auto all = store().document_versions("acme", 0, 10).value();
    ASSERT_THAT(all, SizeIs(4));
    EXPECT_EQ(all[0], document(4, "v4").about);
    EXPECT_THAT(store().document_versions("acme", 4, 2).value(), ElementsAre(all[1], all[2]));
    EXPECT_THAT(store().document_versions("acme", 1, 2).value(), IsEmpty());
}

TEST_P(DocumentContract, AVersionFollowsTheLiveOne) {
    Append append = next("acme");
    append.publish = document(2, "skipped one");
    const AppendOutcome outcome = this->append(std::move(append));
    ASSERT_TRUE(std::holds_alternative<Failed>(outcome));
    EXPECT_TRUE(is(std::get<Failed>(outcome).error, StoreError::Invalid));
    EXPECT_EQ(store().head("acme").value(), Head{});
    EXPECT_EQ(store().live_document("acme").value(), std::nullopt);
}

TEST_P(DocumentContract, TwoFilesOfOneNameAreRefused) {
    Append append = next("acme");
    append.publish = document(1, "x");
    append.publish->files = {{"a.csv", "1"}, {"a.csv", "2"}};
    EXPECT_TRUE(std::holds_alternative<Failed>(this->append(std::move(append))));
}

TEST_P(DocumentContract, TheLastThreeSnapshotsAreKept) {
    EXPECT_EQ(store().snapshot("acme", 100).value(), std::nullopt);
    for (std::uint64_t seq : {10, 20, 30, 40}) {
        ASSERT_TRUE(put(store(), "acme", snapshot(seq, "state " + std::to_string(seq))));
    }
    ASSERT_TRUE(put(store(), "bolt", snapshot(5, "state of bolt")));
    EXPECT_EQ(store().snapshot("acme", ~std::uint64_t{0}).value(), snapshot(40, "state 40"));
    EXPECT_EQ(store().snapshot("acme", 39).value(), snapshot(30, "state 30"));
    EXPECT_EQ(store().snapshot("acme", 20).value(), snapshot(20, "state 20"));
    EXPECT_EQ(store().snapshot("acme", 19).value(), std::nullopt);
    EXPECT_EQ(store().snapshot("bolt", 39).value(), snapshot(5, "state of bolt"));
}

TEST_P(DocumentContract, NoEventIsFarBehindAnOlderSnapshotAndNoneIsKeptForNothing) {
    constexpr std::uint64_t kLast = 1'000'000;
    for (std::uint64_t seq = 7'000; seq <= kLast; seq += 7'000 + seq / 7'000 % 5 * 3'000) {
        ASSERT_TRUE(put(store(), "acme", snapshot(seq, "state")));
    }
    std::uint64_t after = store().snapshot("acme", kLast).value()->at.seq;
    std::vector<std::uint64_t> kept{after};
    while (const auto before = store().snapshot("acme", after - 1).value()) {
        EXPECT_LE(after - before->at.seq, kSnapshotReach);
        after = before->at.seq;
        kept.push_back(after);
    }
    EXPECT_LE(after, kSnapshotReach) << "of the first";
    // Behind the last few, two gaps together are more than one may be.
    for (std::size_t i = kSnapshotsKept + 1; i + 1 < kept.size(); ++i) {
        EXPECT_GT(kept[i - 1] - kept[i + 1], kSnapshotReach);
    }
}

TEST_P(DocumentContract, ASnapshotMayBeLargeOrEmpty) {
    std::string bytes(3'000'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 % 251);
    ASSERT_TRUE(put(store(), "acme", snapshot(7, bytes)));
    EXPECT_EQ(store().snapshot("acme", 7).value(), snapshot(7, bytes));
    ASSERT_TRUE(put(store(), "acme", snapshot(8, "")));
    EXPECT_EQ(store().snapshot("acme", 8).value(), snapshot(8, ""));
    // The same again, shorter: nothing of the longer one is left.
    ASSERT_TRUE(put(store(), "acme", snapshot(7, "short")));
    EXPECT_EQ(store().snapshot("acme", 7).value(), snapshot(7, "short"));
    reopen();
    EXPECT_EQ(store().snapshot("acme", 7).value(), snapshot(7, "short"));
}

TEST_P(DocumentContract, ATokenIsFoundByItsHashUntilRevoked) {
    EXPECT_FALSE(store().any_token().value());
    ASSERT_TRUE(put(store(), token("ci")));
    EXPECT_TRUE(store().any_token().value());
    EXPECT_EQ(store().find_token(token("ci").hash).value(), token("ci"));
    EXPECT_EQ(store().find_token(digest_of("else")).value(), std::nullopt);

    ASSERT_TRUE(revoke(store(), "ci", 50));
    ASSERT_TRUE(revoke(store(), "ci", 60));  // twice is fine
    EXPECT_EQ(store().find_token(token("ci").hash).value(), std::nullopt);
    EXPECT_EQ(store().tokens("acme").value().at(0).revoked_at, at(50));
    EXPECT_TRUE(store().any_token().value());
    EXPECT_TRUE(is(revoke(store(), "unknown", 60).error(), StoreError::NotFound));
}

TEST_P(DocumentContract, TokensAreListedByName) {
    TokenRow lasting = token("a");
    lasting.expires_at.reset();
    ASSERT_TRUE(put(store(), token("b")));
    ASSERT_TRUE(put(store(), lasting));
    ASSERT_TRUE(put(store(), token("c", "other")));
    EXPECT_THAT(store().tokens("acme").value(), ElementsAre(lasting, token("b")));
}

TEST_P(DocumentContract, ATokensNameIsItsWorkspacesOwn) {
    ASSERT_TRUE(put(store(), token("ci")));
    TokenRow same_name = token("ci");
    same_name.hash = digest_of("another secret");
    EXPECT_TRUE(is(put(store(), same_name).error(), StoreError::Invalid));
    EXPECT_TRUE(put(store(), token("ci", "other")));
    EXPECT_TRUE(is(put(store(), token("")).error(), StoreError::Invalid));
}

TEST_P(DocumentContract, AnInstanceHasAnIdAndASalt) {
    EXPECT_NE(store().instance().id, Uuid{});
    EXPECT_NE(store().instance().salt, Digest{});
    EXPECT_GE(store().instance().schema, 1);
}

}  // namespace baton::store::contract
