// Nodes that keep losing to each other take turns; none ever waits long, and nothing rests on it.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <future>

#include "contract.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/contention.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/postgres/turnstile.hpp"

namespace baton::store::contract {
namespace {

using postgres::Connection;
using postgres::Sql;
using postgres::Turnstile;

constexpr Sql kLocks{
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid::int8 = "
    "hashtextextended($1, 0) & 4294967295",
    "counting the turns"};
constexpr Sql kEnd{
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = "
    "$1",
    "ending a node"};

class PostgresTurns : public ::testing::Test {
  protected:
    PostgresTurns() {
        const char* file = std::getenv("BATON_TEST_POSTGRES");
        if (file != nullptr) {
            std::ifstream in(file);
            std::getline(in, url_);
        }
        EXPECT_FALSE(url_.empty()) << "BATON_TEST_POSTGRES names no file with a URL";
        auto db = Connection::open({.url = url_, .schema = schema_, .name = "tests"});
        EXPECT_TRUE(db) << db.error().message;
        db_ = std::move(*db);
        EXPECT_TRUE(db_->script("CREATE SCHEMA IF NOT EXISTS " + schema_, "making a schema"));
    }
    ~PostgresTurns() override {
        (void)db_->script("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE", "tidying");
    }

    [[nodiscard]] Turnstile turnstile(const std::string& name) const {
        return Turnstile({.url = url_, .schema = schema_, .name = name});
    }
    std::int64_t locks(const std::string& workspace) {
        return number(kLocks, schema_ + "/" + workspace);
    }
    std::int64_t number(const Sql& sql, const std::string& argument) {
        auto rows = db_->query(sql, std::string_view(argument));
        EXPECT_TRUE(rows) << rows.error().message;
        std::int64_t count = -1;
        if (rows && rows->next()) rows->read(count);
        return count;
    }
    // Until nobody holds the lock: it is let go of soon after the turn.
    void wait_until_free(const std::string& workspace) {
        while (locks(workspace) != 0) std::this_thread::yield();
    }

    std::string url_;
    const std::string schema_ = "turns" + std::to_string(getpid());
    std::unique_ptr<Connection> db_;
};

// Stands in line, and can be waited for.
class Standing {
  public:
    Standing(Turnstile& line, const std::string& workspace) : line_(line), workspace_(workspace) {
        std::move_only_function<void()> go = [this] {
            line_.note_append(workspace_);
            came_.set_value();
        };
        stands_ = line.stand_in_line(workspace, go);
    }
    [[nodiscard]] bool stands() const { return stands_; }
    // True when it is their turn; false when none came.
    [[nodiscard]] bool wait() {
        came_.get_future().wait();
        return line_.is_inside(workspace_);
    }

