// A new store made as the copy of another one, of whichever house: filled under a name that nobody
// serves, compared with the original row by row, and only then put in its place.
#pragma once

#include <string>

#include "app/tables.hpp"
#include "base/result.hpp"
#include "proof/census.hpp"
#include "store/archive.hpp"

namespace baton::app {

// `store` and `data` as open_store takes them; `doing` is what the progress line says. Refuses a
// store that is there. Cut off anywhere, it leaves nothing in the place of the store, and the next
// try begins anew. Gives the census that original and copy share.
[[nodiscard]] Result<proof::Census> fill_store(store::Archive& from, const std::string& store,
                                               const std::string& data, const LoadedTables& tables,
                                               const std::string& doing);

}  // namespace baton::app
