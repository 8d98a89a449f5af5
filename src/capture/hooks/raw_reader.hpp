// Ways into a raw JSON value whose shape is only hoped for: what is not there, or is another thing,
// is absent. Private to this folder.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "capture/hooks/hook.hpp"
#include "core/lead/raw.hpp"

namespace baton::capture {

// The value at the end of a path of member names; null where one is missing.
[[nodiscard]] const lead::RawValue* at(const lead::RawValue& value,
                                       std::initializer_list<std::string_view> path);
// The same for "contact.email". A member whose own name has the dots comes first.
[[nodiscard]] const lead::RawValue* at_dotted(const lead::RawValue& value, std::string_view path);
// Members and items; none for what is no object and no list.
[[nodiscard]] std::span<const lead::RawField> members(const lead::RawValue* value);
[[nodiscard]] std::span<const lead::RawValue> items(const lead::RawValue* value);
// A text, a number or a bool as text; empty for anything else.
[[nodiscard]] std::string text(const lead::RawValue* value);
[[nodiscard]] bool is_true(const lead::RawValue* value);

// A lead under construction.
class LeadBuilder {
  public:
    explicit LeadBuilder(const HookFields& fields) : fields_(fields) {}

    // Adds a value under the first of the tool's `names` for it that means a field, else under the
    // last that is not empty. Nulls and empty texts are passed over; a field that is there already
    // becomes a list.
    void add(std::initializer_list<std::string_view> names, lead::RawValue value);
    // Adds under a lead field's name (or a name to keep it by), whatever `map` says.
    void set(std::string_view name, lead::RawValue value);
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] HookLead take(std::string id);

  private:
    const HookFields& fields_;
    lead::RawLead raw_;
};

}  // namespace baton::capture
