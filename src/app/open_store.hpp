// Opens the store that --store names: sqlite:PATH (by default baton.db in the data folder) or
// postgresql://….
#pragma once

#include <memory>
#include <string>

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/clock_check.hpp"
#include "store/store.hpp"

namespace baton::app {

// `store` as the command line gives it, empty where it does not. `data` has to be there for SQLite.
// `clock`, where it is given, keeps a server from writing by a clock that is off the store's.
// The error names what cannot be opened and why; no password is in it.
[[nodiscard]] Result<std::unique_ptr<store::Store>> open_store(const std::string& store,
                                                               const std::string& data,
                                                               Random& random,
                                                               store::ClockCheck* clock = nullptr);

}  // namespace baton::app
