#include "app/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace baton::app {

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    std::ifstream file;
    std::istream* in = &std::cin;
    if (path != "-") {
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored)) {
            return fail(FileError::CannotRead, fmt::format("{} is a folder, not a file", path));
        }
        file.open(path, std::ios::binary);
        if (!file) {
            return fail(FileError::CannotRead,
                        fmt::format("cannot read {}: {}", path, std::strerror(errno)));
        }
        in = &file;
    }
    std::string bytes;
    std::string piece(std::size_t{1} << 16U, '\0');
    while (in->read(piece.data(), static_cast<std::streamsize>(piece.size())) || in->gcount() > 0) {
        bytes.append(piece, 0, static_cast<std::size_t>(in->gcount()));
        if (bytes.size() > limit) {
            return fail(FileError::TooLarge,
                        fmt::format("{} is larger than {} MB", path, limit >> 20U));
        }
    }
    return bytes;
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (!file) {
        return fail(FileError::CannotWrite,
                    fmt::format("cannot write {}: {}", path, std::strerror(errno)));
    }
    return {};
}

std::function<Result<std::string>(std::string_view)> reader_beside(const std::string& file) {
    const std::filesystem::path folder =
        file == "-" ? std::filesystem::path() : std::filesystem::path(file).parent_path();
    return [folder](std::string_view path) { return read_file((folder / path).string()); };
}

}  // namespace baton::app
