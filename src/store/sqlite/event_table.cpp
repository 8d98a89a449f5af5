#include "store/sqlite/event_table.hpp"

#include <algorithm>
#include <limits>

#include "store/limits.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kReadHead{"SELECT seq, hash FROM workspace WHERE name = ?1", "reading a head"};
constexpr Sql kWriteHead{
    "INSERT INTO workspace (name, seq, hash, next_deadline) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, "
    "next_deadline = excluded.next_deadline",
    "writing a head"};
constexpr Sql kInsertEvent{
    "INSERT INTO event (workspace, seq, at, kind, lead, body, hash) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "writing an event"};
constexpr Sql kReadEvents{
    "SELECT seq, at, kind, lead, body, hash FROM event "
    "WHERE workspace = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3",
    "reading events"};
// The index is named, as the planner would walk the whole log from `seq` on.
constexpr Sql kReadLeadEvents{
    "SELECT seq, at, kind, lead, body, hash FROM event INDEXED BY event_of_lead "
    "WHERE workspace = ?1 AND lead = ?2 AND seq >= ?3 ORDER BY seq LIMIT ?4",
    "reading a lead's events"};
constexpr Sql kReadWorkspaces{"SELECT name FROM workspace WHERE name > ?1 ORDER BY name LIMIT ?2",
                              "reading the workspaces"};
constexpr Sql kReadDue{
    "SELECT name, next_deadline FROM workspace WHERE next_deadline <= ?1 "
    "ORDER BY next_deadline, name LIMIT ?2",
    "reading what is due"};
constexpr Sql kReadNextDeadline{
    "SELECT next_deadline FROM workspace WHERE next_deadline IS NOT NULL "
    "ORDER BY next_deadline LIMIT 1",
    "reading the next deadline"};

// Rows within the bounds of one read; at least one where there is one.
std::vector<EventRow> collect(Rows& rows) {
    std::vector<EventRow> events;
    std::size_t bytes = 0;
    std::string lead;
    while (bytes < kMaxBytesPerRead && rows.next()) {
        EventRow& event = events.emplace_back();
        lead.clear();
        rows.read(event.seq, event.at, event.kind, lead, event.body, event.hash);
        event.lead = parse_uuid(lead);
        bytes += event.body.size() + event.kind.size();
    }
    return events;
}

std::int64_t bounded(std::size_t limit) {
    return static_cast<std::int64_t>(std::min(limit, kMaxEventsPerRead));
}

// Sequence numbers are stored as signed 64-bit integers.
std::int64_t stored_seq(std::uint64_t seq) {
    constexpr auto kGreatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(seq, kGreatest));
}

}  // namespace

Head read_head(Connection& db, std::string_view workspace) {
    Head head;
    if (Rows rows = db.query(kReadHead, workspace); rows.next()) rows.read(head.seq, head.hash);
    return head;
}

void write_head(Connection& db, std::string_view workspace, const Head& head,
                const std::optional<Instant>& next_deadline) {
    db.run(kWriteHead, workspace, head.seq, head.hash, next_deadline);
}

void insert_event(Connection& db, std::string_view workspace, const EventRow& event) {
    std::optional<std::string> lead;
    if (event.lead) lead = format_uuid(*event.lead);
    db.run(kInsertEvent, workspace, event.seq, event.at, event.kind, lead, event.body, event.hash);
}

std::vector<EventRow> read_events(Connection& db, std::string_view workspace, std::uint64_t from,
                                  std::size_t limit) {
    Rows rows = db.query(kReadEvents, workspace, stored_seq(from), bounded(limit));
    return collect(rows);
}

std::vector<EventRow> read_lead_events(Connection& db, std::string_view workspace,
                                       const LeadKey& lead, std::uint64_t from, std::size_t limit) {
    Rows rows =
        db.query(kReadLeadEvents, workspace, format_uuid(lead), stored_seq(from), bounded(limit));
    return collect(rows);
}

std::vector<std::vector<EventRow>> read_events_of(Connection& db, std::string_view workspace,
                                                  std::span<const LeadKey> leads,
                                                  std::size_t each) {
    std::vector<std::vector<EventRow>> found;
    found.reserve(leads.size());
    for (const LeadKey& lead : leads) {
        found.push_back(read_lead_events(db, workspace, lead, 1, each));
    }
    return found;
}

std::vector<std::string> read_workspaces(Connection& db, std::string_view after,
                                         std::size_t limit) {
    std::vector<std::string> names;
    Rows rows = db.query(kReadWorkspaces, after, bounded(limit));
    while (rows.next()) rows.read(names.emplace_back());
    return names;
}

std::vector<DueWorkspace> read_due(Connection& db, Instant now, std::size_t limit) {
    std::vector<DueWorkspace> due;
    Rows rows = db.query(kReadDue, now, bounded(limit));
    while (rows.next()) {
        DueWorkspace& each = due.emplace_back();
        rows.read(each.workspace, each.deadline);
    }
    return due;
}

std::optional<Instant> read_next_deadline(Connection& db) {
    std::optional<Instant> next;
    if (Rows rows = db.query(kReadNextDeadline); rows.next()) rows.read(next);
    return next;
}

}  // namespace baton::store::sqlite
