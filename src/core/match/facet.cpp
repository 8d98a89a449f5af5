#include "core/match/facet.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"
#include "core/expr/limits.hpp"

namespace baton::match {

namespace {

using expr::Asks;
using expr::Kind;
using expr::Question;
using expr::Value;

// Prefixes and endings that are longer stay with the program.
constexpr std::size_t kMaxPrefix = 64;
// A longer text has no code where it is searched for prefixes, as a longer list has none.
constexpr std::size_t kMaxCodedText = 64 * 1024;

bool is_number(const Value& value) {
    return value.is(Kind::Int) || (value.is(Kind::Double) && std::isfinite(value.as_double()));
}

bool has_order(const Value& value) { return is_number(value) || value.is(Kind::Timestamp); }

bool is_scalar(const Value& value) {
    return has_order(value) || value.is(Kind::String) || value.is(Kind::Bool);
}

bool is_short_text(const Value& value) {
    return value.is(Kind::String) && value.as_text().size() <= kMaxPrefix;
}

bool is_coded(const Question& question) {
    switch (question.asks) {
        case Asks::IsTrue:
        case Asks::Has:
            return true;
        case Asks::Equal:
        case Asks::OneOf:
            return std::ranges::all_of(question.values, is_scalar);
        case Asks::Less:
        case Asks::LessEqual:
        case Asks::Greater:
        case Asks::GreaterEqual:
            return has_order(question.values[0]);
        case Asks::StartsWith:
        case Asks::EndsWith:
            return is_short_text(question.values[0]);
        case Asks::Includes:
            return question.values[0].is(Kind::String);
    }
    return false;
}

template <class Thing>
void sort_each_once(std::vector<Thing>& things) {
    std::ranges::sort(things);
    const auto repeated = std::ranges::unique(things);
    things.erase(repeated.begin(), repeated.end());
}

// Even places lie between the marks, odd ones on them.
template <class Thing>
Code place_among(const std::vector<Thing>& marks, const Thing& thing) {
    const auto mark = std::ranges::lower_bound(marks, thing);
    const auto before = static_cast<Code>(mark - marks.begin());
    return 2 * before + (mark != marks.end() && *mark == thing ? 1 : 0);
}

Code places_of(std::size_t marks) { return static_cast<Code>(2 * marks + 1); }

Seconds seconds_of(const Value& time) { return {time.seconds(), time.nanos()}; }

}  // namespace

std::optional<FacetKey> facet_key(const Question& question) {
    if (!is_coded(question)) return std::nullopt;
    FacetKey key{question.path, Aspect::Value, {}};
    if (question.asks == Asks::EndsWith) key.aspect = Aspect::Ending;
    if (question.asks == Asks::Includes) {
        key.aspect = Aspect::Member;
        key.member = question.values[0].as_text();
    }
    return key;
}

std::uint64_t most_steps(const Question& question) {
    switch (question.asks) {
        case Asks::StartsWith:
        case Asks::EndsWith:
            return 1 + (kMaxCodedText + kMaxPrefix) / 32;
        case Asks::Includes:
            return kMaxCodedList;
        case Asks::OneOf:
            return question.values.size();
        case Asks::IsTrue:
        case Asks::Has:
        case Asks::Equal:
        case Asks::Less:
        case Asks::LessEqual:
        case Asks::Greater:
        case Asks::GreaterEqual:
            break;
    }
    return 0;
}

void Constants::gather(const Question& question) {
    const bool starts = question.asks == Asks::StartsWith;
    if (question.asks == Asks::Includes) return;
    for (const Value& value : question.values) {
        if (is_number(value)) numbers.push_back(*value.to_number());
        if (value.is(Kind::Timestamp)) times.push_back(seconds_of(value));
        if (!value.is(Kind::String)) continue;
        const std::string_view text = value.as_text();
        if (question.asks == Asks::EndsWith) {
            prefixes.emplace_back(text.rbegin(), text.rend());
        } else {
            (starts ? prefixes : texts).emplace_back(text);
        }
    }
}

Facet::Facet(FacetKey key, Constants constants) : key_(std::move(key)) {
    sort_each_once(constants.numbers);
    sort_each_once(constants.times);
    numbers_ = std::move(constants.numbers);
    times_ = std::move(constants.times);
    first_time_ = kFirstNumber + places_of(numbers_.size());
    first_text_ = first_time_ + places_of(times_.size());
    number_texts(constants);
}

// In the order of the alphabet, and a prefix before the same text in full: what begins with a
// prefix then follows it without a gap.
void Facet::number_texts(Constants& constants) {
    sort_each_once(constants.texts);
    sort_each_once(constants.prefixes);
    texts_ = TextTable(constants.texts.size());
    prefixes_ = TextTable(constants.prefixes.size());
    Code next = first_text_ + 1;
    std::vector<std::pair<std::string_view, std::size_t>> open;  // prefixes, by place in branches_
    const auto close_before = [&](std::string_view text) {
        while (!open.empty() && !text.starts_with(open.back().first)) {
            branches_[open.back().second].second = next;
            open.pop_back();
        }
    };
    auto text = constants.texts.begin();
    auto prefix = constants.prefixes.begin();
    while (text != constants.texts.end() || prefix != constants.prefixes.end()) {
        const bool is_prefix = prefix != constants.prefixes.end() &&
                               (text == constants.texts.end() || *prefix <= *text);
        close_before(is_prefix ? *prefix : *text);
        if (is_prefix) {
            open.emplace_back(*prefix, branches_.size());
            branches_.emplace_back(next, next);
            prefix_sizes_.push_back(prefix->size());
            prefixes_.add(*prefix++, next);
        } else {
            texts_.add(*text++, next);
        }
        ++next;
    }
    for (const auto& [words, branch] : open) branches_[branch].second = next;
    size_ = next;
    sort_each_once(prefix_sizes_);
    std::ranges::reverse(prefix_sizes_);
}

// Questions --------------------------------------------------------------------------------------

Code Facet::code_of_constant(const Value& value) const {
    const auto code =
        is_number(value) ? code_of_value(Value::number(*value.to_number())) : code_of_value(value);
    BATON_CHECK(code.has_value());
    return *code;
}

CodeSet Facet::equal_to_any(const Question& question) const {
    std::vector<Code> codes;
    codes.reserve(question.values.size());
    for (const Value& value : question.values) codes.push_back(code_of_constant(value));
    sort_each_once(codes);
    CodeSet set;
    for (const Code code : codes) set.append({code, code + 1});
    return set;
}

Answers Facet::ordered(const Question& question) const {
    const bool is_time = question.values[0].is(Kind::Timestamp);
    const Code first = is_time ? first_time_ : kFirstNumber;
    const Code end = is_time ? first_text_ : first_time_;
    const Code mark = code_of_constant(question.values[0]);
    const CodeSet before(first, mark);
    const CodeSet to(first, mark + 1);
    const CodeSet from(mark, end);
    const CodeSet after(mark + 1, end);
    if (question.asks == Asks::Less) return {before, from};
    if (question.asks == Asks::LessEqual) return {to, after};
    if (question.asks == Asks::Greater) return {after, to};
    return {from, before};
}

Answers Facet::answers(const Question& question) const {
    switch (question.asks) {
        case Asks::IsTrue:
        case Asks::Includes:
            return {{kTrue, kTrue + 1}, {kFalse, kFalse + 1}};
        case Asks::Has:
            return {{kMissing + 1, size_}, {kMissing, kMissing + 1}};
        case Asks::Equal:
        case Asks::OneOf: {
            CodeSet equal = equal_to_any(question);
            CodeSet different = CodeSet(kFalse, size_) - equal;
            return {std::move(equal), std::move(different)};
        }
        case Asks::Less:
        case Asks::LessEqual:
        case Asks::Greater:
        case Asks::GreaterEqual:
            return ordered(question);
        case Asks::StartsWith:
        case Asks::EndsWith: {
            const std::string_view text = question.values[0].as_text();
            const auto code = question.asks == Asks::StartsWith
                                  ? prefixes_.find(text)
                                  : prefixes_.find(std::string(text.rbegin(), text.rend()));
            BATON_CHECK(code.has_value());
            const auto branch =
                std::ranges::lower_bound(branches_, *code, {}, &std::pair<Code, Code>::first);
            const CodeSet begun(branch->first, branch->second);
            return {begun, CodeSet(first_text_, size_) - begun};
        }
    }
    return {};
}

// Leads ------------------------------------------------------------------------------------------

Code Facet::code_of_prefix(std::string_view text) const {
    for (const std::size_t size : prefix_sizes_) {
        if (size > text.size()) continue;
        if (const auto code = prefixes_.find(text.substr(0, size))) return *code;
    }
    return first_text_;
}

std::optional<Code> Facet::code_of_text(std::string_view text) const {
    if (const auto code = texts_.find(text)) return code;
    if (prefix_sizes_.empty()) return first_text_;
    if (text.size() > kMaxCodedText) return std::nullopt;
    return code_of_prefix(text);
}

std::optional<Code> Facet::code_of_ending(std::string_view text) const {
    if (text.size() > kMaxCodedText) return std::nullopt;
    std::array<char, kMaxPrefix> turned{};
    const std::size_t size = std::min(text.size(), kMaxPrefix);
    std::copy_n(text.rbegin(), size, turned.begin());
    return code_of_prefix({turned.data(), size});
}

std::optional<Code> Facet::code_of_value(const Value& value) const {
    switch (value.kind()) {
        case Kind::Unknown:
        case Kind::Error:
            return value.is_missing() ? kMissing : kFaulty;
        case Kind::Bool:
            return value.as_bool() ? kTrue : kFalse;
        case Kind::Double:
            return kFirstNumber + place_among(numbers_, value.as_double());
        case Kind::Timestamp:
            return first_time_ + place_among(times_, seconds_of(value));
        case Kind::String:
            return key_.aspect == Aspect::Ending ? code_of_ending(value.as_text())
                                                 : code_of_text(value.as_text());
        case Kind::List:
        case Kind::Map:
        case Kind::Record:
            return kNoScalar;
        case Kind::Null:
        case Kind::Int:
        case Kind::Uint:
        case Kind::Bytes:
        case Kind::Duration:
        case Kind::Type:
            break;  // leads have none; the program knows what to make of them
    }
    return std::nullopt;
}

std::optional<Code> Facet::code_of(const expr::Bindings& bindings, expr::Arena& arena) const {
    return code_of_value(expr::read(key_.path, bindings, arena));
}

}  // namespace baton::match
