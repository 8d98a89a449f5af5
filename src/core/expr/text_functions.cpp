#include <cstring>

#include <algorithm>

#include "base/text.hpp"
#include "core/expr/limits.hpp"
#include "core/expr/operate.hpp"
#include "core/expr/pattern.hpp"

namespace baton::expr {

namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// Linear whatever the texts are, which string_view::find is not.
bool occurs(std::string_view part, std::string_view text) {
    if (part.size() > text.size()) return false;
    return part.empty() || memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

template <class Change>
Value changed(std::string_view text, Change change, Work& work) {
    const auto differs = [&](char c) { return change(c) != c; };
    if (std::ranges::none_of(text, differs)) return Value::text(text);
    const std::span<char> out = work.arena.array<char>(text.size());
    std::ranges::transform(text, out.begin(), change);
    return Value::text({out.data(), out.size()});
}

Value matches(std::string_view text, std::string_view pattern, Work& work) {
    if (!work.spend(kPatternCompileCost)) return Value::error(Fault::OutOfBudget);
    const auto compiled = Pattern::compile(pattern);
    if (!compiled) return Value::error(Fault::BadPattern);
    return Value::boolean(compiled->occurs_in(text));
}

}  // namespace

Value size_of(const Value& value, Work& work) {
    const auto count = [](std::size_t n) { return Value::integer(static_cast<std::int64_t>(n)); };
    if (value.is(Kind::List)) return count(value.as_list().size());
    if (value.is(Kind::Map)) return count(value.as_map().size());
    if (value.is(Kind::Bytes)) return count(value.as_text().size());
    if (!value.is(Kind::String)) return Value::error(Fault::BadOperands);
    if (!work.spend_bytes(value.as_text().size())) return Value::error(Fault::OutOfBudget);
    return count(utf8_length(value.as_text()));
}

Value text_function(Function function, const Value& text, const Value* argument, Work& work) {
    const bool texts = text.is(Kind::String) && (!argument || argument->is(Kind::String));
    if (!texts) return Value::error(Fault::BadOperands);
    const std::string_view receiver = text.as_text();
    const std::string_view other = argument ? argument->as_text() : std::string_view();
    if (!work.spend_bytes(receiver.size() + other.size())) return Value::error(Fault::OutOfBudget);
    if (function == Function::Contains) {
        return Value::boolean(occurs(other, receiver));
    }
    if (function == Function::StartsWith) return Value::boolean(receiver.starts_with(other));
    if (function == Function::EndsWith) return Value::boolean(receiver.ends_with(other));
    if (function == Function::Matches) return matches(receiver, other, work);
    if (function == Function::LowerAscii) return changed(receiver, lower, work);
    if (function == Function::UpperAscii) return changed(receiver, upper, work);
    return Value::text(trim(receiver));
}

}  // namespace baton::expr
