// Shape: a condition as somebody reads it who wants to know beforehand which values make it true:
// && || ! and ?: over questions, each of which asks one place one simple thing. What is not so
// simple is Opaque. Values borrow from the program.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/program.hpp"
#include "core/expr/value.hpp"

namespace baton::expr {

// Where a value is read: a variable, the fields of records from there on, the key of a map at the
// end.
struct FieldPath {
    std::uint32_t variable = 0;  // by its place in the scope
    std::vector<std::uint32_t> slots;
    std::optional<std::string> key;

    friend auto operator<=>(const FieldPath&, const FieldPath&) = default;
};

// What stands there, as the expression lead.a.b reads it in a workspace: missing, an error (a
// number that is not finite), or the value.
[[nodiscard]] Value read(const FieldPath& path, const Bindings& bindings, Arena& arena);

// Answers are three-valued: where nothing stands they are unknown, but for Has.
enum class Asks : std::uint8_t {
    IsTrue,  // lead.freemail
    Has,     // has(lead.account)
    Equal,   // lead.country == "DE"
    Less,    // lead.employees < 50, and so on
    LessEqual,
    Greater,
    GreaterEqual,
    OneOf,       // lead.country in ["AT", "DE"]
    StartsWith,  // lead.postal_code.startsWith("941")
    EndsWith,    // lead.email.endsWith(".edu")
    Includes,    // "pro" in lead.product
};

struct Question {
    Asks asks = Asks::IsTrue;
    FieldPath path;
    std::vector<Value> values;  // one; of OneOf any number; of IsTrue and Has none
};

struct Shape {
    enum class Kind : std::uint8_t {
        Opaque,
        Always,  // true
        Never,   // false
        Asked,   // question
        Not,     // parts[0]
        And,     // parts
        Or,      // parts
        Choose,  // parts[0] ? parts[1] : parts[2]
    };
    Kind kind = Kind::Opaque;
    Question question;
    std::vector<Shape> parts;
};

// The shape of a condition that was compiled for a workspace. Linear in the program.
[[nodiscard]] Shape shape_of(const Program& program);

}  // namespace baton::expr
