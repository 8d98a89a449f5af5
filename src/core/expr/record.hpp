// Records: what an expression reads by name (`lead`, `person`, `lead.account`). RecordType lists
// the fields, Record answers for one of them by its slot, which is its place in that list.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/type.hpp"
#include "core/expr/value.hpp"

namespace baton::expr {

struct FieldDecl {
    std::string name;
    Type type;
    // For text and lists of text: all that it may ever hold; empty: anything. Comparing it with a
    // constant that is not among them is reported with the nearest that is.
    std::vector<std::string> values = {};
};

class RecordType {
  public:
    // `name` is for messages: "there is no lead field …". Of two fields of one name the first
    // counts.
    RecordType(std::string name, std::vector<FieldDecl> fields);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<FieldDecl>& fields() const { return fields_; }
    [[nodiscard]] const FieldDecl& field(std::uint32_t slot) const { return fields_[slot]; }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view field_name) const;

  private:
    std::string name_;
    std::vector<FieldDecl> fields_;
    std::map<std::string, std::uint32_t, std::less<>> slots_;
};

class Record {
  public:
    // The field at `slot`, of the kind its type says, or Value::missing(). Text, lists and maps may
    // be borrowed from the record or put into the arena. Called on the hot path; must not block.
    [[nodiscard]] virtual Value field(std::uint32_t slot, Arena& arena) const = 0;

  protected:
    ~Record() = default;  // never owned through this interface
};

}  // namespace baton::expr
