#include "store/sqlite/hash_filter.hpp"

#include <algorithm>
#include <cstring>

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kHashesPerBlock = 32;  // 512 bits at 16 a hash

// One bit for each word of the block, out of the low 48 bits; the block comes from the high ones.
std::uint64_t bit_of(std::uint64_t hash, std::size_t word) {
    return std::uint64_t{1} << ((hash >> (6 * word)) & 63);
}

}  // namespace

HashFilter::HashFilter(std::size_t expected_hashes)
    : words_((expected_hashes / kHashesPerBlock + 1) * kWords) {}

HashFilter HashFilter::from_bytes(std::string_view bytes) {
    HashFilter filter;
    if (bytes.empty() || bytes.size() % (kWords * sizeof(std::uint64_t)) != 0) return filter;
    filter.words_.resize(bytes.size() / sizeof(std::uint64_t));
    std::memcpy(filter.words_.data(), bytes.data(), bytes.size());
    return filter;
}

std::string HashFilter::bytes() const {
    return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(std::uint64_t)};
}

std::size_t HashFilter::block_of(std::uint64_t hash) const {
    const std::size_t blocks = words_.size() / kWords;
    return std::min(blocks - 1, static_cast<std::size_t>(((hash >> 32) * blocks) >> 32));
}

void HashFilter::add(std::uint64_t hash) {
    if (words_.empty()) return;
    std::uint64_t* block = &words_[block_of(hash) * kWords];
    for (std::size_t word = 0; word < kWords; ++word) block[word] |= bit_of(hash, word);
}

bool HashFilter::may_hold(std::uint64_t hash) const {
    if (words_.empty()) return true;
    const std::uint64_t* block = &words_[block_of(hash) * kWords];
    std::uint64_t missing = 0;
    for (std::size_t word = 0; word < kWords; ++word) missing |= bit_of(hash, word) & ~block[word];
    return missing == 0;
}

}  // namespace baton::store::sqlite
