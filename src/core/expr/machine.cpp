#include "core/expr/machine.hpp"

#include <algorithm>
#include <cmath>

#include "core/expr/compare.hpp"
#include "core/expr/operate.hpp"
#include "core/expr/record.hpp"

namespace baton::expr {

namespace {

bool decide(Function function, Order order) {
    if (function == Function::Less) return order == Order::Less;
    if (function == Function::LessEqual) return order == Order::Less || order == Order::Equal;
    if (function == Function::Greater) return order == Order::Greater;
    return order == Order::Greater || order == Order::Equal;
}

bool decide_numbers(Function function, double a, double b) {
    if (function == Function::Equal) return a == b;
    if (function == Function::NotEqual) return a != b;
    if (function == Function::Less) return a < b;
    if (function == Function::LessEqual) return a <= b;
    if (function == Function::Greater) return a > b;
    return a >= b;
}

}  // namespace

Value Machine::run(std::uint32_t number) {
    const Step& step = code_.steps[number];
    switch (step.op) {
        case Op::Constant:
            return code_.constants[step.a];
        case Op::Fail:
            return fail(static_cast<Fault>(step.a), step);
        case Op::Load:
            return placed(load(code_.paths[step.a]), step);
        case Op::Has:
            return has(code_.paths[step.a]);
        case Op::Local:
            return locals_[step.a];
        case Op::FieldOf:
        case Op::HasFieldOf:
            return field_of(step);
        case Op::KeyOf:
            return key_of(step);
        case Op::HasKeyOf:
            return has_key_of(step);
        case Op::Unary:
            return placed(unary(step), step);
        case Op::Binary:
            return placed(binary(step), step);
        case Op::Compare: {
            const Value a = run(step.a);
            if (a.is_faulty()) return a;
            const Value b = run(step.b);
            if (b.is_faulty()) return b;
            return compare_values(step, a, b);
        }
        case Op::CompareLoad:
            return compare_load(step);
        case Op::InTexts:
            return in_texts(step);
        case Op::MatchesPattern:
            return matches_pattern(step);
        case Op::Accessor:
            return placed(read_accessor(step), step);
        case Op::And:
            return logic(step, false);
        case Op::Or:
            return logic(step, true);
        case Op::Conditional:
            return conditional(step);
        case Op::List:
            return list(step);
        case Op::Map:
            return map(step);
        case Op::All:
            return quantify(step, false);
        case Op::Exists:
            return quantify(step, true);
        case Op::ExistsOne:
            return exists_one(step);
        case Op::Filter:
            return filter(step);
        case Op::Transform:
            return transform(step);
    }
    return fail(Fault::BadOperands, step);
}

// Reading -----------------------------------------------------------------------------------------

Value Machine::admitted(const Value& value) const {
    const bool wild =
        work_.workspace && value.is(Kind::Double) && !std::isfinite(value.as_double());
    return wild ? Value::error(Fault::NotFinite) : value;
}

Value Machine::load(const Path& path) {
    Value value = path.variable < variables_.size() ? variables_[path.variable] : Value::missing();
    for (std::uint32_t i = 0; i < path.slot_count && !value.is_faulty(); ++i) {
        if (!value.is(Kind::Record)) return Value::error(Fault::BadOperands);
        value = value.as_record()->field(code_.slots[path.first_slot + i], work_.arena);
    }
    if (value.is_missing()) return Value::missing_use(path.use);
    if (path.key.is(Kind::String) && !value.is_faulty()) {
        if (!value.is(Kind::Map)) return Value::error(Fault::BadOperands);
        const Entry* const entry = find_key(value.as_map(), path.key);
        if (entry != nullptr) return admitted(entry->value);
        return work_.workspace ? Value::missing_use(path.use) : Value::error(Fault::NoSuchKey);
    }
    return admitted(value);
}

Value Machine::has(const Path& path) {
    const Value value = load(path);
    const bool absent =
        value.is_missing() || (value.is(Kind::Error) && value.fault() == Fault::NoSuchKey);
    return Value::boolean(!absent);
}

Value Machine::field_of(const Step& step) {
    const bool asks = step.op == Op::HasFieldOf;
    const Value record = run(step.a);
    if (record.is_faulty()) return asks ? Value::boolean(false) : record;
    if (!record.is(Kind::Record)) return fail(Fault::BadOperands, step);
    const Value value = record.as_record()->field(step.b, work_.arena);
    if (asks) return Value::boolean(!value.is_missing());
    if (value.is_missing()) return Value::missing_use(step.c);
    return placed(admitted(value), step);
}

Value Machine::key_of(const Step& step) {
    const Value map = run(step.a);
    if (map.is_faulty()) return map;
    if (!map.is(Kind::Map)) return fail(Fault::BadOperands, step);
    const Entry* const entry = find_key(map.as_map(), code_.constants[step.b]);
    if (entry != nullptr) return placed(admitted(entry->value), step);
    return work_.workspace ? Value::missing_use(step.c) : fail(Fault::NoSuchKey, step);
}

Value Machine::has_key_of(const Step& step) {
    const Value map = run(step.a);
    if (!map.is(Kind::Map)) {
        // In a workspace has() is always true or false.
        if (work_.workspace) return Value::boolean(false);
        return map.is_faulty() ? map : fail(Fault::BadOperands, step);
    }
    return Value::boolean(find_key(map.as_map(), code_.constants[step.b]) != nullptr);
}

// Operators and functions -------------------------------------------------------------------------

Value Machine::unary(const Step& step) {
    const Value value = run(step.a);
    if (value.is_faulty()) return value;
    if (step.function == Function::Not) {
        if (!value.is(Kind::Bool)) return Value::error(Fault::BadOperands);
        return Value::boolean(!value.as_bool());
    }
    if (step.function == Function::Negate) return negate(value);
    if (step.function == Function::Size) return size_of(value, work_);
    if (step.function >= Function::ToInt) return convert(step.function, value, work_);
    return text_function(step.function, value, nullptr, work_);
}

Value Machine::binary(const Step& step) {
    const Value a = run(step.a);
    if (a.is_faulty()) return a;
    const Value b = run(step.b);
    if (b.is_faulty()) return b;
    if (step.function == Function::In) return is_in(a, b);
    if (step.function == Function::Index) return index(a, b);
    if (step.function >= Function::Size) return text_function(step.function, a, &b, work_);
    return arithmetic(step.function, a, b, work_);
}

Value Machine::compare_values(const Step& step, const Value& a, const Value& b) {
    if (step.function == Function::Equal) return Value::boolean(equal(a, b, work_));
    if (step.function == Function::NotEqual) return Value::boolean(!equal(a, b, work_));
    const Order order = compare(a, b);
    if (order == Order::Incomparable) return fail(Fault::BadOperands, step);
    return Value::boolean(decide(step.function, order));
}

// field op constant: most of what rules are made of.
Value Machine::compare_load(const Step& step) {
    const Value a = load(code_.paths[step.a]);
    if (a.is_faulty()) return placed(a, step);
    const Value& b = code_.constants[step.b];
    if (a.is(Kind::Double) && b.is(Kind::Double)) {
        return Value::boolean(decide_numbers(step.function, a.as_double(), b.as_double()));
    }
    return compare_values(step, a, b);
}

Value Machine::in_texts(const Step& step) {
    const Value needle = run(step.a);
    if (needle.is_faulty()) return needle;
    if (!needle.is(Kind::String)) return Value::boolean(false);
    return Value::boolean(std::ranges::binary_search(code_.text_sets[step.b], needle.as_text()));
}

Value Machine::matches_pattern(const Step& step) {
    const Value text = run(step.a);
    if (text.is_faulty()) return text;
    if (!text.is(Kind::String)) return fail(Fault::BadOperands, step);
    if (!work_.spend_bytes(text.as_text().size())) return fail(Fault::OutOfBudget, step);
    return Value::boolean(code_.patterns[step.b].occurs_in(text.as_text()));
}

Value Machine::read_accessor(const Step& step) {
    const Value time = run(step.a);
    if (time.is_faulty()) return time;
    if (step.b == Step::kNone) return accessor(step.function, time, nullptr, work_);
    const Value zone = run(step.b);
    if (zone.is_faulty()) return zone;
    return accessor(step.function, time, &zone, work_);
}

Value Machine::index(const Value& range, const Value& key) {
    if (range.is(Kind::Map)) {
        const Entry* const entry = find_key(range.as_map(), key);
        return entry == nullptr ? Value::error(Fault::NoSuchKey) : admitted(entry->value);
    }
    if (!range.is(Kind::List)) return Value::error(Fault::BadOperands);
    const auto place = key.to_number();
    if (!place) return Value::error(Fault::BadOperands);
    const std::span<const Value> items = range.as_list();
    // Also false for NaN. A list is far shorter than the whole numbers that a double holds.
    const bool inside =
        *place >= 0 && *place < static_cast<double>(items.size()) && *place == std::trunc(*place);
    if (!inside) return Value::error(Fault::NoSuchIndex);
    return items[static_cast<std::size_t>(*place)];
}

Value Machine::is_in(const Value& needle, const Value& range) {
    if (range.is(Kind::Map)) return Value::boolean(find_key(range.as_map(), needle) != nullptr);
    if (!range.is(Kind::List)) return Value::error(Fault::BadOperands);
    for (const Value& item : range.as_list()) {
        if (!work_.spend(1)) return Value::error(Fault::OutOfBudget);
        if (equal(needle, item, work_)) return Value::boolean(true);
    }
    return Value::boolean(false);
}

}  // namespace baton::expr
