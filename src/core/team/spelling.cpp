#include "core/team/spelling.hpp"

#include <algorithm>

#include "core/lead/table.hpp"

namespace baton::team {
namespace {

bool is_fit(std::string_view word) {
    return word.size() >= Spelling::kLeastLetters && word.size() <= Spelling::kMostLetters &&
           std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

// Calls `each` with the hash of the word and of the word without each of its letters but the first:
// slips there are rare, and names that differ there are other names.
template <class Each>
void each_shortened(std::string_view word, Each&& each) {
    each(hash_text(word));
    std::string less(word.substr(0, word.size() - 1));
    for (std::size_t i = word.size(); i-- > 1;) {
        each(hash_text(less));
        if (i >= 2) less[i - 1] = word[i];
    }
}

// "hansen" and "hanson": not a slip but another family.
bool are_two_families(std::string_view a, std::string_view b) {
    if (a.size() != b.size() || a.size() < 4) return false;
    const std::string_view end_a = a.substr(a.size() - 3);
    const std::string_view end_b = b.substr(b.size() - 3);
    return (end_a == "sen" && end_b == "son") || (end_a == "son" && end_b == "sen");
}

}  // namespace

void Spelling::build(const std::vector<std::string_view>& words) {
    std::size_t letters = 0;
    std::size_t shortened = 0;
    for (const std::string_view word : words) {
        letters += word.size();
        if (is_fit(word)) shortened += word.size();
    }
    letters_.reserve(letters);
    ends_.reserve(words.size());
    whole_.reserve(words.size());
    shortened_.reserve(shortened);
    for (std::uint32_t i = 0; i < words.size(); ++i) {
        letters_ += words[i];
        ends_.push_back(static_cast<std::uint32_t>(letters_.size()));
        whole_.add(hash_text(words[i]), i);
        if (!is_fit(words[i])) continue;
        each_shortened(words[i], [&](std::uint64_t hash) { shortened_.add(hash, i); });
    }
    whole_.build();
    shortened_.build();
}

std::string_view Spelling::word(std::uint32_t number) const {
    const std::uint32_t from = number == 0 ? 0 : ends_[number - 1];
    return std::string_view(letters_).substr(from, ends_[number] - from);
}

bool Spelling::knows(std::string_view asked) const {
    bool known = false;
    whole_.find(hash_text(asked), [&](std::uint32_t i) { known = known || word(i) == asked; });
    return known;
}

std::vector<std::string_view> Spelling::near(std::string_view asked) const {
    std::vector<std::string_view> found;
    if (!is_fit(asked) || knows(asked)) return found;
    std::vector<std::uint32_t> numbers;
    each_shortened(asked, [&](std::uint64_t hash) {
        shortened_.find(hash, [&](std::uint32_t i) {
            const std::string_view known = word(i);
            if (known.front() == asked.front() && lead::is_one_edit(asked, known) &&
                !are_two_families(asked, known)) {
                numbers.push_back(i);
            }
        });
    });
    std::ranges::sort(numbers);
    numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
    for (const std::uint32_t i : numbers) {
        if (found.size() == kMostNear) break;
        found.push_back(word(i));
    }
    return found;
}

std::size_t Spelling::bytes() const {
    return letters_.capacity() + ends_.capacity() * sizeof(std::uint32_t) + whole_.bytes() +
           shortened_.bytes();
}

}  // namespace baton::team
