// For tests: counts what each operator met, so that a run of random rules can show that it came by
// everything: a field that is missing, one that cannot be computed, exactly the constant, a value
// right beside it, anything else.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/shape.hpp"
#include "core/match/lab_for_tests.hpp"

namespace baton::match {

enum class Met : std::uint8_t { Missing, Unknown, Equal, Edge, Other };
inline constexpr std::array<std::string_view, 5> kMetWords{"missing", "unknown", "equal", "edge",
                                                           "other"};
inline constexpr std::array<std::string_view, 11> kAskWords{
    "is true", "has", "==", "<", "<=", ">", ">=", "in", "startsWith", "endsWith", "includes"};

class Encounters {
  public:
    using Counts = std::array<std::uint64_t, kMetWords.size()>;

    // Meant for a part of the pairs: it costs more than matching.
    void note(const expr::Shape& shape, const expr::Bindings& bindings, expr::Arena& arena) {
        if (shape.kind == expr::Shape::Kind::Asked) {
            const Met met =
                met_by(shape.question, expr::read(shape.question.path, bindings, arena));
            ++counts_[static_cast<std::size_t>(shape.question.asks)][static_cast<std::size_t>(met)];
        }
        for (const expr::Shape& part : shape.parts) note(part, bindings, arena);
    }

    [[nodiscard]] const Counts& of(expr::Asks asks) const {
        return counts_[static_cast<std::size_t>(asks)];
    }
    [[nodiscard]] std::string table() const {
        std::string text = fmt::format("{:>12}", "");
        for (const std::string_view word : kMetWords) text += fmt::format("{:>10}", word);
        for (std::size_t asks = 0; asks < kAskWords.size(); ++asks) {
            text += fmt::format("\n{:>12}", kAskWords[asks]);
            for (const std::uint64_t count : counts_[asks]) text += fmt::format("{:>10}", count);
        }
        return text + "\n";
    }

  private:
    static Met met_by(const expr::Question& question, const expr::Value& value) {
        if (value.is_missing()) return Met::Missing;
        if (value.is_faulty()) return Met::Unknown;
        bool edge = false;
        for (const expr::Value& constant : question.values) {
            if (is_equal(value, constant)) return Met::Equal;
            edge = edge || is_edge(value, constant);
        }
        return edge ? Met::Edge : Met::Other;
    }

    static bool is_equal(const expr::Value& value, const expr::Value& constant) {
        if (value.is(expr::Kind::List)) {
            return std::ranges::any_of(
                value.as_list(), [&](const expr::Value& item) { return is_equal(item, constant); });
        }
        if (value.is(expr::Kind::Map)) {
            return std::ranges::any_of(value.as_map(), [&](const expr::Entry& entry) {
                return is_equal(entry.key, constant);
            });
        }
        if (value.to_number() && constant.to_number()) {
            return *value.to_number() == *constant.to_number();
        }
        if (value.kind() != constant.kind()) return false;
        if (value.is(expr::Kind::String)) return value.as_text() == constant.as_text();
        if (value.is(expr::Kind::Timestamp)) {
            return value.seconds() == constant.seconds() && value.nanos() == constant.nanos();
        }
        return value.is(expr::Kind::Bool) && value.as_bool() == constant.as_bool();
    }

    // The very next number or second, a text that goes on after the constant or stops short of it,
    // a list without anything.
    static bool is_edge(const expr::Value& value, const expr::Value& constant) {
        if (value.is(expr::Kind::List)) return value.as_list().empty();
        if (value.is(expr::Kind::Map)) return value.as_map().empty();
        if (value.to_number() && constant.to_number()) {
            const double number = *constant.to_number();
            return *value.to_number() == std::nextafter(number, HUGE_VAL) ||
                   *value.to_number() == std::nextafter(number, -HUGE_VAL);
        }
        if (value.kind() != constant.kind()) return false;
        if (value.is(expr::Kind::Timestamp)) {
            return std::abs(value.seconds() - constant.seconds()) <= 1;
        }
        if (!value.is(expr::Kind::String)) return false;
        const std::string_view text = value.as_text();
        const std::string_view other = constant.as_text();
        return text.starts_with(other) || other.starts_with(text) || text.ends_with(other) ||
               other.ends_with(text);
    }

    std::array<Counts, kAskWords.size()> counts_{};
};

}  // namespace baton::match
