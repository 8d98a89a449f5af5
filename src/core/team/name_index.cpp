#include "core/team/name_index.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/lead/company_words.hpp"
#include "core/lead/legal_forms.hpp"

namespace baton::team {
namespace {

constexpr double kMargin = 0.04;  // by which the surest has to lead one that is called differently
constexpr double kWrittenOut = 0.03;       // what letters written out take off the confidence
constexpr double kSlip = 0.10;             // what a mended slip takes off
constexpr std::size_t kFrequent = 40;      // accounts with a word: no longer a word that tells
constexpr std::size_t kMostNamesakes = 8;  // accounts with the one word that tells
constexpr std::size_t kAloneLetters = 7;   // of a mended word that is the whole name

}  // namespace

// One look-up: gathers what the keys of a name lead to and keeps the surest.
class NameIndex::Search {
  public:
    Search(const NameIndex& index, const NameOf& name_of)
        : index_(index), name_of_(name_of), is_frequent_([&index](std::string_view word) {
              return index.by_word_.find(hash_text(word), [](std::uint32_t) {}) > kFrequent;
          }) {}

    // `less` is what is taken off for how `asked` came about, `reason` why.
    void look(const NameForm& asked, double less, std::optional<NameReason> reason) {
        candidates_.clear();
        gather(index_.by_whole_, asked.whole_key());
        gather(index_.by_spaced_, asked.spaced_key());
        gather(index_.by_sorted_, asked.sorted_key());
        const std::size_t strict = candidates_.size();
        const std::uint64_t bare = asked.bare_key();
        const bool many = gather(index_.by_sorted_, bare) + gather(index_.by_bare_, bare) >
                          HashedIndex::kMostRead;
        if (many) candidates_.resize(strict);
        std::ranges::sort(candidates_);
        candidates_.erase(std::ranges::unique(candidates_).begin(), candidates_.end());
        for (const std::uint32_t account : candidates_) {
            const std::string_view name = name_of_(account);
            judge(asked, NameForm(lead::company_words(name)), account, less, reason);
            if (auto other = lead::company_words_written_out(name)) {
                judge(asked, NameForm(std::move(*other)), account, less + kWrittenOut,
                      reason.value_or(NameReason::WrittenOut));
            }
        }
    }

    [[nodiscard]] bool has_found() const { return best_.has_value(); }

    [[nodiscard]] std::optional<NameMatch> result() const {
        if (!best_) return std::nullopt;
        const bool is_same =
            best_->reason == NameReason::SameName || best_->reason == NameReason::LegalForm;
        if (is_same) return best_;
        for (const Other& other : others_) {
            if (other.core == best_core_) continue;
            if (best_in_trade_ || other.confidence > best_->confidence - kMargin) {
                return std::nullopt;
            }
        }
        if (!best_told_by_.empty() && has_namesakes()) return std::nullopt;
        return best_;
    }

  private:
    struct Other {
        std::string core;
        double confidence;  // 0: the same words that tell, yet another company
    };

    std::size_t gather(const HashedIndex& from, std::uint64_t key) {
        if (key == 0) return 0;
        return from.find(key, [&](std::uint32_t account) { candidates_.push_back(account); });
    }

    void judge(const NameForm& asked, const NameForm& known, std::uint32_t account, double less,
               std::optional<NameReason> reason) {
        const auto likeness = compare(asked, known, is_frequent_);
        const double confidence = likeness ? likeness->confidence - less : 0;
        if (!likeness || confidence < kLeastConfidence) {
            others_.push_back({std::string(known.words.core()), 0});
            return;
        }
        others_.push_back({std::string(known.words.core()), confidence});
        if (best_ && (best_->confidence > confidence ||
                      (best_->confidence == confidence && best_->account.value <= account))) {
            return;
        }
        best_ = NameMatch{AccountId{account}, confidence, reason.value_or(likeness->reason)};
        if (likeness->confidence < 1 - less && reason != NameReason::Spelling) {
            best_->reason = likeness->reason;
        }
        best_core_ = known.words.core();
        best_in_trade_ = likeness->differs_in_trade;
        best_told_by_ = likeness->told_by;
    }

    // Whether accounts that are called differently have the one word that tells.
    [[nodiscard]] bool has_namesakes() const {
        bool others = false;
        const std::size_t count =
            index_.by_word_.find(hash_text(best_told_by_), [&](std::uint32_t account) {
                if (others) return;
                others = lead::company_words(name_of_(account)).core() != best_core_;
            });
        return others || count > kMostNamesakes;
    }

