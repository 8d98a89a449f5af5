// A typed value as a line binds it: {"int": "3"}, {"list": [{"bool": true}]} … (answer.hpp). Inside
// this folder only: it shows the JSON library.
#pragma once

#include <expected>
#include <string>

#include <boost/json/value.hpp>

#include "core/expr/arena.hpp"
#include "core/expr/value.hpp"

namespace baton::evaluate {

// The value, its texts in the arena; or what is wrong with it.
[[nodiscard]] std::expected<expr::Value, std::string> read_binding(const boost::json::value& typed,
                                                                   expr::Arena& arena);

}  // namespace baton::evaluate
