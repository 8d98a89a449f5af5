// InputBuffer: bytes read from a socket and not yet used, in one piece. Kept small while a
// connection idles, grown as far as it is asked to. Between room() and commit() the system may
// write into the room, so nothing is moved meanwhile; consume() is allowed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace baton::http {

class InputBuffer {
  public:
    [[nodiscard]] std::string_view view() const { return {bytes_.get() + from_, to_ - from_}; }
    [[nodiscard]] bool empty() const { return from_ == to_; }
    [[nodiscard]] std::size_t size() const { return to_ - from_; }

    void consume(std::size_t count) {
        from_ += count;
        if (from_ == to_ && !lent_) from_ = to_ = 0;
    }

    // Room behind what is there, growing to at most `limit` bytes in all; empty when that is full.
    [[nodiscard]] std::span<char> room(std::size_t limit) {
        if (from_ > 0 && to_ == capacity_) {
            std::memmove(bytes_.get(), bytes_.get() + from_, size());
            to_ -= from_;
            from_ = 0;
        }
        if (to_ == capacity_ && capacity_ < limit) {
            grow(std::min(limit, std::max(kFirst, capacity_ * 2)));
        }
        lent_ = to_ < capacity_;
        return {bytes_.get() + to_, capacity_ - to_};
    }
    // The same at once as large as `limit`, for what comes in bulk.
    [[nodiscard]] std::span<char> bulk_room(std::size_t limit) {
        if (capacity_ < limit) grow(limit);
        return room(limit);
    }
    void commit(std::size_t count) {
        to_ += count;
        lent_ = false;
    }

    // Gives memory back that only bulk needed.
    void shrink() {
        if (empty() && !lent_ && capacity_ > kKept) {
            bytes_.reset();
            capacity_ = from_ = to_ = 0;
        }
    }

  private:
    static constexpr std::size_t kFirst = 4096;
    static constexpr std::size_t kKept = 32768;

    void grow(std::size_t capacity) {
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        const std::size_t count = size();
        if (count > 0) std::memcpy(larger.get(), bytes_.get() + from_, count);
        bytes_ = std::move(larger);
        capacity_ = capacity;
        from_ = 0;
        to_ = count;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t from_ = 0;
    std::size_t to_ = 0;
    bool lent_ = false;
};

}  // namespace baton::http
