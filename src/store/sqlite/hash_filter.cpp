#include "store/sqlite/hash_filter.hpp"

#include <algorithm>
#include <cstring>

namespace baton::store::sqlite {
namespace {

constexpr std::size_t kHashesPerBlock = 16;  // 512 bits at 32 a hash

}  // namespace

std::size_t FilterPlace::words_for(std::size_t hashes) {
    return (hashes / kHashesPerBlock + 1) * kWords;
}

std::size_t FilterPlace::block(std::uint64_t hash, std::size_t words) {
    const std::size_t blocks = words / kWords;
    return std::min(blocks - 1, static_cast<std::size_t>(((hash >> 32) * blocks) >> 32)) * kWords;
}

HashFilter::HashFilter(std::size_t expected_hashes)
    : words_(FilterPlace::words_for(expected_hashes)) {}

HashFilter HashFilter::from_bytes(std::string_view bytes) {
    HashFilter filter;
    if (bytes.empty() || bytes.size() % (FilterPlace::kWords * sizeof(std::uint64_t)) != 0) {
        return filter;
    }
    filter.words_.resize(bytes.size() / sizeof(std::uint64_t));
    std::memcpy(filter.words_.data(), bytes.data(), bytes.size());
    return filter;
}

std::string_view HashFilter::bytes() const {
    return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(std::uint64_t)};
}

void HashFilter::add(std::uint64_t hash) {
    if (words_.empty()) return;
    std::uint64_t* block = &words_[FilterPlace::block(hash, words_.size())];
    for (std::size_t word = 0; word < FilterPlace::kWords; ++word) {
        block[word] |= std::uint64_t{1} << FilterPlace::bit(hash, word);
    }
}

bool HashFilter::may_hold(std::uint64_t hash) const {
    if (words_.empty()) return true;
    const std::uint64_t* block = &words_[FilterPlace::block(hash, words_.size())];
    std::uint64_t held = 1;
    for (std::size_t word = 0; word < FilterPlace::kWords; ++word) {
        held &= block[word] >> FilterPlace::bit(hash, word);
    }
    return held != 0;
}

}  // namespace baton::store::sqlite
