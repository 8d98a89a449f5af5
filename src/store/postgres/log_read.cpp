#include "store/postgres/log_read.hpp"

#include <algorithm>
#include <limits>

#include "store/limits.hpp"

namespace baton::store::postgres {
namespace {

constexpr Sql kReadHead{"SELECT seq, hash FROM workspace WHERE name = $1", "reading a head"};
// `before` is how much the rows before it hold: the row that passes the bound is the last.
constexpr Sql kReadEvents{
    "SELECT seq, at, kind, lead, body, hash FROM ("
    "SELECT *, sum(length(body) + length(kind)) OVER (ORDER BY seq) - length(body) - length(kind) "
    "AS before FROM ("
    "SELECT seq, at, kind, lead, body, hash FROM event "
    "WHERE workspace = $1 AND seq >= $2 ORDER BY seq LIMIT $3) AS first_ones) AS summed "
    "WHERE before < $4 ORDER BY seq",
    "reading events"};
constexpr Sql kReadLeadEvents{
    "SELECT seq, at, kind, lead, body, hash FROM ("
    "SELECT *, sum(length(body) + length(kind)) OVER (ORDER BY seq) - length(body) - length(kind) "
    "AS before FROM ("
    "SELECT seq, at, kind, lead, body, hash FROM event "
    "WHERE workspace = $1 AND lead = $5 AND seq >= $2 ORDER BY lead, seq LIMIT $3) AS first_ones) "
    "AS summed WHERE before < $4 ORDER BY seq",
    "reading a lead's events"};
// `n` is the place of the lead that the event is of, counted from 1.
constexpr Sql kReadEventsOf{
    "SELECT q.n, e.* FROM unnest($2) WITH ORDINALITY AS q (asked, n) CROSS JOIN LATERAL "
    "(SELECT seq, at, kind, lead, body, hash FROM event "
    "WHERE workspace = $1 AND lead = q.asked ORDER BY lead, seq LIMIT $3) AS e",
    "reading the events of several leads"};
constexpr Sql kReadWorkspaces{"SELECT name FROM workspace WHERE name > $1 ORDER BY name LIMIT $2",
                              "reading the workspaces"};
constexpr Sql kReadDue{
    "SELECT name, next_deadline FROM workspace WHERE next_deadline <= $1 "
    "ORDER BY next_deadline, name LIMIT $2",
    "reading what is due"};
constexpr Sql kReadNextDeadline{
    "SELECT next_deadline FROM workspace WHERE next_deadline IS NOT NULL "
    "ORDER BY next_deadline LIMIT 1",
    "reading the next deadline"};
constexpr Sql kReadCursor{"SELECT seq FROM consumer WHERE workspace = $1 AND name = $2",
                          "reading a cursor"};

std::int64_t bounded(std::size_t limit) {
    return static_cast<std::int64_t>(std::min(limit, kMaxEventsPerRead));
}

// Sequence numbers are stored as signed 64-bit integers.
std::int64_t stored_seq(std::uint64_t seq) {
    constexpr auto kGreatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(seq, kGreatest));
}

Result<std::vector<EventRow>> collect(Result<Rows> rows) {
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<EventRow> events;
    events.reserve(rows->size());
    while (rows->next()) {
        EventRow& event = events.emplace_back();
        rows->read(event.seq, event.at, event.kind, event.lead, event.body, event.hash);
    }
    return events;
}

constexpr auto kBytes = static_cast<std::int64_t>(kMaxBytesPerRead);

}  // namespace

Result<Head> read_head(ReaderPool& db, std::string_view workspace) {
    auto rows = db.query(kReadHead, workspace);
    if (!rows) return std::unexpected(std::move(rows).error());
    Head head;
    if (rows->next()) rows->read(head.seq, head.hash);
    return head;
}

Result<std::vector<EventRow>> read_events(ReaderPool& db, std::string_view workspace,
                                          std::uint64_t from, std::size_t limit) {
    return collect(db.query(kReadEvents, workspace, stored_seq(from), bounded(limit), kBytes));
}

Result<std::vector<EventRow>> read_lead_events(ReaderPool& db, std::string_view workspace,
                                               const LeadKey& lead, std::uint64_t from,
                                               std::size_t limit) {
    return collect(
        db.query(kReadLeadEvents, workspace, stored_seq(from), bounded(limit), kBytes, lead));
}

Result<std::vector<std::vector<EventRow>>> read_events_of(ReaderPool& db,
                                                          std::string_view workspace,
                                                          std::span<const LeadKey> leads,
                                                          std::size_t each) {
    std::vector<std::vector<EventRow>> found(leads.size());
    if (leads.empty()) return found;
    Parameters parameters(workspace);
    parameters.add_array(leads);
    parameters.add(bounded(each));
    auto rows = db.run(kReadEventsOf, parameters);
    if (!rows) return std::unexpected(std::move(rows).error());
    while (rows->next()) {
        std::int64_t place = 0;
        rows->read(place);
        EventRow& event = found[static_cast<std::size_t>(place - 1)].emplace_back();
        rows->read_from(1, event.seq, event.at, event.kind, event.lead, event.body, event.hash);
    }
    return found;
}

Result<std::vector<std::string>> read_workspaces(ReaderPool& db, std::string_view after,
                                                 std::size_t limit) {
    auto rows = db.query(kReadWorkspaces, after, bounded(limit));
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<std::string> names;
    while (rows->next()) rows->read(names.emplace_back());
    return names;
}

Result<std::vector<DueWorkspace>> read_due(ReaderPool& db, Instant now, std::size_t limit) {
    auto rows = db.query(kReadDue, now, bounded(limit));
    if (!rows) return std::unexpected(std::move(rows).error());
    std::vector<DueWorkspace> due;
    while (rows->next()) {
        DueWorkspace& each = due.emplace_back();
        rows->read(each.workspace, each.deadline);
    }
    return due;
}

Result<std::optional<Instant>> read_next_deadline(ReaderPool& db) {
    auto rows = db.query(kReadNextDeadline);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::optional<Instant> next;
    if (rows->next()) rows->read(next);
    return next;
}

Result<std::uint64_t> read_cursor(ReaderPool& db, std::string_view consumer,
                                  std::string_view workspace) {
    auto rows = db.query(kReadCursor, workspace, consumer);
    if (!rows) return std::unexpected(std::move(rows).error());
    std::uint64_t seq = 0;
    if (rows->next()) rows->read(seq);
    return seq;
}

}  // namespace baton::store::postgres
