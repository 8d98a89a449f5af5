#include "store/postgres/errors.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

#include "base/text.hpp"
#include "store/error.hpp"

namespace baton::store::postgres {
namespace {

struct Kind {
    std::string_view state;  // an SQLSTATE, or its first two characters
    StoreError code;
    std::string_view words;
};

// The first that fits.
constexpr Kind kKinds[] = {
    {"53100", StoreError::Full,
     "the disk of PostgreSQL is full; nothing was written, and writing goes on when space returns"},
    {"25006", StoreError::Io,
     "PostgreSQL takes no writes (it is a standby, or set to read only); point --store at the "
     "primary"},
    {"55P03", StoreError::Io, "another node held what was to be written for too long; try again"},
    {"57014", StoreError::Io, "PostgreSQL took too long; nothing of this was written"},
    {"57P", StoreError::Io, "PostgreSQL is shutting down or starting; try again shortly"},
    {"XX001", StoreError::Corrupt,
     "the database is damaged; restore a backup, or look at it with pg_amcheck"},
    {"XX002", StoreError::Corrupt,
     "an index of the database is damaged; look at it with pg_amcheck and REINDEX it"},
    {"22", StoreError::Invalid, "the database refused a value"},
    {"23", StoreError::Invalid, "the database refused the row"},
    {"54", StoreError::Invalid, "the database refused a row that is too large"},
    {"42501", StoreError::Io,
     "the database user may not do this; it has to own the schema of Baton"},
    {"42", StoreError::Foreign, "the tables are not as this version of Baton made them"},
    {"28", StoreError::Io, "PostgreSQL does not let this user in"},
    {"53", StoreError::Io, "PostgreSQL has no room for this at the moment; try again"},
};

std::string_view state_of(const pg_result* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state == nullptr ? std::string_view{} : std::string_view(state);
}

// Messages of PostgreSQL end with a line break and may have several lines.
std::string one_line(const char* message) {
    std::string line;
    for (const std::string_view part : split(message == nullptr ? "" : message, '\n')) {
        if (part.empty()) continue;
        if (!line.empty()) line += ' ';
        line += part;
    }
    return line;
}

}  // namespace

Error error_of(const pg_result* result, std::string_view doing) {
    const std::string_view state = state_of(result);
    const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string detail =
        message != nullptr ? std::string(message) : one_line(PQresultErrorMessage(result));
    if (state.empty()) {  // it is libpq itself that speaks, not the server
        return {static_cast<int>(StoreError::Io),
                fmt::format("PostgreSQL cannot be reached (while {}: {})", doing, detail)};
    }
    if (state == kRefusedState) return {static_cast<int>(StoreError::Invalid), detail};
    for (const Kind& kind : kKinds) {
        if (!state.starts_with(kind.state)) continue;
        return {static_cast<int>(kind.code),
                fmt::format("{} (while {}: {}, SQLSTATE {})", kind.words, doing, detail, state)};
    }
    return {static_cast<int>(StoreError::Io),
            fmt::format("the database could not be read or written (while {}: {}, SQLSTATE {})",
                        doing, detail, state)};
}

Error lost_connection(const pg_conn* connection, std::string_view doing) {
    return {static_cast<int>(StoreError::Io),
            fmt::format("PostgreSQL cannot be reached (while {}: {})", doing,
                        one_line(PQerrorMessage(connection)))};
}

Error no_answer(std::string_view doing) {
    return {static_cast<int>(StoreError::Io),
            fmt::format("PostgreSQL does not answer (while {})", doing)};
}

bool is_passing(const pg_result* result) {
    const std::string_view state = state_of(result);
    return state == "40P01" || state == "40001";
}

bool ends_connection(const pg_result* result) {
    const std::string_view state = state_of(result);
    return state.starts_with("57P") || state.starts_with("08") || state == "25P03";
}

}  // namespace baton::store::postgres
