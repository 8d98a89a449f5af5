// Pieces of the language that several sections have in common.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/team/accounts.hpp"
#include "core/team/capacity.hpp"
#include "core/workspace/loading.hpp"
#include "core/workspace/policy.hpp"
#include "core/workspace/template.hpp"

namespace baton::workspace {

// A column of a person or an account; nothing for a map or a list of anything but scalars.
[[nodiscard]] std::optional<team::Column> read_column(const Node& node);

// The `capacity` of a person or a pool.
[[nodiscard]] team::Capacity read_capacity(Loading& loading, const Fields& owner);

// A target, `{ pool: inside, where: "…" }`; nothing when it cannot be read.
[[nodiscard]] std::optional<Target> read_target(Loading& loading, const Node& node,
                                                std::string_view what);
// A route: a target or a list of them.
[[nodiscard]] std::vector<Target> read_route(Loading& loading, const Node& node,
                                             std::string_view what);

// Who hears of something: manager, backup, assignee, { person: … }, { pool: … } or a list of them.
// `key` is what they stand under.
[[nodiscard]] std::vector<Recipient> read_recipients(Loading& loading, const Fields& fields,
                                                     std::string_view key);

// A text with places to fill in; empty where there is none, or it cannot be read: told.
[[nodiscard]] Template read_template(Loading& loading, const Fields& fields, std::string_view key);

}  // namespace baton::workspace
