#include "trigrams.hpp"

#include <set>

namespace baton::bench {
namespace {

std::set<std::uint32_t> pieces_of(std::string_view name) {
    const std::string text = "  " + plain(name) + " ";
    std::set<std::uint32_t> pieces;
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
        std::uint32_t piece = 0;
        for (const char c : text.substr(i, 3)) piece = piece << 8U | static_cast<unsigned char>(c);
        pieces.insert(piece);
    }
    return pieces;
}

}  // namespace

std::string plain(std::string_view name) {
    std::string text;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          static_cast<unsigned char>(c) >= 0x80;
        if (part) text += c;
        if (!part && !text.empty() && text.back() != ' ') text += ' ';
    }
    if (text.ends_with(' ')) text.pop_back();
    return text;
}

Trigrams::Trigrams(const std::vector<std::string>& entries) {
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        const auto pieces = pieces_of(entries[i]);
        pieces_.push_back(pieces.size());
        for (const std::uint32_t piece : pieces) entries_by_piece_[piece].push_back(i);
    }
}

std::optional<Trigrams::Nearest> Trigrams::nearest(std::string_view name) const {
    const auto pieces = pieces_of(name);
    std::vector<std::size_t> common(pieces_.size());
    for (const std::uint32_t piece : pieces) {
        const auto at = entries_by_piece_.find(piece);
        if (at == entries_by_piece_.end()) continue;
        for (const std::uint32_t entry : at->second) ++common[entry];
    }
    std::optional<Nearest> best;
    for (std::uint32_t i = 0; i < common.size(); ++i) {
        if (common[i] == 0) continue;
        const auto all = static_cast<double>(pieces.size() + pieces_[i] - common[i]);
        const double likeness = static_cast<double>(common[i]) / all;
        if (!best || likeness > best->likeness) best = Nearest{i, likeness};
    }
    return best;
}

}  // namespace baton::bench
