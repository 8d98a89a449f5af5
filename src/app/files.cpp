#include "app/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

namespace baton::app {

std::unexpected<Error> too_large(const std::string& path, std::size_t limit) {
    return fail(FileError::TooLarge, fmt::format("{} is larger than {} MB", path, limit >> 20U));
}

Result<InputFile> InputFile::open(const std::string& path) {
    InputFile opened;
    if (path == "-") return opened;
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) {
        return fail(FileError::CannotRead, fmt::format("{} is a folder, not a file", path));
    }
    auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*file) {
        return fail(FileError::CannotRead,
                    fmt::format("cannot read {}: {}", path, std::strerror(errno)));
    }
    opened.file_ = std::move(file);
    const auto size = std::filesystem::file_size(path, unknown);
    if (!unknown) opened.size_ = size;
    return opened;
}

std::size_t InputFile::read(std::span<char> room) {
    std::istream& in = file_ ? *file_ : std::cin;
    in.read(room.data(), static_cast<std::streamsize>(room.size()));
    return static_cast<std::size_t>(in.gcount());
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    auto file = InputFile::open(path);
    if (!file) return std::unexpected(file.error());
    std::string bytes;
    std::string piece(std::size_t{1} << 16U, '\0');
    for (bool more = true; more;) {
        const std::size_t got = file->read(piece);
        more = got == piece.size();
        bytes.append(piece, 0, got);
        if (bytes.size() > limit) return too_large(path, limit);
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
