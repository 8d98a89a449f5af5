// Files as the commands read and write them, with errors that name the file and what is wrong.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace baton::app {

enum class FileError : int { CannotRead = 1, TooLarge = 2, CannotWrite = 3 };

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{64} << 20U;

// A file that is read from its beginning to its end; "-" is standard input. One thread at a time.
class InputFile {
  public:
    [[nodiscard]] static Result<InputFile> open(const std::string& path);

    // How many bytes it has; 0 where that is not known.
    [[nodiscard]] std::size_t size() const { return size_; }
    // As many of the next bytes as `room` holds; fewer: these were the last.
    [[nodiscard]] std::size_t read(std::span<char> room);

  private:
    std::unique_ptr<std::istream> file_;  // null: standard input
    std::size_t size_ = 0;
};

[[nodiscard]] std::unexpected<Error> too_large(const std::string& path, std::size_t limit);

// The whole file; "-" is standard input. At most `limit` bytes.
[[nodiscard]] Result<std::string> read_file(const std::string& path,
                                            std::size_t limit = kMaxDocumentBytes);
[[nodiscard]] Result<void> write_file(const std::string& path, std::string_view bytes);

// Reads paths as they stand in `file`: relative to its folder.
[[nodiscard]] std::function<Result<std::string>(std::string_view)> reader_beside(
    const std::string& file);

}  // namespace baton::app
