#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "core/lead/company_words.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/identity.hpp"
#include "core/lead/legal_forms.hpp"
#include "core/lead/name_words.hpp"

namespace baton::lead {
namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "Globex Inc. /DE/", "Globex Corp/OH": the place of its register, as filings add it. Not the end
// of "Globex A/S", nor of a name such as "North/South".
std::string_view without_place(std::string_view name) {
    std::string_view text = name;
    if (text.ends_with('/')) text.remove_suffix(1);
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return name;
    const std::string_view place = trim(text.substr(slash + 1));
    if (place.size() < 2 || place.size() > 4 || !std::ranges::all_of(place, is_letter)) return name;
    const std::string_view before = trim(text.substr(0, slash));
    const std::size_t space = before.rfind(' ');
    const bool apart = before.size() < slash || name.size() > text.size();
    if (!apart && !is_form_behind(fold(before.substr(space + 1)))) return name;
    if (space == std::string_view::npos && !apart) return name;
    return before;
}

// "(Class A)", "Class A" at the end: of its shares.
std::string_view without_share_class(std::string_view name) {
    std::string_view text = name;
    if (text.ends_with(')')) {
        const std::size_t open = text.rfind('(');
        if (open == std::string_view::npos || open == 0) return name;
        const std::string inner = fold(text.substr(open));
        const bool aside = (inner.starts_with("class ") && inner.size() == 7) ||
                           inner.starts_with("formerly ") || inner.starts_with("fka ");
        return aside ? trim(text.substr(0, open)) : name;
    }
    const std::size_t space = text.rfind(' ');
    if (space == std::string_view::npos || text.size() - space != 2) return name;
    text = trim(text.substr(0, space));
    if (text.size() < 7 || !is_letter(name.back())) return name;
    if (!equals_ignoring_ascii_case(text.substr(text.size() - 6), " class")) return name;
    return trim(text.substr(0, text.size() - 6));
}

struct Noted {
    std::string_view name;
    std::string place;
};

Noted without_notes(std::string_view name) {
    name = trim(name);
    if (name.size() > 4 && equals_ignoring_ascii_case(name.substr(0, 3), "m/s")) {
        if (name[3] == ' ' || name[3] == '.') name = trim(name.substr(4));
    }
    name = without_share_class(name);
    const std::string_view bare = without_place(name);
    return {without_share_class(bare), fold(name.substr(bare.size()))};
}

// "Day Spa" is a bath, "Eni SpA" and "Eni S.p.A." a company limited by shares.
bool is_bath(std::string_view name) {
    return name.ends_with(" Spa") || name.ends_with(" spa") ||
           name.find(" Spa ") != std::string_view::npos ||
           name.find(" spa ") != std::string_view::npos;
}

// Takes the legal forms off `words.text`, whose words stand apart by one space.
class Stripper {
  public:
    Stripper(CompanyWords& words, bool is_bath) : text_(words.text), words_(words), bath_(is_bath) {
        for (std::size_t at = 0; at < text_.size();) {
            const std::size_t to = std::min(text_.find(' ', at), text_.size());
            words_at_.push_back({at, to});
            at = to + 1;
        }
        last_ = words_at_.size();
    }

    void strip() {
        if (words_at_.empty()) return;
        if (count() > 1 && word(first_) == "the") ++first_;
        // "Home Depot (The)", as registers list it.
        if (count() > 1 && word(last_ - 1) == "the") --last_;
        strip_joined();
        while (count() > 1 && strip_behind()) {
        }
        // "PT Astra", "AB Volvo": one form at most, for the next word may be the name.
        if (count() > 1) strip_before();
        words_.core_from = static_cast<std::uint32_t>(words_at_[first_].from);
        words_.core_to = static_cast<std::uint32_t>(words_at_[last_ - 1].to);
    }

  private:
    struct Word {
        std::size_t from;
        std::size_t to;
    };

    [[nodiscard]] std::size_t count() const { return last_ - first_; }
    [[nodiscard]] std::string_view between(std::size_t first, std::size_t last) const {
        return std::string_view(text_).substr(words_at_[first].from,
                                              words_at_[last - 1].to - words_at_[first].from);
    }
    [[nodiscard]] std::string_view word(std::size_t i) const { return between(i, i + 1); }

    // Takes one legal form off the end, the longest that fits, if a word remains.
    bool strip_behind() {
        for (std::size_t n = std::min(kMostFormWords, count() - 1); n > 0; --n) {
            const std::string_view form = between(last_ - n, last_);
            if (!is_form_behind(form) || (bath_ && form == "spa")) continue;
            last_ -= n;
            return true;
        }
        return false;
    }

    // The rest must be a name of its own: "AB Dynamics" has no form before it.
    void strip_before() {
        for (std::size_t n = std::min(kMostFormWords, count() - 1); n > 0; --n) {
            if (!is_form_before(between(first_, first_ + n))) continue;
            for (std::size_t i = first_ + n; i < last_; ++i) {
                if (meaning_of(word(i)).kind != WordKind::Name) continue;
                first_ += n;
                return;
            }
        }
    }

    // Chinese, Japanese and Korean forms may stand without a space.
    void strip_joined() {
        if (is_ascii(word(first_)) && is_ascii(word(last_ - 1))) return;
        for (const std::string& form : joined_forms()) {
            if (count() > 1 && word(first_) == form) ++first_;
            if (count() > 1 && word(last_ - 1) == form) --last_;
            if (const auto first = word(first_); first.starts_with(form) && first != form) {
                words_at_[first_].from += form.size();
            }
            if (const auto last = word(last_ - 1); last.ends_with(form) && last != form) {
                words_at_[last_ - 1].to -= form.size();
            }
        }
    }

    const std::string& text_;
    CompanyWords& words_;
    bool bath_;
    std::vector<Word> words_at_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

CompanyWords take_apart(std::string text, bool bath) {
    CompanyWords words;
    words.text = std::move(text);
    Stripper(words, bath).strip();
    return words;
}

}  // namespace

CompanyWords company_words(std::string_view name) {
    Noted noted = without_notes(name);
    CompanyWords words = take_apart(drawn_words(fold(noted.name)), is_bath(noted.name));
    words.place = std::move(noted.place);
    return words;
}

std::optional<CompanyWords> company_words_written_out(std::string_view name) {
    Noted noted = without_notes(name);
    const auto folded = fold_written_out(noted.name);
    if (!folded) return std::nullopt;
    CompanyWords words = take_apart(drawn_words(*folded), false);
    words.place = std::move(noted.place);
    return words;
}

CompanyWords company_words_of_folded(std::string_view folded) {
    return take_apart(drawn_words(folded), false);
}

std::string company_key(std::string_view name) { return std::string(company_words(name).core()); }

}  // namespace baton::lead
