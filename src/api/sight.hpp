// Rows that a caller may see and act on: a manager those of the own team, a rep the own.
#pragma once

#include <optional>

#include "access/sight.hpp"
#include "api/call.hpp"
#include "http/message.hpp"
#include "store/rows.hpp"
#include "store/search.hpp"

namespace baton::api {

// What a search is held to; nothing: everybody's.
[[nodiscard]] std::optional<store::LeadScope> scope_of(const access::Sight& sight);
// Under the live document; without one only whoever sees all.
[[nodiscard]] bool sees(const Call& call, const store::LeadRow& row);
// Held by somebody in sight: what waits in a queue may be seen and claimed, and nothing else.
[[nodiscard]] bool may_act_on(const Call& call, const store::LeadRow& row);
// The person is in sight.
[[nodiscard]] bool may_act_for(const Call& call, std::string_view person);

// 403
[[nodiscard]] http::Response not_theirs();
[[nodiscard]] http::Response not_for_others();

}  // namespace baton::api
