// Other names by which sources send the built-in fields: "Email Address", "firstName",
// "company_name".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/lead/schema.hpp"

namespace baton::lead {

// A name with case and all but letters and digits aside: "E-Mail Address" -> "emailaddress".
[[nodiscard]] std::string bare_name(std::string_view name);

// The field that a name other than its own means, compared by bare_name: a field's own name in
// another spelling ("Postal Code", "useCase"), else one of a short list.
[[nodiscard]] std::optional<FieldId> find_alias(std::string_view name, const Schema& schema);

}  // namespace baton::lead
