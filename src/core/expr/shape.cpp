#include "core/expr/shape.hpp"

#include <cmath>
#include <utility>

#include "core/expr/code.hpp"
#include "core/expr/compare.hpp"
#include "core/expr/record.hpp"

namespace baton::expr {

namespace {

Value admitted(const Value& value) {
    const bool wild = value.is(Kind::Double) && !std::isfinite(value.as_double());
    return wild ? Value::error(Fault::NotFinite) : value;
}

// a < b as b says it of a.
Asks turned_round(Asks asks) {
    switch (asks) {
        case Asks::Less:
            return Asks::Greater;
        case Asks::LessEqual:
            return Asks::GreaterEqual;
        case Asks::Greater:
            return Asks::Less;
        case Asks::GreaterEqual:
            return Asks::LessEqual;
        case Asks::Equal:
        case Asks::IsTrue:
        case Asks::Has:
        case Asks::OneOf:
        case Asks::StartsWith:
        case Asks::EndsWith:
        case Asks::Includes:
            break;
    }
    return asks;
}

Asks asked_by(Function comparison) {
    if (comparison == Function::Less) return Asks::Less;
    if (comparison == Function::LessEqual) return Asks::LessEqual;
    if (comparison == Function::Greater) return Asks::Greater;
    if (comparison == Function::GreaterEqual) return Asks::GreaterEqual;
    return Asks::Equal;  // == and, turned into its opposite by whoever asks, !=
}

class ShapeReader {
  public:
    explicit ShapeReader(const Code& code) : code_(code) {}

    Shape read(std::uint32_t number) const {
        const Step& step = code_.steps[number];
        switch (step.op) {
            case Op::Constant:
                return constant(code_.constants[step.a]);
            case Op::Load:
                return asked(Asks::IsTrue, step.a, {});
            case Op::Has:
                return asked(Asks::Has, step.a, {});
            case Op::Unary:
                if (step.function != Function::Not) return {};
                return block(Shape::Kind::Not, {step.a});
            case Op::Binary:
                return binary(step);
            case Op::Compare:
                return compare(step);
            case Op::CompareLoad:
                return comparison(step.function, asked_by(step.function), step.a,
                                  code_.constants[step.b]);
            case Op::InTexts:
                return in_texts(step);
            case Op::And:
                return block(Shape::Kind::And, operands(step));
            case Op::Or:
                return block(Shape::Kind::Or, operands(step));
            case Op::Conditional:
                return block(Shape::Kind::Choose, {step.a, step.b, step.c});
            case Op::Fail:
            case Op::Local:
            case Op::FieldOf:
            case Op::HasFieldOf:
            case Op::KeyOf:
            case Op::HasKeyOf:
            case Op::MatchesPattern:
            case Op::Accessor:
            case Op::List:
            case Op::Map:
            case Op::All:
            case Op::Exists:
            case Op::ExistsOne:
            case Op::Filter:
            case Op::Transform:
                break;
        }
        return {};
    }

  private:
    static Shape constant(const Value& value) {
        Shape shape;
        if (value.is_true()) shape.kind = Shape::Kind::Always;
        if (value.is_false()) shape.kind = Shape::Kind::Never;
        return shape;
    }

    Shape asked(Asks asks, std::uint32_t path_number, std::vector<Value> values) const {
        const Path& path = code_.paths[path_number];
        Shape shape;
        shape.kind = Shape::Kind::Asked;
        shape.question.asks = asks;
        shape.question.path.variable = path.variable;
        const auto first = code_.slots.begin() + path.first_slot;
        shape.question.path.slots.assign(first, first + path.slot_count);
        if (path.key.is(Kind::String)) shape.question.path.key = path.key.as_text();
        shape.question.values = std::move(values);
        return shape;
    }

    Shape comparison(Function function, Asks asks, std::uint32_t path, const Value& value) const {
        Shape shape = asked(asks, path, {value});
        if (function != Function::NotEqual) return shape;
        Shape opposite;
        opposite.kind = Shape::Kind::Not;
        opposite.parts.push_back(std::move(shape));
        return opposite;
    }

    Shape block(Shape::Kind kind, const std::vector<std::uint32_t>& steps) const {
        Shape shape;
        shape.kind = kind;
        shape.parts.reserve(steps.size());
        for (const std::uint32_t step : steps) shape.parts.push_back(read(step));
        return shape;
    }
    std::vector<std::uint32_t> operands(const Step& step) const {
        const auto first = code_.operands.begin() + step.a;
        return {first, first + step.b};
    }

    [[nodiscard]] const Value* constant_at(std::uint32_t step) const {
        const bool is_constant = code_.steps[step].op == Op::Constant;
        return is_constant ? &code_.constants[code_.steps[step].a] : nullptr;
    }
    [[nodiscard]] bool is_load(std::uint32_t step) const {
        return code_.steps[step].op == Op::Load;
    }

    // A constant on the left; one on the right is a CompareLoad.
    Shape compare(const Step& step) const {
        const Value* const value = constant_at(step.a);
        if (value == nullptr || !is_load(step.b)) return {};
        return comparison(step.function, turned_round(asked_by(step.function)),
                          code_.steps[step.b].a, *value);
    }

    Shape in_texts(const Step& step) const {
        if (!is_load(step.a)) return {};
        std::vector<Value> values;
        for (const std::string_view text : code_.text_sets[step.b]) {
            values.push_back(Value::text(text));
        }
        return asked(Asks::OneOf, code_.steps[step.a].a, std::move(values));
    }

    Shape binary(const Step& step) const {
        const Value* const left = constant_at(step.a);
        const Value* const right = constant_at(step.b);
        if (step.function == Function::In) {
            if (left != nullptr && is_load(step.b)) {
                return asked(Asks::Includes, code_.steps[step.b].a, {*left});
            }
            if (!is_load(step.a) || right == nullptr || !right->is(Kind::List)) return {};
            const auto items = right->as_list();
            return asked(Asks::OneOf, code_.steps[step.a].a, {items.begin(), items.end()});
        }
        const bool starts = step.function == Function::StartsWith;
        if (!starts && step.function != Function::EndsWith) return {};
        if (!is_load(step.a) || right == nullptr) return {};
        return asked(starts ? Asks::StartsWith : Asks::EndsWith, code_.steps[step.a].a, {*right});
    }

    const Code& code_;
};

}  // namespace

Value read(const FieldPath& path, const Bindings& bindings, Arena& arena) {
    Value value = path.variable < bindings.variables.size() ? bindings.variables[path.variable]
                                                            : Value::missing();
    for (const std::uint32_t slot : path.slots) {
        if (value.is_faulty()) return value;
        if (!value.is(Kind::Record)) return Value::error(Fault::BadOperands);
        value = value.as_record()->field(slot, arena);
    }
    if (!path.key || value.is_faulty()) return admitted(value);
    if (!value.is(Kind::Map)) return Value::error(Fault::BadOperands);
    const Entry* const entry = find_key(value.as_map(), Value::text(*path.key));
    return entry == nullptr ? Value::missing() : admitted(entry->value);
}

Shape shape_of(const Program& program) { return ShapeReader(program.code()).read(program.root()); }

}  // namespace baton::expr
