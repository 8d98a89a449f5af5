#include "store/sqlite/consumer_table.hpp"

#include <fmt/core.h>

#include "store/check_append.hpp"
#include "store/error.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kRead{"SELECT seq FROM consumer WHERE workspace = ?1 AND name = ?2",
                    "reading a cursor"};
constexpr Sql kWrite{
    "INSERT INTO consumer (workspace, name, seq) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (workspace, name) DO UPDATE SET seq = excluded.seq",
    "moving a cursor"};

}  // namespace

std::uint64_t read_cursor(Connection& db, std::string_view consumer, std::string_view workspace) {
    std::uint64_t seq = 0;
    if (Rows rows = db.query(kRead, workspace, consumer); rows.next()) rows.read(seq);
    return seq;
}

Result<void> move_cursor(Connection& db, const CursorMove& move) {
    if (auto checked = check_move(move); !checked) return checked;
    const std::uint64_t present = read_cursor(db, move.consumer, move.workspace);
    if (db.is_ok() && present != move.from) {
        return fail(StoreError::CursorMoved,
                    fmt::format("the cursor of {} in {} stands at {}, not at {}", move.consumer,
                                move.workspace, present, move.from));
    }
    db.run(kWrite, move.workspace, move.consumer, move.to);
    return {};
}

}  // namespace baton::store::sqlite
