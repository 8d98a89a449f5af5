// Opens the store that --store names: sqlite:PATH (by default baton.db in the data folder) or
// postgresql://….
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/archive.hpp"
#include "store/clock_check.hpp"
#include "store/store.hpp"

namespace baton::app {

// Whether `store` is a URL of PostgreSQL.
[[nodiscard]] bool is_postgres(std::string_view store);
// Where the SQLite file is that `store` names, or that is in the data folder where it names none.
[[nodiscard]] Result<std::string> sqlite_path(const std::string& store, const std::string& data);

// `store` as the command line gives it, empty where it does not. `data` has to be there for SQLite.
// `clock`, where it is given, keeps a server from writing by a clock that is off the store's.
// The error names what cannot be opened and why; no password is in it.
[[nodiscard]] Result<std::unique_ptr<store::Store>> open_store(const std::string& store,
                                                               const std::string& data,
                                                               Random& random,
                                                               store::ClockCheck* clock = nullptr);

// All that a store holds at this moment, to be read through: `file` is a backup and comes before
// `store`, and where both are empty it is baton.db in the data folder. A server may be running.
[[nodiscard]] Result<std::unique_ptr<store::Archive>> open_archive(const std::string& file,
                                                                   const std::string& store,
                                                                   const std::string& data);

}  // namespace baton::app
