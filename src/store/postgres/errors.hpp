// What PostgreSQL says went wrong, as the store's errors: the class by SQLSTATE, and in words what
// was being done and what mends it.
#pragma once

#include <string_view>

#include "base/result.hpp"

struct pg_result;
struct pg_conn;

namespace baton::store::postgres {

// Of an answer that is an error.
[[nodiscard]] Error error_of(const pg_result* result, std::string_view doing);
// Of a connection that was lost, or never came about.
[[nodiscard]] Error lost_connection(const pg_conn* connection, std::string_view doing);
// Of a server that does not answer in time.
[[nodiscard]] Error no_answer(std::string_view doing);

// Somebody else was in the way (a deadlock, a serialisation failure): the same again may do.
[[nodiscard]] bool is_passing(const pg_result* result);
// The server ends the connection, or is about to.
[[nodiscard]] bool ends_connection(const pg_result* result);

// What our own functions raise where a row contradicts what is stored; its message is whole.
inline constexpr std::string_view kRefusedState = "BT001";

}  // namespace baton::store::postgres
