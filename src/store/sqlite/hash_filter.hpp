// HashFilter: says of a 64-bit hash "not there" or "perhaps there" (about 1 in 1,500 wrongly), in
// one cache line. A split-block Bloom filter (Putze, Sanders, Singler, "Cache-, hash- and
// space-efficient Bloom filters") with 16 bits a hash. The hashes must be uniform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store::sqlite {

class HashFilter {
  public:
    explicit HashFilter(std::size_t expected_hashes);
    // What bytes() gave; anything of another length is an empty filter that may hold everything.
    static HashFilter from_bytes(std::string_view bytes);

    void add(std::uint64_t hash);
    [[nodiscard]] bool may_hold(std::uint64_t hash) const;
    [[nodiscard]] std::string bytes() const;

  private:
    static constexpr std::size_t kWords = 8;  // of 64 bits: a cache line

    HashFilter() = default;
    [[nodiscard]] std::size_t block_of(std::uint64_t hash) const;

    std::vector<std::uint64_t> words_;
};

}  // namespace baton::store::sqlite
