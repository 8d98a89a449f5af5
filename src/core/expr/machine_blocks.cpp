// The machine's part for what has many operands or goes over a range: && || ?:, lists, maps,
// macros.
#include <algorithm>

#include "core/expr/compare.hpp"
#include "core/expr/machine.hpp"

namespace baton::expr {

// && is decided by false, || by true; what is not known stays open until something decides.
Value Machine::logic(const Step& step, bool decisive) {
    Value result = Value::boolean(!decisive);
    for (std::uint32_t i = 0; i < step.b; ++i) {
        const Value value = run(code_.operands[step.a + i]);
        if (value.is(Kind::Bool)) {
            if (value.as_bool() == decisive) return value;
        } else if (!result.is_faulty()) {
            result = value.is_faulty() ? value : fail(Fault::BadOperands, step);
        }
    }
    return result;
}

Value Machine::conditional(const Step& step) {
    const Value condition = run(step.a);
    if (condition.is_faulty()) return condition;
    if (!condition.is(Kind::Bool)) return fail(Fault::BadOperands, step);
    return run(condition.as_bool() ? step.b : step.c);
}

Value Machine::list(const Step& step) {
    if (!work_.spend(step.b)) return fail(Fault::OutOfBudget, step);
    const std::span<Value> items = work_.arena.array<Value>(step.b);
    for (std::uint32_t i = 0; i < step.b; ++i) {
        items[i] = run(code_.operands[step.a + i]);
        if (items[i].is_faulty()) return items[i];
    }
    return Value::list(items);
}

Value Machine::map(const Step& step) {
    const std::uint32_t count = step.b / 2;
    if (!work_.spend(count)) return fail(Fault::OutOfBudget, step);
    const std::span<Entry> entries = work_.arena.array<Entry>(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        entries[i].key = run(code_.operands[step.a + 2 * i]);
        if (entries[i].key.is_faulty()) return entries[i].key;
        if (!is_key(entries[i].key)) return fail(Fault::BadKey, step);
        entries[i].value = run(code_.operands[step.a + 2 * i + 1]);
        if (entries[i].value.is_faulty()) return entries[i].value;
    }
    std::ranges::sort(entries, key_before, &Entry::key);
    const auto not_before = [](const Value& a, const Value& b) { return !key_before(a, b); };
    const auto twice = std::ranges::adjacent_find(entries, not_before, &Entry::key);
    if (twice != entries.end()) return fail(Fault::DuplicateKey, step);
    return Value::map(entries);
}

// Macros ------------------------------------------------------------------------------------------

// The elements that a macro goes over: of a list, or the keys of a map.
Value Machine::range_of(const Step& step) {
    const Value range = run(step.a);
    if (range.is_faulty() || range.is(Kind::List)) return range;
    if (!range.is(Kind::Map)) return fail(Fault::BadOperands, step);
    const std::span<const Entry> entries = range.as_map();
    if (!work_.spend(entries.size())) return fail(Fault::OutOfBudget, step);
    const std::span<Value> keys = work_.arena.array<Value>(entries.size());
    std::ranges::transform(entries, keys.begin(), &Entry::key);
    return Value::list(keys);
}

// all() is && over the elements, exists() is ||.
Value Machine::quantify(const Step& step, bool decisive) {
    const Value range = range_of(step);
    if (range.is_faulty()) return range;
    Value result = Value::boolean(!decisive);
    for (const Value& element : range.as_list()) {
        if (!work_.spend(step.cost)) return fail(Fault::OutOfBudget, step);
        locals_[step.slot] = element;
        const Value value = run(step.b);
        if (value.is(Kind::Bool)) {
            if (value.as_bool() == decisive) return value;
        } else if (!result.is_faulty()) {
            result = value.is_faulty() ? value : fail(Fault::BadOperands, step);
        }
    }
    return result;
}

Value Machine::exists_one(const Step& step) {
    const Value range = range_of(step);
    if (range.is_faulty()) return range;
    std::size_t count = 0;
    for (const Value& element : range.as_list()) {
        if (!work_.spend(step.cost)) return fail(Fault::OutOfBudget, step);
        locals_[step.slot] = element;
        const Value value = run(step.b);
        if (value.is_faulty()) return value;
        if (!value.is(Kind::Bool)) return fail(Fault::BadOperands, step);
        if (value.as_bool()) ++count;
    }
    return Value::boolean(count == 1);
}

Value Machine::filter(const Step& step) {
    const Value range = range_of(step);
    if (range.is_faulty()) return range;
    const std::span<Value> kept = work_.arena.array<Value>(range.as_list().size());
    std::size_t count = 0;
    for (const Value& element : range.as_list()) {
        if (!work_.spend(step.cost)) return fail(Fault::OutOfBudget, step);
        locals_[step.slot] = element;
        const Value value = run(step.b);
        if (value.is_faulty()) return value;
        if (!value.is(Kind::Bool)) return fail(Fault::BadOperands, step);
        if (value.as_bool()) kept[count++] = element;
    }
    return Value::list(kept.first(count));
}

Value Machine::transform(const Step& step) {
    const Value range = range_of(step);
    if (range.is_faulty()) return range;
    const std::span<Value> made = work_.arena.array<Value>(range.as_list().size());
    std::size_t count = 0;
    for (const Value& element : range.as_list()) {
        if (!work_.spend(step.cost)) return fail(Fault::OutOfBudget, step);
        locals_[step.slot] = element;
        if (step.c != Step::kNone) {
            const Value keep = run(step.c);
            if (keep.is_faulty()) return keep;
            if (!keep.is(Kind::Bool)) return fail(Fault::BadOperands, step);
            if (!keep.as_bool()) continue;
        }
        made[count] = run(step.b);
        if (made[count].is_faulty()) return made[count];
        ++count;
    }
    return Value::list(made.first(count));
}

}  // namespace baton::expr
