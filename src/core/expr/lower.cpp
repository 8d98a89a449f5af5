#include "core/expr/lower.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/expr/limits.hpp"
#include "core/expr/machine.hpp"

namespace baton::expr {

namespace {

constexpr std::uint32_t kNone = Step::kNone;
// Steps that computing constants may take in one program.
constexpr std::uint64_t kFoldingBudget = 20'000;

// A fault that no later evaluation can mend: zones may be known by then, and the budget is larger.
bool is_lasting(Fault fault) {
    return fault != Fault::UnknownZone && fault != Fault::OutOfBudget && fault != Fault::Missing;
}

class Lowerer {
  public:
    Lowerer(const Ast& ast, Mode mode) : ast_(ast), mode_(mode) {
        folding_budget_ = kFoldingBudget;
    }

    Lowered run() {
        const NodeId root = ast_.root();
        out_.root = lower(root);
        if (out_.parts.empty()) out_.parts.push_back(out_.root);
        return std::move(out_);
    }

  private:
    Code& code() { return out_.code; }

    std::uint32_t add(Step step) {
        code().steps.push_back(step);
        return static_cast<std::uint32_t>(code().steps.size() - 1);
    }
    std::uint32_t constant(const Value& value) {
        code().constants.push_back(value);
        return static_cast<std::uint32_t>(code().constants.size() - 1);
    }
    std::uint32_t text_constant(std::string_view text) {
        return constant(Value::text(code().arena.copy(text)));
    }
    [[nodiscard]] bool is_constant(std::uint32_t step) {
        return code().steps[step].op == Op::Constant;
    }
    [[nodiscard]] const Value& value_of(std::uint32_t step) {
        return code().constants[code().steps[step].a];
    }
    static Step step_of(Op op, const Node& node) {
        Step step;
        step.op = op;
        step.function = node.function;
        step.offset = node.offset;
        return step;
    }

    std::uint32_t lower(NodeId id) {
        const std::uint32_t step = lower_kind(id);
        return ast_.node(id).is_constant ? folded(id, step) : step;
    }

    std::uint32_t lower_kind(NodeId id) {
        const Node& node = ast_.node(id);
        switch (node.kind) {
            case NodeKind::Constant:
                return lower_constant(node);
            case NodeKind::Name: {
                Step step = step_of(Op::Fail, node);
                step.a = static_cast<std::uint32_t>(Fault::UnknownName);
                return add(step);
            }
            case NodeKind::Local: {
                Step step = step_of(Op::Local, node);
                step.a = node.place;
                return add(step);
            }
            case NodeKind::Variable:
            case NodeKind::Field:
            case NodeKind::Select:
            case NodeKind::HasField:
            case NodeKind::HasKey:
                return lower_path(id);
            case NodeKind::Call:
                return lower_call(id);
            case NodeKind::List:
                return lower_many(id, Op::List);
            case NodeKind::Map:
                return lower_many(id, Op::Map);
            case NodeKind::And:
                return lower_many(id, Op::And);
            case NodeKind::Or:
                return lower_many(id, Op::Or);
            case NodeKind::Conditional: {
                Step step = step_of(Op::Conditional, node);
                step.a = lower(ast_.child(id, 0));
                step.b = lower(ast_.child(id, 1));
                step.c = lower(ast_.child(id, 2));
                return add(step);
            }
            case NodeKind::All:
                return lower_macro(id, Op::All);
            case NodeKind::Exists:
                return lower_macro(id, Op::Exists);
            case NodeKind::ExistsOne:
                return lower_macro(id, Op::ExistsOne);
            case NodeKind::Filter:
                return lower_macro(id, Op::Filter);
            case NodeKind::Transform:
                return lower_macro(id, Op::Transform);
        }
        return kNone;
    }

    std::uint32_t lower_constant(const Node& node) {
        Value value = node.value;
        if (value.is(Kind::String)) value = Value::text(code().arena.copy(value.as_text()));
        if (value.is(Kind::Bytes)) value = Value::bytes(code().arena.copy(value.as_text()));
        Step step = step_of(Op::Constant, node);
        step.a = constant(value);
        return add(step);
    }

