// Opening: who may, and what is left alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace baton::store::sqlite {
namespace {

using ::testing::HasSubstr;

class OpenTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "baton-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        options_.path = folder_ + "/baton.db";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    // Runs a script in the database as another program would.
    void run_script(const char* script) {
        auto db = Connection::open(options_.path, Connection::Mode::Write, "");
        ASSERT_TRUE(db);
        (*db)->run_script(script, "preparing");
        const auto status = (*db)->take_status();
        ASSERT_TRUE(status) << status.error().message;
    }
    [[nodiscard]] std::string bytes() const {
        std::ostringstream all;
        all << std::ifstream(options_.path, std::ios::binary).rdbuf();
        return all.str();
    }
    [[nodiscard]] Error refusal() const {
        auto store = open(options_);
        EXPECT_FALSE(store);
        return store ? Error{} : store.error();
    }

    std::string folder_;
    OpenOptions options_;
};

TEST_F(OpenTest, ASecondProcessIsRefusedByName) {
    const auto first = open(options_);
    ASSERT_TRUE(first);
    const Error error = refusal();
    EXPECT_TRUE(is(error, StoreError::InUse));
    EXPECT_THAT(error.message, HasSubstr(options_.path));
    EXPECT_THAT(error.message, HasSubstr("pid " + std::to_string(getpid())));
}

TEST_F(OpenTest, TheLockIsFreeAfterClosing) {
    ASSERT_TRUE(open(options_));
    EXPECT_TRUE(open(options_));
}

TEST_F(OpenTest, ANewerDatabaseIsLeftUntouched) {
    ASSERT_TRUE(open(options_));
    run_script("INSERT INTO migration VALUES (1000, 'from the future')");
    const std::string before = bytes();
    const Error error = refusal();
    EXPECT_TRUE(is(error, StoreError::Newer));
    EXPECT_THAT(error.message, HasSubstr("its schema is 1000"));
    EXPECT_EQ(bytes(), before);
}

TEST_F(OpenTest, AnotherProgramsDatabaseIsLeftUntouched) {
    run_script("CREATE TABLE theirs (x)");
    const std::string before = bytes();
    EXPECT_TRUE(is(refusal(), StoreError::Foreign));
    EXPECT_EQ(bytes(), before);
}

TEST_F(OpenTest, WhatIsNoDatabaseIsLeftUntouched) {
    const std::string letter(5000, 'a');
    std::ofstream(options_.path) << letter;
    EXPECT_TRUE(is(refusal(), StoreError::Foreign));
    EXPECT_EQ(bytes(), letter);
}

TEST_F(OpenTest, AMissingFolderIsNamed) {
    options_.path = folder_ + "/missing/baton.db";
    const Error error = refusal();
    EXPECT_TRUE(is(error, StoreError::Io));
    EXPECT_THAT(error.message, HasSubstr("missing/baton.db"));
}

TEST_F(OpenTest, IdAndSaltComeFromTheFirstOpening) {
    options_.entropy = {1};
    const Instance first = open(options_).value()->instance();
    options_.entropy = {2};
    const Instance second = open(options_).value()->instance();
    EXPECT_EQ(first.id, second.id);
    EXPECT_EQ(first.salt, second.salt);
    options_.path = folder_ + "/other.db";
    const Instance other = open(options_).value()->instance();
    EXPECT_NE(first.id, other.id);
    EXPECT_NE(first.salt, other.salt);
}

TEST_F(OpenTest, TheLogIsTheTableEvent) {
    {
        auto store = open(options_).value();
        Append append;
        append.workspace = "acme";
        append.events.push_back({.seq = 1,
                                 .at = Instant{5},
                                 .kind = "lead.received",
                                 .lead = make_uuid_v7(1, {}),
                                 .body = R"({"n":1})",
                                 .hash = {}});
        store->append(std::move(append), [](const AppendOutcome& outcome) {
            EXPECT_TRUE(std::holds_alternative<Appended>(outcome));
        });
    }
    constexpr Sql kSelect{
        "SELECT workspace, seq, at, kind, lead, json_extract(body, '$.n') FROM event",
        "reading the log"};
    auto db = Connection::open(options_.path, Connection::Mode::Read, "").value();
    Rows rows = db->query(kSelect);
    ASSERT_TRUE(rows.next());
    std::string workspace;
    std::int64_t seq = 0;
    std::int64_t at = 0;
    std::string kind;
    std::string lead;
    std::int64_t n = 0;
    rows.read(workspace, seq, at, kind, lead, n);
    EXPECT_EQ(workspace, "acme");
    EXPECT_EQ(seq, 1);
    EXPECT_EQ(at, 5);
    EXPECT_EQ(kind, "lead.received");
    EXPECT_EQ(lead, "00000000-0001-7000-8000-000000000000");
    EXPECT_EQ(n, 1);
}

}  // namespace
}  // namespace baton::store::sqlite
