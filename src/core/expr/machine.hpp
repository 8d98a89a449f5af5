// Machine: evaluates code once, with one set of bindings. Lives on the stack of the caller.
#pragma once

#include <cstdint>
#include <span>

#include "core/expr/code.hpp"
#include "core/expr/value.hpp"
#include "core/expr/work.hpp"

namespace baton::expr {

class Machine {
  public:
    Machine(const Code& code, std::span<const Value> variables, Work& work)
        : code_(code), variables_(variables), work_(work) {
        if (code.local_count > 0) locals_ = work.arena.array<Value>(code.local_count);
    }

    // The value of a step; an error carries the place where it arose.
    [[nodiscard]] Value run(std::uint32_t step);

  private:
    Value load(const Path& path);
    Value has(const Path& path);
    Value field_of(const Step& step);
    Value key_of(const Step& step);
    Value has_key_of(const Step& step);
    Value unary(const Step& step);
    Value binary(const Step& step);
    Value compare_values(const Step& step, const Value& a, const Value& b);
    Value compare_load(const Step& step);
    Value in_texts(const Step& step);
    Value matches_pattern(const Step& step);
    Value read_accessor(const Step& step);
    Value index(const Value& range, const Value& key);
    Value is_in(const Value& needle, const Value& range);
    // machine_blocks.cpp
    Value logic(const Step& step, bool decisive);
    Value conditional(const Step& step);
    Value list(const Step& step);
    Value map(const Step& step);
    Value quantify(const Step& step, bool decisive);
    Value exists_one(const Step& step);
    Value filter(const Step& step);
    Value transform(const Step& step);
    Value range_of(const Step& step);

    [[nodiscard]] Value fail(Fault fault, const Step& step) const {
        return Value::error(fault, step.offset);
    }
    [[nodiscard]] Value placed(const Value& value, const Step& step) const {
        const bool nowhere = value.is(Kind::Error) && value.fault_place() == Value::kNowhere;
        return nowhere ? fail(value.fault(), step) : value;
    }
    // What a record gave: a number that is not finite is no number in a workspace.
    [[nodiscard]] Value admitted(const Value& value) const;

    const Code& code_;
    const std::span<const Value> variables_;
    Work& work_;
    std::span<Value> locals_;
};

}  // namespace baton::expr
