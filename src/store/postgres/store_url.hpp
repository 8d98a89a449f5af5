// What a store's options name, checked, and as errors may show it: without the password.
#pragma once

#include <expected>
#include <string>

#include "base/result.hpp"
#include "store/postgres/postgres_store.hpp"

namespace baton::store::postgres {

// Checks what the options name; gives the URL as errors may show it. Invalid: it cannot be read, or
// the schema cannot be one's name.
[[nodiscard]] Result<std::string> checked_url(const OpenOptions& options);

// The error, saying at which of them it came about.
[[nodiscard]] std::unexpected<Error> at_url(const std::string& url, const Error& error);

}  // namespace baton::store::postgres
