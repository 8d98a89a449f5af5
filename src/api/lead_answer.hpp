// Leads in answers: what a decision came to, how a lead stands, what its row holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/json.hpp"
#include "core/desk/open_lead.hpp"
#include "core/desk/state.hpp"
#include "core/event/event.hpp"
#include "core/lead/normalise.hpp"
#include "core/route/decision.hpp"
#include "core/workspace/policy.hpp"
#include "dispatch/request.hpp"
#include "store/rows.hpp"

namespace baton::api {

// A rule's own name, of its path; "otherwise" where none matched.
[[nodiscard]] std::string_view rule_name(std::string_view path, const workspace::Policy& policy);
// The state that a decision brings a lead into.

// "state" to "explanation": the members that POST /v1/leads and POST /v1/decide share.
void write_decision(ObjectWriter& object, const route::Decision& decision,
                    const workspace::Policy& policy);
void write_warnings(ObjectWriter& object, const std::vector<lead::Warning>& warnings);

// The answer to a lead that came in: 201.
[[nodiscard]] dispatch::Rendered render_intake(const dispatch::Done& done,
                                               const std::vector<lead::Warning>& warnings);
// The same without the object's braces, for a line of a batch.
void write_intake(ObjectWriter& object, const dispatch::Done& done,
                  const std::vector<lead::Warning>& warnings);

// How a lead stands after something was done with it. `before`: its row, for one that is over.
[[nodiscard]] dispatch::Rendered render_state(const dispatch::Done& done,
                                              const store::LeadRow& before);

// A row: "lead" to "fields". The body's own names are taken apart as lead::encode wrote them.
// `explanation` is the sentence of its last decision, which the log has.
void write_row(ObjectWriter& object, const store::LeadRow& row, const workspace::Policy& policy,
               std::string_view explanation);

// "since" and "sla", as members that follow others: what the desk alone knows of an open lead.
[[nodiscard]] std::string standing_of(const desk::OpenLead& open);

}  // namespace baton::api
