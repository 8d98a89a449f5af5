#include "store/postgres/connection.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <utility>

#include "store/error.hpp"
#include "store/postgres/errors.hpp"

namespace baton::store::postgres {
namespace {

constexpr Patience kReadPatience{15'000};
constexpr Sql kBegin{"BEGIN", "beginning to write"};
constexpr Sql kCommit{"COMMIT", "committing"};
constexpr Sql kRollBack{"ROLLBACK", "rolling back"};
constexpr int kBinary = 1;

void ignore_notice(void* /*self*/, const PGresult* /*notice*/) {}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Target& target) {
    // Later ones win over earlier ones, and the URL over those before it.
    constexpr std::array kKeywords{
        "connect_timeout",     "tcp_user_timeout", "keepalives_idle",
        "keepalives_interval", "keepalives_count", "dbname",
        "application_name",    "client_encoding",  static_cast<const char*>(nullptr)};
    const std::array values{"3",
                            "3000",
                            "3",
                            "1",
                            "3",
                            target.url.c_str(),
                            target.name.c_str(),
                            "UTF8",
                            static_cast<const char*>(nullptr)};
    PGconn* handle = PQconnectdbParams(kKeywords.data(), values.data(), 1);
    if (handle == nullptr) return fail(StoreError::Io, "out of memory while connecting");
    std::unique_ptr<Connection> connection(new Connection(handle));
    if (PQstatus(handle) != CONNECTION_OK) {
        return std::unexpected(lost_connection(handle, "connecting"));
    }
    PQsetNoticeReceiver(handle, ignore_notice, nullptr);
    PQsetnonblocking(handle, 1);
    PQenterPipelineMode(handle);
    return connection;
}

Connection::~Connection() { PQfinish(connection_); }

int Connection::process() const { return PQbackendPID(connection_); }

bool Connection::still_stands() {
    pollfd heard{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
    if (!is_lost_ && poll(&heard, 1, 0) != 0 && PQconsumeInput(connection_) == 0) is_lost_ = true;
    return !is_lost_;
}

std::vector<Connection::Notice> Connection::wait_for_notices(int wake, Patience patience) {
    std::array<pollfd, 2> waiting{
        pollfd{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0},
        pollfd{.fd = wake, .events = POLLIN, .revents = 0}};
    std::vector<Notice> notices;
    (void)poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
    if (waiting[0].revents != 0 && PQconsumeInput(connection_) == 0) {
        is_lost_ = true;
        return notices;
    }
    while (PGnotify* notice = PQnotifies(connection_)) {
        notices.push_back({notice->extra, notice->be_pid});
        PQfreemem(notice);
    }
    return notices;
}

Error Connection::lose(const char* doing, bool is_late) {
    is_lost_ = true;
    return is_late ? no_answer(doing) : lost_connection(connection_, doing);
}

PGresult* Connection::next_result(Clock::time_point end, bool& is_late) {
    while (PQisBusy(connection_) != 0) {
        const int unsent = PQflush(connection_);
        const auto left = std::chrono::duration_cast<Patience>(end - Clock::now()).count();
        if (unsent < 0 || left <= 0) {
            is_lost_ = true;
            is_late = left <= 0;
            return nullptr;
        }
        pollfd waiting{.fd = PQsocket(connection_),
                       .events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN),
                       .revents = 0};
        const int woken = poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
        if (woken > 0 && (waiting.revents & ~POLLOUT) != 0 && PQconsumeInput(connection_) == 0) {
            is_lost_ = true;
            return nullptr;
        }
    }
    PGresult* result = PQgetResult(connection_);
    if (PQstatus(connection_) == CONNECTION_BAD) is_lost_ = true;
    return result;
}

bool Connection::send(const Call& call) {
    const Parameters& parameters = *call.parameters;
    std::vector<const char*> values(parameters.size());
    std::vector<int> lengths(parameters.size());
    const std::vector<int> formats(parameters.size(), kBinary);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        values[i] = parameters.data(i);
        lengths[i] = static_cast<int>(parameters.length(i));
    }
    const std::string& name = prepared_.find(call.sql->text)->second;
    return PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(values.size()),
                               values.data(), lengths.data(), formats.data(), kBinary) == 1;
}

bool Connection::send_text(const char* text) {
    return PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr, nullptr, kBinary) ==
           1;
}

void Connection::take(PGresult* result, const Expected& expected, Transaction& transaction) {
    Rows rows(result);  // clears it in any case
    switch (PQresultStatus(result)) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            if (expected.call != kNone) transaction.rows.push_back(std::move(rows));
            return;
        case PGRES_PIPELINE_ABORTED:  // after an error that is known already
            return;
        default:
            break;
    }
    if (expected.prepares != nullptr) prepared_.erase(expected.prepares);
    if (transaction.error) return;
    transaction.error = error_of(result, expected.doing);
    transaction.is_passing = is_passing(result);
    if (ends_connection(result)) is_lost_ = true;
}

