// Facet: one thing that conditions ask of a lead (a field's value, how a text ends, whether a list
// includes a member), with one code for all values that no condition tells apart. So every question
// becomes a set of codes, and a lead's values are looked up once, however many rules there are.
// Immutable; any number of threads.
//
// Codes in order: missing, an error, false, true, what is no scalar; numbers (below the least that
// is asked for, equal to it, between it and the next …); times likewise; texts, each prefix before
// everything that begins with it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/expr/shape.hpp"
#include "core/match/code_set.hpp"
#include "core/match/text_table.hpp"

namespace baton::match {

enum class Aspect : std::uint8_t { Value, Ending, Member };

struct FacetKey {
    expr::FieldPath path;
    Aspect aspect = Aspect::Value;
    std::string member;  // of Member

    friend auto operator<=>(const FacetKey&, const FacetKey&) = default;
};

// A longer list has no codes, so that what is coded never runs out of an evaluation's budget.
inline constexpr std::size_t kMaxCodedList = 2048;

// The facet that a question asks about; nothing for what has no codes (an order of texts, say).
[[nodiscard]] std::optional<FacetKey> facet_key(const expr::Question& question);
// An upper bound of what answering it may take of an evaluation's budget, for values that have a
// code.
[[nodiscard]] std::uint64_t most_steps(const expr::Question& question);

using Seconds = std::pair<std::int64_t, std::uint32_t>;  // and nanoseconds

// What a facet's questions compare with.
struct Constants {
    std::vector<double> numbers;
    std::vector<Seconds> times;
    std::vector<std::string> texts;
    std::vector<std::string> prefixes;  // of Ending: turned round

    // `question` must be one about the facet.
    void gather(const expr::Question& question);
};

// For which codes the answer is true, and for which false; for the rest it is unknown.
struct Answers {
    CodeSet yes;
    CodeSet no;
};

class Facet {
  public:
    static constexpr Code kNotRead = 0;  // no value's code
    static constexpr Code kMissing = 1;
    static constexpr Code kFaulty = 2;
    static constexpr Code kFalse = 3;
    static constexpr Code kTrue = 4;
    static constexpr Code kNoScalar = 5;  // a list, a map, a record
    static constexpr Code kFirstNumber = 6;

    Facet(FacetKey key, Constants constants);

    [[nodiscard]] const FacetKey& key() const { return key_; }
    // Codes are below it.
    [[nodiscard]] Code size() const { return size_; }
    // What the question's answer is by code; every constant of it must have been gathered.
    [[nodiscard]] Answers answers(const expr::Question& question) const;

    // The code of what stands there; nothing for a value that has none (of an unusual kind, or so
    // long that evaluating may run out of budget). Not for Aspect::Member: see members.hpp.
    [[nodiscard]] std::optional<Code> code_of(const expr::Bindings& bindings,
                                              expr::Arena& arena) const;

  private:
    void number_texts(Constants& constants);
    [[nodiscard]] std::optional<Code> code_of_value(const expr::Value& value) const;
    [[nodiscard]] std::optional<Code> code_of_text(std::string_view text) const;
    [[nodiscard]] std::optional<Code> code_of_ending(std::string_view text) const;
    [[nodiscard]] Code code_of_prefix(std::string_view text) const;
    [[nodiscard]] Code code_of_constant(const expr::Value& value) const;
    [[nodiscard]] CodeSet equal_to_any(const expr::Question& question) const;
    [[nodiscard]] Answers ordered(const expr::Question& question) const;

    FacetKey key_;
    std::vector<double> numbers_;  // ascending
    std::vector<Seconds> times_;   // ascending
    Code first_time_ = 0;
    Code first_text_ = 0;  // of a text that nothing was said about
    Code size_ = 0;
    TextTable texts_;
    TextTable prefixes_;
    std::vector<std::size_t> prefix_sizes_;        // descending, each once
    std::vector<std::pair<Code, Code>> branches_;  // a prefix and the end of what begins with it
};

}  // namespace baton::match
