// How many leads a second the shared store takes, each with its event, row, idempotency key and
// identity, in batches of several sizes; beside the same rows in multi-row inserts into the same
// tables, in one transaction and one round trip, by a client that asks nothing and checks nothing.
// JSON lines.
//
//   postgres_append_bench URL
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>
#include <string>
#include <vector>

#include "store/intake.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/postgres/session.hpp"

namespace baton::bench {
namespace {

using Clock = std::chrono::steady_clock;
using postgres::Blob;
using postgres::Call;
using postgres::Connection;
using postgres::Parameters;
using postgres::Sql;

constexpr double kSeconds = 1.0;  // of each measurement
constexpr int kRounds = 3;

constexpr Sql kEvents{
    "INSERT INTO event (workspace, seq, at, kind, lead, body, hash) "
    "SELECT $1, e.* FROM unnest($2, $3, $4, $5, $6, $7) AS e",
    "inserting events"};
constexpr Sql kLeads{
    "INSERT INTO lead (workspace, id, updated_at, state, person, pool, rule, queue, account, "
    "territory, tier, source, score, received_at, revision, search_text, salt, identities, body) "
    "SELECT $1, a.id, a.at, a.state, a.person, a.pool, a.rule, '', '', '', '', a.source, a.score, "
    "a.at, 1, a.search_text, a.salt, a.identities, a.body "
    "FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS a (id, at, state, person, "
    "pool, rule, source, score, search_text, salt, identities, body)",
    "inserting leads"};
constexpr Sql kIdentities{
    "INSERT INTO identity (workspace, identity, n, lead, owner, at) "
    "SELECT $1, i.* FROM unnest($2, $3, $4, $5, $6) AS i",
    "inserting identities"};
constexpr Sql kKeys{
    "INSERT INTO idempotency (workspace, key, at, body_hash, status, lead, response) "
    "SELECT $1, k.* FROM unnest($2, $3, $4, $5, $6, $7) AS k",
    "inserting keys"};

[[noreturn]] void give_up(const std::string& message) {
    fmt::print(stderr, "postgres_append_bench: {}\n", message);
    std::exit(1);
}

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

void append(Store& store, Append append) {
    std::promise<bool> promise;
    auto future = promise.get_future();
    store.append(std::move(append), [&](const AppendOutcome& outcome) {
        promise.set_value(std::holds_alternative<Appended>(outcome));
    });
    if (!future.get()) give_up("an append failed");
}

void insert(Connection& db, const Append& append) {
    const std::string& w = append.workspace;
    Parameters events(w);
    events.add_array(append.events, [](const EventRow& row) { return row.seq; });
    events.add_array(append.events, [](const EventRow& row) { return row.at; });
    events.add_array(append.events, [](const EventRow& row) { return std::string_view(row.kind); });
    events.add_array(append.events, [](const EventRow& row) { return row.lead; });
    events.add_array(append.events, [](const EventRow& row) { return Blob{row.body}; });
    events.add_array(append.events, [](const EventRow& row) { return row.hash; });
    Parameters leads(w);
    leads.add_array(append.leads, [](const LeadRow& row) { return row.id; });
    leads.add_array(append.leads, [](const LeadRow& row) { return row.received_at; });
    for (const auto field :
         {&LeadRow::state, &LeadRow::person, &LeadRow::pool, &LeadRow::rule, &LeadRow::source}) {
        leads.add_array(append.leads,
                        [field](const LeadRow& row) { return std::string_view(row.*field); });
    }
    leads.add_array(append.leads, [](const LeadRow& row) { return row.score; });
    leads.add_array(append.leads,
                    [](const LeadRow& row) { return Blob{row.content->search_text}; });
    leads.add_array(append.leads, [](const LeadRow& row) { return row.content->salt; });
    leads.add_array(append.leads, [](const LeadRow&) { return Blob{"12345678"}; });
    leads.add_array(append.leads, [](const LeadRow& row) { return Blob{row.content->body}; });
    static std::uint64_t n = 0;
    Parameters identities(w);
    identities.add_array(append.identities, [](const IdentityRow& row) { return row.identity; });
    identities.add_array(append.identities, [](const IdentityRow&) { return ++n; });
    identities.add_array(append.identities, [](const IdentityRow& row) { return row.lead; });
    identities.add_array(append.identities,
                         [](const IdentityRow& row) { return std::string_view(row.owner); });
    identities.add_array(append.identities, [](const IdentityRow& row) { return row.at; });
    Parameters keys(w);
    keys.add_array(append.keys, [](const IdempotencyRow& row) { return Blob{row.key}; });
    keys.add_array(append.keys, [](const IdempotencyRow& row) { return row.at; });
    keys.add_array(append.keys, [](const IdempotencyRow& row) { return row.body_hash; });
    keys.add_array(append.keys, [](const IdempotencyRow& row) { return row.status; });
    keys.add_array(append.keys, [](const IdempotencyRow& row) { return row.lead; });
    keys.add_array(append.keys, [](const IdempotencyRow& row) { return Blob{row.response}; });
    const Call calls[] = {
        {&kEvents, &events}, {&kLeads, &leads}, {&kIdentities, &identities}, {&kKeys, &keys}};
    const auto done = db.transact(calls, postgres::Patience{20'000});
    if (done.error) give_up(done.error->message);
}

// Leads a second. Making the batch is not what is measured.
template <class Write>
double measure(Intake& intake, std::size_t batch, Write write) {
    double working = 0;
    std::size_t leads = 0;
    while (working < kSeconds) {
        Append next = intake.next(batch);
        const auto begun = Clock::now();
        write(std::move(next));
        working += seconds_since(begun);
        leads += batch;
    }
    return static_cast<double>(leads) / working;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void run(const std::string& url) {
    const auto ours = postgres::open({.url = url, .entropy = {1}, .schema = "ours"});
    if (!ours) give_up(ours.error().message);
    // The same tables, filled by hand.
    if (const auto made = postgres::open({.url = url, .entropy = {1}, .schema = "plain"}); !made) {
        give_up(made.error().message);
    }
    auto plain = postgres::open_session({.url = url, .schema = "plain", .name = "bench"},
                                        postgres::Role::Write);
    if (!plain) give_up(plain.error().message);
    Intake to_ours;
    Intake to_plain;
    for (const std::size_t batch : {1, 10, 50, 200, 1000}) {
        std::vector<double> rates;
        std::vector<double> ratios;
        for (int round = 0; round < kRounds; ++round) {
            const double rate =
                measure(to_ours, batch, [&](Append next) { append(**ours, std::move(next)); });
            const double bare =
                measure(to_plain, batch, [&](const Append& next) { insert(**plain, next); });
            rates.push_back(rate);
            ratios.push_back(rate / bare);
        }
        fmt::print(
            R"({{"name":"postgres/append/{}","value":{:.1f},"unit":"leads/s","against":"multi-row inserts","ratio":{:.3f}}})"
            "\n",
            batch, median(rates), median(ratios));
        std::fflush(stdout);
    }
}

}  // namespace
}  // namespace baton::bench

int main(int count, char** arguments) {
    if (count != 2) {
        fmt::print(stderr, "postgres_append_bench URL\n");
        return 2;
    }
    baton::bench::run(arguments[1]);
    return 0;
}