void Connection::collect(std::span<const Expected> expected, Clock::time_point end,
                         Transaction& transaction) {
    bool is_late = false;
    for (const Expected& each : expected) {
        bool has_ended = false;
        while (!has_ended) {
            PGresult* result = next_result(end, is_late);
            if (result != nullptr) {
                take(result, each, transaction);
            } else if (is_lost_) {
                if (!transaction.error) transaction.error = lose(each.doing, is_late);
                return;
            } else {
                has_ended = true;
            }
        }
    }
    PGresult* sync = next_result(end, is_late);
    const bool is_synced = sync != nullptr && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    const char* doing = expected.empty() ? "working" : expected.back().doing;
    if (!is_synced && !transaction.error) {
        transaction.error = is_lost_ ? lose(doing, is_late) : error_of(sync, doing);
    }
    if (!is_synced) is_lost_ = true;
    PQclear(sync);
}

Result<void> Connection::prepare(std::span<const Call> calls, Clock::time_point end) {
    std::vector<Expected> expected;
    for (const Call& call : calls) {
        const char* text = call.sql->text;
        if (prepared_.contains(text)) continue;
        std::vector<Oid> types(call.parameters->size());
        for (std::size_t i = 0; i < types.size(); ++i) types[i] = call.parameters->type(i);
        const auto [added, is_new] =
            prepared_.emplace(text, fmt::format("s{}", prepared_.size() + 1));
        if (PQsendPrepare(connection_, added->second.c_str(), text, static_cast<int>(types.size()),
                          types.data()) != 1) {
            return std::unexpected(lose(call.sql->doing, false));
        }
        expected.push_back({.doing = call.sql->doing, .call = kNone, .prepares = text});
    }
    if (expected.empty()) return {};
    if (PQpipelineSync(connection_) != 1) return std::unexpected(lose("preparing", false));
    Transaction outcome;
    collect(expected, end, outcome);
    if (outcome.error) {
        // A pipeline that broke off leaves the statements after it unprepared.
        for (const Expected& each : expected) prepared_.erase(each.prepares);
        is_lost_ = true;
        return std::unexpected(std::move(*outcome.error));
    }
    return {};
}

Result<Rows> Connection::run(const Sql& sql, const Parameters& parameters) {
    const Clock::time_point end = Clock::now() + kReadPatience;
    const Call call{&sql, &parameters};
    if (auto prepared = prepare({&call, 1}, end); !prepared) {
        return std::unexpected(std::move(prepared).error());
    }
    if (!send(call) || PQpipelineSync(connection_) != 1) {
        return std::unexpected(lose(sql.doing, false));
    }
    Transaction outcome;
    const Expected expected{.doing = sql.doing, .call = 0};
    collect({&expected, 1}, end, outcome);
    if (outcome.error) return std::unexpected(std::move(*outcome.error));
    return std::move(outcome.rows.front());
}

Transaction Connection::transact(std::span<const Call> calls, Patience patience) {
    const Clock::time_point end = Clock::now() + patience;
    Transaction transaction;
    if (auto prepared = prepare(calls, end); !prepared) {
        transaction.error = std::move(prepared).error();
        return transaction;
    }
    std::vector<Expected> expected{{.doing = kBegin.doing}};
    bool is_sent = send_text(kBegin.text);
    for (std::size_t i = 0; is_sent && i < calls.size(); ++i) {
        expected.push_back({.doing = calls[i].sql->doing, .call = i});
        is_sent = send(calls[i]);
    }
    expected.push_back({.doing = kCommit.doing});
    is_sent = is_sent && send_text(kCommit.text) && PQpipelineSync(connection_) == 1;
    if (!is_sent) {
        transaction.error = lose(kCommit.doing, false);
        transaction.is_uncertain = true;  // COMMIT itself may have left
        return transaction;
    }
    collect(expected, end, transaction);
    // After an error that PostgreSQL named it has rolled back; a lost connection says nothing.
    transaction.is_uncertain = is_lost_;
    if (transaction.error && !is_lost_) roll_back();
    return transaction;
}

void Connection::roll_back() {
    if (PQtransactionStatus(connection_) == PQTRANS_IDLE) return;
    Transaction outcome;
    const Expected expected{.doing = kRollBack.doing};
    if (!send_text(kRollBack.text) || PQpipelineSync(connection_) != 1) {
        is_lost_ = true;
        return;
    }
    collect({&expected, 1}, Clock::now() + kReadPatience, outcome);
    if (outcome.error) is_lost_ = true;
}

Result<void> Connection::script(const std::string& text, const char* doing) {
    // Several statements at once go by the simple protocol, which the pipeline does not know.
    if (PQexitPipelineMode(connection_) != 1) return std::unexpected(lose(doing, false));
    PQsetnonblocking(connection_, 0);
    PGresult* result = PQexec(connection_, text.c_str());
    const ExecStatusType status = PQresultStatus(result);
    std::optional<Error> error;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        error =
            PQstatus(connection_) == CONNECTION_BAD ? lose(doing, false) : error_of(result, doing);
    }
    PQclear(result);
    PQsetnonblocking(connection_, 1);
    PQenterPipelineMode(connection_);
    if (error) return std::unexpected(std::move(*error));
    return {};
}

}  // namespace baton::store::postgres
