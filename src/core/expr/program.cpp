#include "core/expr/program.hpp"

#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "core/expr/checker.hpp"
#include "core/expr/limits.hpp"
#include "core/expr/lower.hpp"
#include "core/expr/machine.hpp"
#include "core/expr/parser.hpp"

namespace baton::expr {

struct Program::Body {
    std::string source;
    Ast ast;
    std::vector<FieldUse> uses;
    std::vector<std::string> used_variables;
    std::vector<Part> parts;
    Lowered lowered;
    Mode mode = Mode::Workspace;

    [[nodiscard]] Value run(std::uint32_t step, const Bindings& bindings, Arena& arena) const {
        const bool workspace = mode == Mode::Workspace;
        Work work{arena, bindings.zones, workspace, kEvaluationBudget, false};
        Value value = Machine(lowered.code, bindings.variables, work).run(step);
        if (work.exhausted) value = Value::error(Fault::OutOfBudget);
        return workspace ? value.error_as_unknown() : value;
    }
};

namespace {

Truth truth_of(const Value& value) {
    if (!value.is(Kind::Bool)) return Truth::Unknown;
    return value.as_bool() ? Truth::True : Truth::False;
}

std::vector<Part> parts_of(const Ast& ast) {
    const auto part = [&ast](NodeId id) { return Part{ast.node(id).offset, ast.node(id).length}; };
    if (ast.node(ast.root()).kind != NodeKind::And) return {part(ast.root())};
    std::vector<Part> parts;
    for (const NodeId child : ast.children(ast.root())) parts.push_back(part(child));
    return parts;
}

}  // namespace

std::expected<Program, std::vector<Diagnostic>> Program::compile(std::string_view source,
                                                                 const Scope& scope, Wants wants,
                                                                 Mode mode) {
    auto parsed = parse(source);
    if (!parsed) return std::unexpected(std::vector{std::move(parsed.error())});
    auto body = std::make_shared<Body>();
    body->source = source;
    body->ast = std::move(*parsed);
    body->mode = mode;
    std::vector<Diagnostic> problems;
    Checker(body->ast, scope, mode, body->source, problems).run(wants);
    if (!problems.empty()) return std::unexpected(std::move(problems));
    body->uses = collect_uses(body->ast);
    for (const FieldUse& use : body->uses) {
        body->used_variables.push_back(scope.variables()[use.variable].name);
    }
    body->parts = parts_of(body->ast);
    body->lowered = lower(body->ast, mode);
    return Program(std::move(body));
}

Value Program::evaluate(const Bindings& bindings, Arena& arena) const {
    return body_->run(body_->lowered.root, bindings, arena);
}

Truth Program::holds(const Bindings& bindings, Arena& arena) const {
    return truth_of(evaluate(bindings, arena));
}

std::optional<double> Program::number(const Bindings& bindings, Arena& arena) const {
    const auto number = evaluate(bindings, arena).to_number();
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::string_view Program::source() const { return body_->source; }

std::span<const Part> Program::parts() const { return body_->parts; }

std::string_view Program::part_text(std::size_t i) const {
    const Part& part = body_->parts[i];
    return source().substr(part.offset, part.length);
}

Truth Program::part_holds(std::size_t i, const Bindings& bindings, Arena& arena) const {
    return truth_of(body_->run(body_->lowered.parts[i], bindings, arena));
}

std::span<const FieldUse> Program::uses() const { return body_->uses; }

bool Program::uses_variable(std::string_view name) const {
    for (const std::string& used : body_->used_variables) {
        if (used == name) return true;
    }
    return false;
}

std::string Program::why(const Value& faulty) const {
    const std::uint32_t place = faulty.fault_place();
    if (faulty.fault() == Fault::Missing && place < body_->uses.size()) {
        return body_->uses[place].path + " is missing";
    }
    std::string words(to_words(faulty.fault()));
    if (faulty.fault() != Fault::Missing && place < body_->source.size()) {
        const std::size_t before = utf8_length(source().substr(0, place));
        words += " (column " + std::to_string(before + 1) + ")";
    }
    return words;
}

std::span<const Diagnostic> Program::warnings() const { return body_->lowered.warnings; }

const Ast& Program::ast() const { return body_->ast; }

const Code& Program::code() const { return body_->lowered.code; }

std::uint32_t Program::root() const { return body_->lowered.root; }

}  // namespace baton::expr
