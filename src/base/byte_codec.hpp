// Bytes written and read one after another: whole numbers as little-endian base-128 (short when
// small), texts with their length before them. The reader never reads past the end: what is not
// there is zero or empty, and `is_broken()` says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace baton {

class ByteWriter {
  public:
    void natural(std::uint64_t value) {
        if (value < 0x80) {
            bytes_ += static_cast<char>(value);
            return;
        }
        char piece[kLongest];
        std::size_t size = 0;
        for (; value >= 0x80; value >>= 7U) piece[size++] = static_cast<char>(value | 0x80U);
        piece[size++] = static_cast<char>(value);
        bytes_.append(piece, size);
    }
    // Small magnitudes of either sign are short (zigzag).
    void integer(std::int64_t value) {
        natural((static_cast<std::uint64_t>(value) << 1U) ^
                static_cast<std::uint64_t>(value >> 63U));
    }
    void text(std::string_view value) {
        natural(value.size());
        bytes_ += value;
    }
    void fixed(std::string_view value) { bytes_ += value; }
    void flag(bool value) { bytes_ += value ? '\1' : '\0'; }
    // Room for so many more bytes.
    void reserve(std::size_t more) { bytes_.reserve(bytes_.size() + more); }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

  private:
    static constexpr std::size_t kLongest = 10;  // 64 bits, 7 of them a byte

    std::string bytes_;
};

class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t natural() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) break;
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if (byte < 0x80) return value;
        }
        broken_ = true;
        return 0;
    }
    std::int64_t integer() {
        const std::uint64_t value = natural();
        return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
    }
    // A count of things that each take at least one byte: never more than there are bytes.
    std::size_t count() {
        const std::uint64_t value = natural();
        if (value > rest_.size()) broken_ = true;
        return broken_ ? 0 : static_cast<std::size_t>(value);
    }
    std::string_view fixed(std::size_t size) {
        if (size > rest_.size()) {
            broken_ = true;
            return {};
        }
        const std::string_view value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return value;
    }
    std::string_view text() { return fixed(count()); }
    bool flag() {
        const std::string_view byte = fixed(1);
        return !byte.empty() && byte.front() != '\0';
    }
    // What was read makes no sense: the reader is broken from here on.
    void give_up() { broken_ = true; }
    [[nodiscard]] bool is_broken() const { return broken_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
    bool broken_ = false;
};

}  // namespace baton
