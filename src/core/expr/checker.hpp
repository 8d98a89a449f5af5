// The checker: resolves the names of a parsed tree, finds every type error, and reads int constants
// as doubles where a workspace's expression needs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/expr/ast.hpp"
#include "core/expr/diagnostic.hpp"
#include "core/expr/program.hpp"
#include "core/expr/scope.hpp"
#include "core/expr/type.hpp"

namespace baton::expr {

class Checker {
  public:
    // All borrowed. Problems are appended to `problems`.
    Checker(Ast& ast, const Scope& scope, Mode mode, std::string_view source,
            std::vector<Diagnostic>& problems);

    // Writes kinds, places and types into the tree and reports what is wrong.
    void run(Wants wants);

  private:
    struct LocalVariable {
        std::string_view name;
        Type type;
        bool is_constant = false;
    };

    // checker.cpp: names, paths, collections, logic
    Type check(NodeId id);
    Type check_value(NodeId id);  // as check, but a whole record is reported
    Type check_kind(NodeId id);
    Type check_name(NodeId id);
    Type check_select(NodeId id);
    Type check_field(NodeId id, const RecordType& record);
    Type check_map_key(NodeId id, const Type& map);
    Type check_list(NodeId id);
    Type check_map(NodeId id);
    Type check_logic(NodeId id);
    Type check_conditional(NodeId id);
    Type check_macro(NodeId id);
    void check_wants(Wants wants);
    bool resolve_name(NodeId id, std::string_view name);
    bool resolve_qualified(NodeId id);
    [[nodiscard]] const LocalVariable* find_local(std::string_view name) const;
    Type unknown_name(NodeId id);
    Type join(NodeId id, std::size_t first, std::size_t step);
    void note_constant(NodeId id);

    // check_calls.cpp: operators and functions
    Type check_call(NodeId id);
    Type check_operator(NodeId id);
    Type check_negate(NodeId id);
    Type check_arithmetic(NodeId id);
    Type check_equality(NodeId id);
    Type check_order(NodeId id);
    Type check_in(NodeId id);
    Type check_index(NodeId id);
    Type check_function(NodeId id);
    Type check_text_function(NodeId id);
    Type check_conversion(NodeId id);
    Type check_accessor(NodeId id);
    void check_pattern(NodeId pattern);
    void check_zone(NodeId zone);
    bool check_form(NodeId id);
    Type unknown_function(NodeId id);
    Type cannot(NodeId id, std::string_view what);
    [[nodiscard]] bool may_be(NodeId a, const Type& a_type, NodeId b, const Type& b_type) const;
    void check_known_values(NodeId field, NodeId constant);

    // coerce.cpp: int constants as doubles
    bool is_int_constant(NodeId id) const;
    void match_numbers(NodeId id, std::size_t first, std::size_t step);
    NodeId to_double(NodeId id);
    void coerce_child(NodeId id, std::size_t i, const Type& target);

    // check_words.cpp: what is said
    Type report(NodeId id, std::string message, std::string hint = {});
    [[nodiscard]] std::string quote(NodeId id) const;
    // As it is written, cut where it is long; so that messages stay short whatever the text.
    [[nodiscard]] std::string written(NodeId id) const;
    [[nodiscard]] std::string says(NodeId id) const;  // "lead.employees" is a number
    bool require(NodeId id, Type::Tag tag, std::string_view need, std::string hint = {});
    [[nodiscard]] std::string field_hint(const RecordType& record, std::string_view name) const;
    [[nodiscard]] std::string name_hint(std::string_view name) const;
    [[nodiscard]] std::string mismatch_hint(NodeId a, NodeId b) const;

    [[nodiscard]] const Type& type_of(NodeId id) const { return ast_.node(id).type; }
    [[nodiscard]] const Type& child_type(NodeId id, std::size_t i) const {
        return type_of(ast_.child(id, i));
    }

    Ast& ast_;
    const Scope& scope_;
    const Mode mode_;
    const std::string_view source_;
    std::vector<Diagnostic>& problems_;
    bool has_qualified_ = false;  // the scope has names with dots
    std::vector<LocalVariable> locals_;
};

// The text, or its first 40 bytes or so and an ellipsis.
[[nodiscard]] std::string shortened(std::string_view text);

// Whether values of these types may be equal at all.
[[nodiscard]] bool may_equal(const Type& a, const Type& b);

}  // namespace baton::expr
