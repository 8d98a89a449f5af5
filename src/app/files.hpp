// Files as the commands read and write them, with errors that name the file and what is wrong.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace baton::app {

enum class FileError : int { CannotRead = 1, TooLarge = 2, CannotWrite = 3 };

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{64} << 20U;

// The whole file; "-" is standard input. At most `limit` bytes.
[[nodiscard]] Result<std::string> read_file(const std::string& path,
                                            std::size_t limit = kMaxDocumentBytes);
[[nodiscard]] Result<void> write_file(const std::string& path, std::string_view bytes);

// Reads paths as they stand in `file`: relative to its folder.
[[nodiscard]] std::function<Result<std::string>(std::string_view)> reader_beside(
    const std::string& file);

}  // namespace baton::app