    // Paths --------------------------------------------------------------------------------------

    // variable.field.field, and a key of a map at the end; nothing for what is not so simple.
    std::optional<std::uint32_t> static_path(NodeId id) {
        Path path;
        path.use = ast_.node(id).use;
        std::vector<std::uint32_t> slots;
        NodeId at = id;
        const NodeKind last = ast_.node(id).kind;
        if (last == NodeKind::Select || last == NodeKind::HasKey) {
            at = ast_.child(id, 0);
            if (!ast_.node(at).type.is(Type::Tag::Map)) return std::nullopt;
            path.key = Value::text(code().arena.copy(ast_.node(id).text));
        }
        for (; ast_.node(at).kind == NodeKind::Field || ast_.node(at).kind == NodeKind::HasField;
             at = ast_.child(at, 0)) {
            slots.push_back(ast_.node(at).place);
        }
        if (ast_.node(at).kind != NodeKind::Variable) return std::nullopt;
        path.variable = ast_.node(at).place;
        path.first_slot = static_cast<std::uint32_t>(code().slots.size());
        path.slot_count = static_cast<std::uint32_t>(slots.size());
        code().slots.insert(code().slots.end(), slots.rbegin(), slots.rend());
        code().paths.push_back(path);
        return static_cast<std::uint32_t>(code().paths.size() - 1);
    }

    std::uint32_t lower_path(NodeId id) {
        const Node& node = ast_.node(id);
        const bool asks = node.kind == NodeKind::HasField || node.kind == NodeKind::HasKey;
        if (const auto path = static_path(id)) {
            Step step = step_of(asks ? Op::Has : Op::Load, node);
            step.a = *path;
            return add(step);
        }
        const bool field = node.kind == NodeKind::Field || node.kind == NodeKind::HasField;
        Step step = step_of(
            field ? (asks ? Op::HasFieldOf : Op::FieldOf) : (asks ? Op::HasKeyOf : Op::KeyOf),
            node);
        step.a = lower(ast_.child(id, 0));
        step.b = field ? node.place : text_constant(node.text);
        step.c = node.use;
        return add(step);
    }

    // Calls --------------------------------------------------------------------------------------

    std::uint32_t lower_call(NodeId id) {
        const Node& node = ast_.node(id);
        const Form& form = form_of(node.function);
        const bool fits = node.child_count >= form.min_arguments &&
                          node.child_count <= form.max_arguments && form_fits(node, form);
        if (node.function == Function::None || !fits) {
            Step step = step_of(Op::Fail, node);
            step.a = static_cast<std::uint32_t>(Fault::UnknownFunction);
            return add(step);
        }
        Step step = step_of(node.child_count == 1 ? Op::Unary : Op::Binary, node);
        step.a = lower(ast_.child(id, 0));
        step.b = node.child_count > 1 ? lower(ast_.child(id, 1)) : kNone;
        if (node.function >= Function::GetFullYear) {
            step.op = Op::Accessor;
        } else if (node.function >= Function::Equal && node.function <= Function::GreaterEqual) {
            make_compare(step);
        } else if (node.function == Function::In) {
            make_text_set(step);
        } else if (node.function == Function::Matches) {
            make_pattern(step);
        }
        return add(step);
    }

    // Only Mode::Unchecked comes here with a function that is not written so.
    static bool form_fits(const Node& node, const Form& form) {
        if (node.function < Function::Size) return true;
        // What the checker puts in, it writes as a call of the global form.
        return node.place != 0 ? form.member : form.global;
    }

    void make_compare(Step& step) {
        step.op = Op::Compare;
        const bool simple = code().steps[step.a].op == Op::Load && is_constant(step.b);
        if (!simple) return;
        step.op = Op::CompareLoad;
        step.a = code().steps[step.a].a;
        step.b = code().steps[step.b].a;
    }

    void make_text_set(Step& step) {
        if (!is_constant(step.b) || !value_of(step.b).is(Kind::List)) return;
        std::vector<std::string_view> texts;
        for (const Value& item : value_of(step.b).as_list()) {
            if (!item.is(Kind::String)) return;
            texts.push_back(item.as_text());
        }
        std::ranges::sort(texts);
        code().text_sets.push_back(std::move(texts));
        step.op = Op::InTexts;
        step.b = static_cast<std::uint32_t>(code().text_sets.size() - 1);
    }

