// Arena: the bump memory of one evaluation. What it gives stays valid until reset(), which keeps
// the blocks, so that evaluating again allocates nothing. One thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace baton::expr {

class Arena {
  public:
    Arena() = default;
    Arena(Arena&&) noexcept = default;
    Arena& operator=(Arena&&) noexcept = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    // `size` bytes aligned to 16. Costs an addition, now and then a new block.
    [[nodiscard]] void* allocate(std::size_t size) {
        const std::size_t rounded = (size + 15) & ~std::size_t{15};
        if (rounded > left_) next_block(rounded);
        std::byte* const place = next_;
        next_ += rounded;
        left_ -= rounded;
        return place;
    }

    // Room for `count` trivially destructible T, value-initialised.
    template <class T>
    requires std::is_trivially_destructible_v<T>
    [[nodiscard]] std::span<T> array(std::size_t count) {
        if (count == 0) return {};
        T* const first = static_cast<T*>(allocate(count * sizeof(T)));
        std::uninitialized_value_construct_n(first, count);
        return {first, count};
    }

    [[nodiscard]] std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        char* const first = static_cast<char*>(allocate(text.size()));
        std::copy(text.begin(), text.end(), first);
        return {first, text.size()};
    }

    // Forgets everything given out; keeps the memory.
    void reset() {
        block_ = 0;
        next_ = nullptr;
        left_ = 0;
    }

    // How much memory it holds, used or not.
    [[nodiscard]] std::size_t block_count() const { return blocks_.size(); }

  private:
    struct Block {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0;
    };

    void next_block(std::size_t at_least);

    std::vector<Block> blocks_;
    std::size_t block_ = 0;  // the next block to use
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace baton::expr
