// Program: a compiled expression. Immutable; cheap to copy (copies share the code, since policies,
// rules and explanations all hold on to it); any number of threads may evaluate it at once, each
// with its own arena.
//
// Two readings of one language. In a workspace the fields of records may be missing: what depends
// on them is unknown, `&& || ! ?:` are three-valued, what cannot be computed (division by zero, a
// bad conversion, a result that is not finite, no such key) is unknown too, and an int constant
// is read as a double where one is needed. The standard reading is CEL to the letter.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/ast.hpp"
#include "core/expr/diagnostic.hpp"
#include "core/expr/record.hpp"
#include "core/expr/scope.hpp"
#include "core/expr/value.hpp"
#include "core/expr/zones.hpp"

namespace baton::expr {

struct Code;

enum class Mode : std::uint8_t {
    Workspace,
    Standard,
    Unchecked,  // as Standard, but types and names are found out only when it runs
};

enum class Wants : std::uint8_t { Anything, Condition, Number };

// What the names stand for. Both are borrowed for the evaluation.
struct Bindings {
    std::span<const Value> variables;    // in the order of the Scope; what lacks is missing
    const ZoneOffsets* zones = nullptr;  // without it only UTC and fixed offsets are known
};

// A piece of Program::source().
struct Part {
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
};

// A variable, or a field that is read from one.
struct FieldUse {
    std::uint32_t variable = 0;        // by its place in the scope
    std::string path;                  // "lead.signals.pricing_page", "now"
    std::vector<std::uint32_t> slots;  // from the variable's record on, as far as records go
    std::string key;                   // the key of a map after them: "pricing_page"; else empty
};

class Program {
  public:
    // Compiles the text. Fails with every problem found, in the order of the text (a text that does
    // not parse has one). Record types that the scope names are borrowed. Time is linear in the
    // text but for hints.
    [[nodiscard]] static std::expected<Program, std::vector<Diagnostic>> compile(
        std::string_view source, const Scope& scope, Wants wants = Wants::Anything,
        Mode mode = Mode::Workspace);

    // The value; text and lists in it live as long as the arena, the bindings and this program. At
    // most kEvaluationBudget steps; does not throw.
    [[nodiscard]] Value evaluate(const Bindings& bindings, Arena& arena) const;
    // Of a condition: is it true? Anything that is not a bool counts as Unknown.
    [[nodiscard]] Truth holds(const Bindings& bindings, Arena& arena) const;
    // Of a number: the value; nothing when it is unknown or not finite.
    [[nodiscard]] std::optional<double> number(const Bindings& bindings, Arena& arena) const;

    [[nodiscard]] std::string_view source() const;
    // What the outermost `&&` joins, left to right; the whole text when there is none.
    [[nodiscard]] std::span<const Part> parts() const;
    [[nodiscard]] std::string_view part_text(std::size_t i) const;
    [[nodiscard]] Truth part_holds(std::size_t i, const Bindings& bindings, Arena& arena) const;

    // What is read, each once, in the order of first appearance.
    [[nodiscard]] std::span<const FieldUse> uses() const;
    [[nodiscard]] bool uses_variable(std::string_view name) const;

    // Why a value of this program is Unknown or an Error, for people: "lead.employees is missing",
    // "division by zero (column 4)".
    [[nodiscard]] std::string why(const Value& faulty) const;
    // Things that compile and yet cannot be meant: a constant part that can never be computed.
    [[nodiscard]] std::span<const Diagnostic> warnings() const;

    [[nodiscard]] const Ast& ast() const;
    // What is run, for those of this folder that read it (shape.hpp).
    [[nodiscard]] const Code& code() const;
    [[nodiscard]] std::uint32_t root() const;
    [[nodiscard]] const Type& type() const { return ast().node(ast().root()).type; }

  private:
    struct Body;
    explicit Program(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
    std::shared_ptr<const Body> body_;
};

}  // namespace baton::expr