  private:
    Turnstile& line_;
    std::string workspace_;
    std::promise<void> came_;
    bool stands_ = false;
};

TEST_F(PostgresTurns, ComeOneAfterTheOther) {
    Turnstile one = turnstile("one");
    Turnstile two = turnstile("two");
    Standing first(one, "acme");
    ASSERT_TRUE(first.stands());
    ASSERT_TRUE(first.wait());
    EXPECT_EQ(locks("acme"), 1);
    Standing second(two, "acme");
    ASSERT_TRUE(second.stands());
    one.leave("other");  // nobody's turn
    EXPECT_TRUE(one.is_inside("acme"));
    one.leave("acme");
    EXPECT_TRUE(second.wait());
    EXPECT_FALSE(one.is_inside("acme"));
    two.leave("acme");
    wait_until_free("acme");
    EXPECT_EQ(one.turns() + two.turns(), 2U);
}

TEST_F(PostgresTurns, OfOneNodeOneStandsThere) {
    Turnstile one = turnstile("one");
    Standing first(one, "acme");
    ASSERT_TRUE(first.wait());
    EXPECT_FALSE(Standing(one, "beta").stands());
    one.leave("acme");
}

TEST_F(PostgresTurns, WhoWaitsTooLongGoesOnWithout) {
    Turnstile one = turnstile("one");
    Turnstile two = turnstile("two");
    Standing first(one, "acme");
    ASSERT_TRUE(first.wait());
    Standing second(two, "acme");
    EXPECT_FALSE(second.wait());
    EXPECT_EQ(two.turns(), 0U);
    EXPECT_FALSE(Standing(two, "acme").stands()) << "for a while it does not stand there again";
}

TEST_F(PostgresTurns, ATurnThatBringsNoAppendIsOver) {
    Turnstile one = turnstile("one");
    std::promise<void> came;
    std::move_only_function<void()> go = [&came] { came.set_value(); };
    ASSERT_TRUE(one.stand_in_line("acme", go));
    came.get_future().wait();
    wait_until_free("acme");
    EXPECT_EQ(one.turns(), 1U);
}

TEST_F(PostgresTurns, ANodeThatDiesLetsTheNextIn) {
    Turnstile one = turnstile("one that dies");
    Turnstile two = turnstile("two");
    Standing first(one, "acme");
    ASSERT_TRUE(first.wait());
    EXPECT_EQ(number(kEnd, "one that dies"), 1);
    Standing second(two, "acme");
    EXPECT_TRUE(second.wait());
    two.leave("acme");
}

TEST_F(PostgresTurns, WithoutAServerNobodyWaits) {
    Turnstile line({.url = "postgresql:///none?host=/nowhere", .schema = schema_, .name = "lost"});
    Standing first(line, "acme");
    ASSERT_TRUE(first.stands());
    EXPECT_FALSE(first.wait());
}

TEST_F(PostgresTurns, WhoIsTurnedAwayTwiceIsTheNextToWrite) {
    const auto open = [&] {
        auto store = postgres::open({.url = url_, .schema = schema_ + "_s"});
        EXPECT_TRUE(store) << store.error().message;
        return std::move(*store);
    };
    const auto write = [](Store& store, const Head& after) {
        Append append;
        append.workspace = "acme";
        append.after = after;
        EventRow& row = append.events.emplace_back();
        row.seq = after.seq + 1;
        row.at = at(1);
        row.kind = "figures";
        row.body = "{}";
        row.hash = digest_of("event " + std::to_string(row.seq));
        return wait_for<AppendOutcome>(
            [&](auto done) { store.append(std::move(append), std::move(done)); });
    };
    {
        const auto one = open();
        const auto two = open();
        Head head = std::get<Appended>(write(*one, {})).head;
        EXPECT_TRUE(std::holds_alternative<Conflict>(write(*two, {})));
        head = std::get<Appended>(write(*one, head)).head;
        // The second in a row: two hears of it when it is its turn. It decides again, elsewhere, so
        // the turn is over with its answer; standing there cost no correctness either way.
        const AppendOutcome outcome = write(*two, {});
        ASSERT_TRUE(std::holds_alternative<Conflict>(outcome));
        EXPECT_EQ(std::get<Conflict>(outcome).head, head);
        EXPECT_TRUE(
            std::holds_alternative<Appended>(write(*two, std::get<Conflict>(outcome).head)));
    }
    (void)db_->script("DROP SCHEMA IF EXISTS " + schema_ + "_s CASCADE", "tidying");
}

TEST(Contention, BeginsWithTheSecondConflictInARowAndEndsWithSuccess) {
    postgres::Contention contention;
    EXPECT_FALSE(contention.conflict("acme"));
    contention.appended("acme");
    EXPECT_FALSE(contention.conflict("acme"));
    EXPECT_FALSE(contention.conflict("beta"));
    EXPECT_TRUE(contention.conflict("acme"));
    // From then on one is enough, for so many appends.
    for (int i = 0; i < postgres::Contention::kAppends - 1; ++i) {
        contention.appended("acme");
        EXPECT_TRUE(contention.conflict("acme"));
    }
    contention.appended("acme");
    EXPECT_FALSE(contention.conflict("acme"));
}

}  // namespace
}  // namespace baton::store::contract
