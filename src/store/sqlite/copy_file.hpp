// A database copied page by page as it stands at one moment, beside whoever reads and writes it,
// and put where it belongs only when it is whole and on the disk.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"

namespace baton::store::sqlite {

struct CopyOptions {
    // At most, so that a server beside it keeps its disk; 0: no limit.
    std::uint64_t bytes_per_second = 0;
    int pages_at_once = 256;  // between two calls of `progress`
    std::function<void(std::uint64_t pages, std::uint64_t all)> progress = {};
};

// Writes `to`, a plain file that needs no other beside it, readable by its owner alone. A server on
// `from` goes on; its write-ahead log grows until this is done. Errors: Invalid where `to` is there
// (it is left alone), NotFound, Foreign, Newer, Corrupt, Full, Io; nothing is left of what was
// begun.
[[nodiscard]] Result<void> copy_file(const std::string& from, const std::string& to,
                                     const CopyOptions& options = {});

// A database that was filled at `from` and closed, moved to `to` as copy_file leaves one.
[[nodiscard]] Result<void> put_in_place(const std::string& from, const std::string& to);

}  // namespace baton::store::sqlite
