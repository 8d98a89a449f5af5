// HashFilter: says of a 64-bit hash "not there" or "perhaps there" (about 1 in 50,000 wrongly), in
// one cache line. A split-block Bloom filter (Putze, Sanders, Singler, "Cache-, hash- and
// space-efficient Bloom filters") with 32 bits a hash: of ten million hashes there are some eighty
// filters, and what one of them says wrongly costs reads of the disk. The hashes must be uniform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store::sqlite {

// Where in a filter the bits of a hash are: one in each word of its block, which is a cache line.
struct FilterPlace {
    static constexpr std::size_t kWords = 8;  // of 64 bits

    // Words of a filter for so many hashes.
    static std::size_t words_for(std::size_t hashes);
    // The first word of the hash's block, in a filter of so many words; by the hash's upper half.
    static std::size_t block(std::uint64_t hash, std::size_t words);
    // The bit in a word of that block, 0 to 63; of the low 48 bits.
    static std::size_t bit(std::uint64_t hash, std::size_t word) {
        return (hash >> (6 * word)) & 63;
    }
};

class HashFilter {
  public:
    explicit HashFilter(std::size_t expected_hashes);
    // What bytes() gave; anything of another length is an empty filter that may hold everything.
    static HashFilter from_bytes(std::string_view bytes);

    void add(std::uint64_t hash);
    [[nodiscard]] bool may_hold(std::uint64_t hash) const;
    [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }
    [[nodiscard]] std::string_view bytes() const;

  private:
    HashFilter() = default;

    std::vector<std::uint64_t> words_;
};

}  // namespace baton::store::sqlite
