#include "insight/facts.hpp"

#include <fmt/format.h>

#include "insight/error.hpp"
#include "insight/limits.hpp"

namespace baton::insight {
namespace {

using store::sqlite::Rows;
using store::sqlite::Sql;

#define BATON_FACT_COLUMNS "seq, at, over, lead, bytes"

constexpr Sql kWorkspace{"SELECT no, seq FROM workspace WHERE name = ?1",
                         "reading how far the reports' facts go"};
constexpr Sql kFirst{"SELECT at FROM fact WHERE workspace = ?1 ORDER BY seq LIMIT 1",
                     "reading the reports' first fact"};
constexpr Sql kLastSeq{"SELECT max(seq) FROM fact WHERE workspace = ?1",
                       "reading the reports' last fact"};
constexpr Sql kProbe{
    "SELECT seq, at FROM fact WHERE workspace = ?1 AND seq >= ?2 ORDER BY seq LIMIT 1",
    "looking for a period's first fact"};
constexpr Sql kArrived{"SELECT " BATON_FACT_COLUMNS
                       " FROM fact WHERE workspace = ?1 AND seq >= ?2 AND seq < ?3 ORDER BY seq",
                       "reading the reports' facts"};
// The index leads to those that ended late; the order is that of arrival.
constexpr Sql kEarlier{"SELECT " BATON_FACT_COLUMNS
                       " FROM fact WHERE workspace = ?1 AND over >= ?2 AND seq < ?3 ORDER BY seq",
                       "reading the reports' older facts"};
constexpr Sql kOpen{"SELECT " BATON_FACT_COLUMNS
                    " FROM fact WHERE workspace = ?1 AND over = ?2 ORDER BY seq",
                    "reading the reports' open leads"};
constexpr Sql kDraw{"SELECT shares FROM draw WHERE workspace = ?1 AND key = ?2",
                    "reading what a turn came to"};

}  // namespace

bool read_fact(Rows& row, LeadFact& fact) {
    Instant over;
    row.read(fact.seq, fact.at, over, fact.lead);
    fact.over.reset();
    if (over != Instant::never()) fact.over = over;
    return decode(row.bytes(4), fact);
}

Facts::Facts(store::sqlite::Connection& db, std::string_view workspace) : db_(db) {
    Rows rows = db_.query(kWorkspace, workspace);
    if (rows.next()) rows.read(workspace_, seq_);
}

std::optional<Instant> Facts::first_at() {
    std::optional<Instant> at;
    Rows rows = db_.query(kFirst, workspace_);
    if (rows.next()) rows.read(at);
    return at;
}

// The log's times never run back, so arrivals are in the order of their numbers.
std::uint64_t Facts::first_seq_at(Instant at) {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    {
        Rows rows = db_.query(kLastSeq, workspace_);
        if (rows.next()) rows.read(high);
    }
    ++high;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        std::uint64_t seq = 0;
        Instant found = Instant::never();
        Rows rows = db_.query(kProbe, workspace_, middle);
        if (rows.next()) rows.read(seq, found);
        if (!db_.is_ok()) return 0;
        if (found < at) {
            low = seq + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

Result<void> Facts::go_through(Rows& rows, const Look& look) {
    LeadFact fact;
    while (rows.next()) {
        if (++looked_at_ > kMostLeads) {
            return fail(InsightError::TooMany,
                        fmt::format("this report would look at more than {} leads; choose a "
                                    "shorter period",
                                    kMostLeads));
        }
        if (!read_fact(rows, fact)) {
            return fail(InsightError::Broken,
                        fmt::format("the fact of event {} cannot be read", fact.seq));
        }
        look(fact);
    }
    return {};
}

Result<void> Facts::arrived(Instant from, Instant to, const Look& look) {
    const std::uint64_t first = first_seq_at(from);
    const std::uint64_t end = first_seq_at(to);
    Rows rows = db_.query(kArrived, workspace_, first, end);
    return go_through(rows, look);
}

Result<void> Facts::alive(Instant from, Instant to, const Look& look) {
    if (to <= from) return {};
    const std::uint64_t first = first_seq_at(from);
    {
        Rows rows = db_.query(kEarlier, workspace_, from, first);
        if (auto done = go_through(rows, look); !done) return done;
    }
    const std::uint64_t end = first_seq_at(to);
    Rows rows = db_.query(kArrived, workspace_, first, end);
    return go_through(rows, look);
}

Result<void> Facts::open(const Look& look) {
    Rows rows = db_.query(kOpen, workspace_, Instant::never());
    return go_through(rows, look);
}

const Draw* Facts::draw(const DrawKey& key) {
    const auto known = draws_.find(key);
    if (known != draws_.end()) return &known->second;
    Rows rows =
        db_.query(kDraw, workspace_,
                  store::sqlite::Blob{{reinterpret_cast<const char*>(key.data()), key.size()}});
    if (!rows.next()) return nullptr;
    Draw draw;
    if (!decode(rows.bytes(0), draw)) return nullptr;
    return &draws_.emplace(key, std::move(draw)).first->second;
}

}  // namespace baton::insight
