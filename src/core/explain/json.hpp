// An explanation as JSON: the `trace` of every answer. Members are only ever added.
#pragma once

#include <string>
#include <string_view>

#include "core/explain/explanation.hpp"
#include "core/explain/ledger.hpp"

namespace baton::explain {

// Appends one object.
void append_json(std::string& out, const Explanation& explanation);

// The part of one person: {"person", "got_it", "sentence" …}.
void append_json(std::string& out, const About& about);

// How a pool stands.
void append_json(std::string& out, const PoolNow& pool);

// A line of its ledger. `policy` knows the names.
void append_json(std::string& out, const Entry& entry, const workspace::Policy& policy);

// "capacity_open": the gate as programs ask for it.
[[nodiscard]] std::string_view to_code(route::Gate gate);

}  // namespace baton::explain
