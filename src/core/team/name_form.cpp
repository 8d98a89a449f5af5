#include "core/team/name_form.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "core/team/hashed_index.hpp"

namespace baton::team {
namespace {

using lead::WordKind;
using Part = NameForm::Word;

// What a difference takes off the confidence.
constexpr double kOtherForm = 0.02;  // a legal form in one of them
constexpr double kTwoForms = 0.05;   // another legal form in each
constexpr double kSpacing = 0.05;
constexpr double kOrder = 0.06;
constexpr double kShort = 0.05;
constexpr double kPlural = 0.05;
constexpr double kSmall = 0.04;
constexpr double kLabel = 0.09;
constexpr double kSecondLabel = 0.02;
constexpr double kTrade = 0.13;
constexpr double kSecondTrade = 0.03;

constexpr std::size_t kLettersAlone = 5;  // of a word that tells the company without its trade
constexpr std::size_t kMostLeftOut = 2;   // labels or trades that one may have and the other not

bool is_one_of(WordKind kind, std::span<const WordKind> kinds) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

std::string sorted_without(const std::vector<Part>& parts, std::span<const WordKind> left_out) {
    std::vector<std::string_view> words;
    for (const Part& part : parts) {
        if (!is_one_of(part.meaning.kind, left_out)) words.emplace_back(part.meaning.stands_for);
    }
    std::ranges::sort(words);
    std::string text;
    for (const std::string_view word : words) {
        text += word;
        text += ' ';
    }
    return text;
}

std::uint64_t hash_if_any(std::string_view text) { return text.empty() ? 0 : hash_text(text); }

// The words without spaces, labels at the end aside.
std::string run_together(const std::vector<Part>& parts) {
    std::size_t count = parts.size();
    while (count > 1 && parts[count - 1].meaning.kind == WordKind::Label) --count;
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += parts[i].written;
    return text;
}

// What one name has and the other has not.
struct Surplus {
    std::size_t labels = 0;
    std::size_t trades = 0;
    std::size_t small = 0;
    bool telling = false;  // a word that has to be in both

    void add(WordKind kind) {
        switch (kind) {
            case WordKind::Label:
                ++labels;
                return;
            case WordKind::Trade:
                ++trades;
                return;
            case WordKind::Small:
                ++small;
                return;
            case WordKind::Name:
            case WordKind::Common:
            case WordKind::Number:
                telling = true;
                return;
        }
    }
};

struct Shared {
    std::size_t names = 0;  // words that tell the company
    std::size_t words = 0;  // all but labels and small words
    std::string_view name;  // the last of `names`
    bool is_short = false;
    bool is_plural = false;
};

bool is_small_or_label(const Part* part) {
    return part->meaning.kind == WordKind::Small || part->meaning.kind == WordKind::Label;
}

class Comparison {
  public:
    Comparison(const NameForm& asked, const NameForm& known, const IsFrequent& is_frequent)
        : asked_(asked), known_(known), is_frequent_(is_frequent) {}

    std::optional<Likeness> result() {
        if (asked_.words.core().empty()) return std::nullopt;
        if (!same_place()) return std::nullopt;
        legal_forms();
        if (asked_.words.core() == known_.words.core()) return likeness_;
        if (asked_.parts.empty() || known_.parts.empty()) return std::nullopt;
        if (!(is_spaced_otherwise() ? together() : word_by_word())) return std::nullopt;
        if (likeness_.confidence < kLeastConfidence) return std::nullopt;
        return likeness_;
    }

  private:
    void less(double by, NameReason reason) {
        likeness_.confidence -= by;
        if (by <= worst_) return;
        worst_ = by;
        likeness_.reason = reason;
    }

    static std::string form_of(const lead::CompanyWords& words) {
        std::string form;
        const std::string_view text = words.text;
        for (const std::string_view side :
             {text.substr(0, words.core_from),
              text.substr(std::min<std::size_t>(words.core_to, text.size()))}) {
            for (std::size_t from = 0; from < side.size();) {
                const std::size_t to = std::min(side.find(' ', from), side.size());
                if (to > from && side.substr(from, to - from) != "the") {
                    form += lead::meaning_of(side.substr(from, to - from)).stands_for;
                    form += ' ';
                }
                from = to + 1;
            }
        }
        return form;
    }
    // Two registers have two companies; where only one is told of, it is no difference of names.
    bool same_place() {
        const std::string& a = asked_.words.place;
        const std::string& b = known_.words.place;
        if (a == b) return true;
        less(kOtherForm, NameReason::LegalForm);
        return a.empty() || b.empty();
    }
    void legal_forms() {
        if (asked_.words.text == known_.words.text) return;
        const std::string a = form_of(asked_.words);
        const std::string b = form_of(known_.words);
        if (a == b) return;
        less(a.empty() || b.empty() ? kOtherForm : kTwoForms, NameReason::LegalForm);
    }

    // The same letters in another number of words.
    [[nodiscard]] bool is_spaced_otherwise() const {
        const auto words = [](const NameForm& form) {
            return std::ranges::count_if(
                form.parts, [](const Part& part) { return part.meaning.kind != WordKind::Label; });
        };
        return words(asked_) != words(known_) &&
               run_together(asked_.parts) == run_together(known_.parts);
    }
    bool together() {
        less(kSpacing, NameReason::Spacing);
        const auto labels = [](const NameForm& form) {
            return std::ranges::count(form.parts, WordKind::Label,
                                      [](const Part& part) { return part.meaning.kind; });
        };
        if (labels(asked_) != labels(known_)) less(kLabel, NameReason::Label);
        return true;
    }