    void make_pattern(Step& step) {
        if (!is_constant(step.b) || !value_of(step.b).is(Kind::String)) return;
        auto pattern = Pattern::compile(value_of(step.b).as_text());
        if (!pattern) return;  // fails when it runs
        code().patterns.push_back(std::move(*pattern));
        step.op = Op::MatchesPattern;
        step.b = static_cast<std::uint32_t>(code().patterns.size() - 1);
    }

    // Blocks -------------------------------------------------------------------------------------

    std::uint32_t lower_many(NodeId id, Op op) {
        std::vector<std::uint32_t> operands;
        for (const NodeId child : ast_.children(id)) operands.push_back(lower(child));
        if (id == ast_.root() && op == Op::And) out_.parts = operands;
        Step step = step_of(op, ast_.node(id));
        step.a = static_cast<std::uint32_t>(code().operands.size());
        step.b = static_cast<std::uint32_t>(operands.size());
        code().operands.insert(code().operands.end(), operands.begin(), operands.end());
        return add(step);
    }

    std::uint32_t lower_macro(NodeId id, Op op) {
        const Node& node = ast_.node(id);
        const std::size_t last = node.child_count - 1;
        Step step = step_of(op, node);
        step.slot = static_cast<std::uint16_t>(node.place);
        step.a = lower(ast_.child(id, 0));
        ++depth_;
        code().local_count = std::max(code().local_count, node.place + 1);
        const std::size_t before = code().steps.size();
        step.c = last == 2 ? lower(ast_.child(id, 1)) : kNone;
        step.b = lower(ast_.child(id, last));
        step.cost = 1 + static_cast<std::uint32_t>(code().steps.size() - before) / kStepsForOne;
        --depth_;
        return add(step);
    }

    // Constants ----------------------------------------------------------------------------------

    // Whether it needs the variable of a macro around it. Costs a walk, but only inside macros.
    [[nodiscard]] bool reads_outer_local(NodeId id) const {
        const Node& node = ast_.node(id);
        if (node.kind == NodeKind::Local) return node.place < depth_;
        return std::ranges::any_of(ast_.children(id),
                                   [this](NodeId child) { return reads_outer_local(child); });
    }

    // Computes what reads nothing, once.
    std::uint32_t folded(NodeId id, std::uint32_t number) {
        const Step step = code().steps[number];
        if (step.op == Op::Constant || folding_budget_ == 0) return number;
        if (depth_ > 0 && reads_outer_local(id)) return number;
        Work work{code().arena, nullptr, mode_ == Mode::Workspace, folding_budget_, false};
        const Value value = Machine(code(), {}, work).run(number);
        folding_budget_ = work.budget;
        if (!value.is_faulty() && !work.exhausted) {
            Step computed = step_of(Op::Constant, ast_.node(id));
            computed.a = constant(value);
            return add(computed);
        }
        if (mode_ == Mode::Workspace && is_lasting(value.fault()) && !work.exhausted) {
            warn(id, value);
        }
        return number;
    }

    // Said once, of the innermost part: what contains it fails for the same reason.
    void warn(NodeId id, const Value& value) {
        const bool said = std::ranges::any_of(
            warned_at_, [&](std::uint32_t offset) { return offset == value.fault_place(); });
        if (said || out_.warnings.size() >= kMaxDiagnostics) return;
        warned_at_.push_back(value.fault_place());
        const Node& node = ast_.node(id);
        out_.warnings.push_back({node.offset,
                                 node.length,
                                 "this is always unknown: " + std::string(to_words(value.fault())),
                                 {}});
    }

    const Ast& ast_;
    const Mode mode_;
    Lowered out_;
    std::uint32_t depth_ = 0;  // macros around
    std::uint64_t folding_budget_ = 0;
    std::vector<std::uint32_t> warned_at_;
};

}  // namespace

Lowered lower(const Ast& ast, Mode mode) { return Lowerer(ast, mode).run(); }

}  // namespace baton::expr