    const NameIndex& index_;
    const NameOf& name_of_;
    const IsFrequent is_frequent_;
    std::vector<std::uint32_t> candidates_;
    std::optional<NameMatch> best_;
    std::string best_core_;
    bool best_in_trade_ = false;
    std::string best_told_by_;
    std::vector<Other> others_;
};

namespace {

// The words that names of all companies are made of; built once for all indices.
const Spelling& common_spelling() {
    static const Spelling kBuilt = [] {
        std::vector<std::string_view> words(lead::known_name_words().begin(),
                                            lead::known_name_words().end());
        for (const std::string& word : lead::form_words()) words.emplace_back(word);
        Spelling spelling;
        spelling.build(words);
        return spelling;
    }();
    return kBuilt;
}

// What a word may be a slip of, among the common words and those of accounts; none for one of them.
std::vector<std::string_view> meant_by(std::string_view word, const Spelling& accounts) {
    const Spelling& common = common_spelling();
    if (common.knows(word) || accounts.knows(word)) return {};
    auto meant = common.near(word);
    for (const std::string_view near : accounts.near(word)) {
        if (std::ranges::find(meant, near) == meant.end()) meant.push_back(near);
    }
    return meant;
}

// A text with one word that no account has, and what it may be a slip of.
class Slip {
  public:
    Slip(std::string_view text, const Spelling& accounts) {
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t to = std::min(text.find(' ', from), text.size());
            words_.push_back(text.substr(from, to - from));
            from = to + 1;
        }
        if (words_.size() > kMostWords) return;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            auto meant = meant_by(words_[i], accounts);
            if (meant.empty()) continue;
            // Two slips leave too little that is sure.
            if (!meant_.empty()) {
                meant_.clear();
                return;
            }
            place_ = i;
            meant_ = std::move(meant);
        }
    }

    // Calls `each` with every text in which it is mended.
    template <class Each>
    void each_mended(Each&& each) const {
        for (const std::string_view word : meant_) {
            std::string text;
            for (std::size_t i = 0; i < words_.size(); ++i) {
                if (i > 0) text += ' ';
                text += i == place_ ? word : words_[i];
            }
            each(text);
        }
    }

    // A slip in the only word of a name is trusted only in a long one.
    [[nodiscard]] bool may_stand(const NameForm& mended) const {
        return mended.parts.size() > 1 || words_[place_].size() >= kAloneLetters;
    }

  private:
    std::vector<std::string_view> words_;
    std::size_t place_ = 0;
    std::vector<std::string_view> meant_;
};

}  // namespace

void NameIndex::enter(std::uint32_t account, const NameForm& form) {
    const auto add = [account](HashedIndex& index, std::uint64_t key) {
        if (key != 0) index.add(key, account);
    };
    add(by_whole_, form.whole_key());
    add(by_spaced_, form.spaced_key());
    const std::uint64_t sorted = form.sorted_key();
    add(by_sorted_, sorted);
    if (const std::uint64_t bare = form.bare_key(); bare != sorted) add(by_bare_, bare);
}

void NameIndex::build(std::uint32_t accounts, const NameOf& name_of) {
    by_whole_.reserve(accounts);
    by_spaced_.reserve(accounts);
    by_sorted_.reserve(accounts);
    std::unordered_set<std::string> seen;
    std::vector<std::string_view> words;
    const auto see = [&](std::string_view word) {
        const auto [at, is_new] = seen.emplace(word);
        if (is_new) words.push_back(*at);
    };
    for (std::uint32_t i = 0; i < accounts; ++i) {
        const NameForm form(lead::company_words(name_of(i)));
        enter(i, form);
        for (const NameForm::Word& part : form.parts) {
            see(part.written);
            if (part.meaning.kind != lead::WordKind::Name) continue;
            see(part.meaning.stands_for);
            by_word_.add(hash_text(part.meaning.stands_for), i);
        }
        if (auto other = lead::company_words_written_out(name_of(i))) {
            const NameForm written_out(std::move(*other));
            enter(i, written_out);
            for (const NameForm::Word& part : written_out.parts) see(part.written);
        }
    }
    for (HashedIndex* index : {&by_whole_, &by_spaced_, &by_sorted_, &by_bare_, &by_word_}) {
        index->build();
    }
    spelling_.build(words);
}

std::optional<NameMatch> NameIndex::lookup(std::string_view name, const NameOf& name_of) const {
    Search search(*this, name_of);
    const NameForm asked(lead::company_words(name));
    if (asked.words.text.empty()) return std::nullopt;
    search.look(asked, 0, std::nullopt);
    if (auto other = lead::company_words_written_out(name)) {
        search.look(NameForm(std::move(*other)), kWrittenOut, NameReason::WrittenOut);
    }
    if (search.has_found()) return search.result();
    const Slip slip(asked.words.text, spelling_);
    slip.each_mended([&](std::string_view text) {
        const NameForm mended(lead::company_words_of_folded(text));
        if (slip.may_stand(mended)) search.look(mended, kSlip, NameReason::Spelling);
    });
    return search.result();
}

std::size_t NameIndex::bytes() const {
    return by_whole_.bytes() + by_spaced_.bytes() + by_sorted_.bytes() + by_bare_.bytes() +
           by_word_.bytes() + spelling_.bytes();
}

}  // namespace baton::team