    static std::vector<const Part*> sorted(const NameForm& form) {
        std::vector<const Part*> parts;
        for (const Part& part : form.parts) parts.push_back(&part);
        std::ranges::stable_sort(parts, [](const Part* a, const Part* b) {
            return a->meaning.stands_for < b->meaning.stands_for;
        });
        return parts;
    }

    void pair(const Part& a, const Part& b) {
        if (!is_small_or_label(&a)) ++shared_.words;
        if (a.meaning.kind == WordKind::Name && !is_frequent_(a.meaning.stands_for)) {
            ++shared_.names;
            shared_.name = a.meaning.stands_for;
        }
        if (a.written == b.written) return;
        (a.meaning.is_short || b.meaning.is_short ? shared_.is_short : shared_.is_plural) = true;
    }

    void align() {
        const auto a = sorted(asked_);
        const auto b = sorted(known_);
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < a.size() || j < b.size()) {
            const auto order = i == a.size() ? std::strong_ordering::greater
                               : j == b.size()
                                   ? std::strong_ordering::less
                                   : a[i]->meaning.stands_for <=> b[j]->meaning.stands_for;
            if (order < 0) {
                only_asked_.add(a[i++]->meaning.kind);
            } else if (order > 0) {
                only_known_.add(b[j++]->meaning.kind);
            } else {
                pair(*a[i++], *b[j++]);
            }
        }
    }

    [[nodiscard]] bool in_order() const {
        const auto next = [](const std::vector<Part>& parts, std::size_t& at,
                             const NameForm& other) {
            const auto has = [&](const Part& part) {
                return std::ranges::any_of(other.parts, [&](const Part& with) {
                    return with.meaning.stands_for == part.meaning.stands_for;
                });
            };
            while (at < parts.size() && (is_small_or_label(&parts[at]) || !has(parts[at]))) ++at;
            return at < parts.size() ? &parts[at++] : nullptr;
        };
        std::size_t i = 0;
        std::size_t j = 0;
        for (;;) {
            const Part* a = next(asked_.parts, i, known_);
            const Part* b = next(known_.parts, j, asked_);
            if (a == nullptr || b == nullptr) return a == b;
            if (a->meaning.stands_for != b->meaning.stands_for) return false;
        }
    }

    bool word_by_word() {
        align();
        if (only_asked_.telling || only_known_.telling) return false;
        if (shared_.is_short) less(kShort, NameReason::Abbreviation);
        if (shared_.is_plural) less(kPlural, NameReason::Plural);
        if (only_asked_.small + only_known_.small > 0) less(kSmall, NameReason::SmallWords);
        return order() && labels() && trades();
    }
    bool order() {
        if (in_order()) return true;
        less(kOrder, NameReason::WordOrder);
        // "First American Bank" is not "American First Bank".
        return shared_.names > 0;
    }
    bool labels() {
        const std::size_t count = only_asked_.labels + only_known_.labels;
        if (count == 0) return true;
        if (only_asked_.labels > 0 && only_known_.labels > 0) return false;
        less(kLabel + kSecondLabel * static_cast<double>(count - 1), NameReason::Label);
        return count <= kMostLeftOut && (shared_.names > 0 || shared_.words > 1);
    }
    bool trades() {
        const std::size_t count = only_asked_.trades + only_known_.trades;
        if (count == 0) return true;
        if (only_asked_.trades > 0 && only_known_.trades > 0) return false;
        likeness_.differs_in_trade = true;
        if (shared_.words == 1) likeness_.told_by = shared_.name;
        less(kTrade + kSecondTrade * static_cast<double>(count - 1), NameReason::Trade);
        // Short names are had by many trades.
        return count <= kMostLeftOut && shared_.names > 0 &&
               (shared_.words > 1 || shared_.name.size() >= kLettersAlone);
    }

    const NameForm& asked_;
    const NameForm& known_;
    const IsFrequent& is_frequent_;
    Surplus only_asked_;
    Surplus only_known_;
    Shared shared_;
    Likeness likeness_{1, NameReason::SameName, {}, false};
    double worst_ = 0;
};

}  // namespace

NameForm::NameForm(lead::CompanyWords taken_apart) : words(std::move(taken_apart)) {
    const std::string_view core = words.core();
    if (static_cast<std::size_t>(std::ranges::count(core, ' ')) >= kMostWords) return;
    for (std::size_t from = 0; from < core.size();) {
        const std::size_t to = std::min(core.find(' ', from), core.size());
        const std::string_view word = core.substr(from, to - from);
        parts.push_back({word, lead::meaning_of(word)});
        from = to + 1;
    }
}

std::uint64_t NameForm::whole_key() const { return hash_if_any(words.core()); }

std::uint64_t NameForm::spaced_key() const { return hash_if_any(run_together(parts)); }

std::uint64_t NameForm::sorted_key() const {
    constexpr WordKind kLeftOut[]{WordKind::Label, WordKind::Small};
    return hash_if_any(sorted_without(parts, kLeftOut));
}

std::uint64_t NameForm::bare_key() const {
    constexpr WordKind kLeftOut[]{WordKind::Label, WordKind::Small, WordKind::Trade};
    return hash_if_any(sorted_without(parts, kLeftOut));
}

std::optional<Likeness> compare(const NameForm& asked, const NameForm& known,
                                const IsFrequent& is_frequent) {
    return Comparison(asked, known, is_frequent).result();
}

}  // namespace baton::team
