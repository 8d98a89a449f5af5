#include "core/lead/name_words.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "base/text_map.hpp"

namespace baton::lead {
namespace {

using Kind = WordKind;

struct Row {
    Kind kind;
    std::string_view words;
};

constexpr Row kRows[] = {
#include "core/lead/name_words.inc"
};

struct Entry {
    std::string_view stands_for;
    Kind kind;
};

struct Table {
    Table() {
        for (const Row& row : kRows) {
            const auto words = split(row.words, ' ');
            for (const std::string_view word : words) {
                by_word.emplace(word, Entry{words.front(), row.kind});
                sorted.push_back(word);
            }
        }
        std::ranges::sort(sorted);
    }

    TextMap<Entry> by_word;
    std::vector<std::string_view> sorted;
};

const Table& table() {
    static const Table kBuilt;
    return kBuilt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "brands" -> "brand", "industries" -> "industry"; "glass", "atlas" and "dynamis" as they are.
std::string singular(std::string_view word) {
    std::string text(word);
    if (word.size() < 5 || !word.ends_with('s')) return text;
    const char before = word[word.size() - 2];
    if (before == 's' || before == 'u' || before == 'i' || before == 'a' || is_digit(before)) {
        return text;
    }
    text.pop_back();
    if (text.size() >= 5 && text.ends_with("ie")) text.replace(text.size() - 2, 2, "y");
    return text;
}

bool is_single_letter(std::string_view word) {
    return utf8_length(word) == 1 && !is_digit(word[0]);
}

}  // namespace

WordMeaning meaning_of(std::string_view word) {
    const auto& words = table().by_word;
    if (const auto it = words.find(word); it != words.end()) {
        const Entry& entry = it->second;
        return {std::string(entry.stands_for), entry.kind, entry.stands_for != word};
    }
    if (std::ranges::all_of(word, is_digit)) return {std::string(word), Kind::Number, false};
    std::string one = singular(word);
    if (one.size() != word.size()) {
        if (const auto it = words.find(one); it != words.end()) {
            const Entry& entry = it->second;
            return {std::string(entry.stands_for), entry.kind, entry.stands_for != one};
        }
    }
    return {std::move(one), Kind::Name, false};
}

std::span<const std::string_view> known_name_words() { return table().sorted; }

std::string drawn_words(std::string_view folded) {
    std::string out;
    out.reserve(folded.size());
    bool drawing = false;
    for (std::size_t from = 0; from < folded.size();) {
        const std::size_t to = std::min(folded.find(' ', from), folded.size());
        const std::string_view word = folded.substr(from, to - from);
        from = to + 1;
        if (word.empty() || word == "and" || word == "und" || word == "et") continue;
        const bool single = is_single_letter(word);
        if (!out.empty() && !(single && drawing)) out += ' ';
        out += word;
        drawing = single;
    }
    return out;
}

std::string_view name_words_version() { return "name-words-1"; }

}  // namespace baton::lead
