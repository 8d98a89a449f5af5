#include "core/expr/arena.hpp"

namespace baton::expr {

namespace {
constexpr std::size_t kFirstBlock = 4096;
constexpr std::size_t kLargestStep = 1 << 20;  // blocks double up to this
}  // namespace

void Arena::next_block(std::size_t at_least) {
    while (block_ < blocks_.size() && blocks_[block_].size < at_least) ++block_;
    if (block_ == blocks_.size()) {
        const std::size_t doubled =
            blocks_.empty() ? kFirstBlock : std::min(kLargestStep, blocks_.back().size * 2);
        const std::size_t size = std::max(doubled, at_least);
        blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    }
    next_ = blocks_[block_].bytes.get();
    left_ = blocks_[block_].size;
    ++block_;
}

}  // namespace baton::expr
