// Copy: all that one store holds, written into another, empty one, of whichever house: logs byte
// for byte, leads with every revision, documents, deliveries as they stand, tokens, snapshots.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.hpp"
#include "store/archive.hpp"
#include "store/restoring_store.hpp"

namespace baton::proof {

enum class CopyError : int { Refused = 1 };

// `to` is empty and was made as the archive's instance: what it hashes with is the same. `progress`
// hears of each event and lead. Holds some 20 MB of rows at a time. Errors: those of the stores;
// what is in `to` is then worth nothing.
[[nodiscard]] Result<void> copy_store(store::Archive& from, store::RestoringStore& to,
                                      const std::function<void(std::uint64_t rows)>& progress = {});

}  // namespace baton::proof
