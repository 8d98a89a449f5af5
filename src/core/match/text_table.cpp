#include "core/match/text_table.hpp"

#include <bit>
#include <cstring>

namespace baton::match {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kFirst = 0x9E37'79B9'7F4A'7C15U;  // 2^64 / golden ratio
constexpr std::uint64_t kSecond = 0xC2B2'AE3D'27D4'EB4FU;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class Word>
std::uint64_t word_at(const char* place) {
    Word word = 0;
    std::memcpy(&word, place, sizeof(word));
    return word;
}

// Short texts are read as two words that overlap, so that none needs a loop.
std::uint64_t hash_of(std::string_view text) {
    const char* first = text.data();
    std::size_t size = text.size();
    std::uint64_t seed = kFirst ^ size;
    for (; size > 16; first += 16, size -= 16) {
        seed = mixed(word_at<std::uint64_t>(first) ^ seed,
                     word_at<std::uint64_t>(first + 8) ^ kSecond);
    }
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    if (size >= 8) {
        a = word_at<std::uint64_t>(first);
        b = word_at<std::uint64_t>(first + size - 8);
    } else if (size >= 4) {
        a = word_at<std::uint32_t>(first);
        b = word_at<std::uint32_t>(first + size - 4);
    } else if (size > 0) {
        a = word_at<std::uint8_t>(first) | word_at<std::uint8_t>(first + size / 2) << 8U |
            word_at<std::uint8_t>(first + size - 1) << 16U;
    }
    return mixed(a ^ seed, b ^ kSecond);
}

}  // namespace

TextTable::TextTable(std::size_t count) {
    if (count == 0) return;
    slots_.resize(std::bit_ceil(2 * count));
    entries_.reserve(count);
}

void TextTable::add(std::string_view text, Code code) {
    const std::uint64_t hash = hash_of(text);
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = hash & mask;
    while (slots_[place].tag != 0) place = (place + 1) & mask;
    slots_[place] = {static_cast<std::uint32_t>(hash >> 32U) | 1U,
                     static_cast<std::uint32_t>(entries_.size())};
    entries_.push_back(
        {static_cast<std::uint32_t>(chars_.size()), static_cast<std::uint32_t>(text.size()), code});
    chars_.append(text);
}

std::optional<Code> TextTable::find(std::string_view text) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint64_t hash = hash_of(text);
    const std::uint32_t tag = static_cast<std::uint32_t>(hash >> 32U) | 1U;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t place = hash & mask; slots_[place].tag != 0; place = (place + 1) & mask) {
        if (slots_[place].tag != tag) continue;
        const Entry& entry = entries_[slots_[place].entry];
        const bool same = std::string_view(chars_.data() + entry.offset, entry.size) == text;
        if (same) return entry.code;
    }
    return std::nullopt;
}

}  // namespace baton::match
