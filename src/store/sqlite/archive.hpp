// The embedded house read through: one connection that only reads, in one transaction. Beside a
// server that runs, in another process, too: it then sees the file as it was when it was opened.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/archive.hpp"

namespace baton::store::sqlite {

// Errors: NotFound, Foreign, Newer, Invalid (of an older schema), Corrupt, Io. `vfs` as in
// OpenOptions.
[[nodiscard]] Result<std::unique_ptr<Archive>> open_archive(const std::string& path,
                                                            const std::string& vfs = {});

}  // namespace baton::store::sqlite
