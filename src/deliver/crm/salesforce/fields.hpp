// What a lead's records say in Salesforce: Baton's words → Salesforce's fields, as JSON members.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "deliver/crm/record.hpp"
#include "deliver/crm/salesforce/org.hpp"

namespace baton::deliver::crm::salesforce {

// Field and value, the value as JSON.
using Fields = std::vector<std::pair<std::string, std::string>>;

// In the place of what was said of the field before.
void set_text(Fields& fields, std::string_view name, std::string_view value);
void set_json(Fields& fields, std::string_view name, std::string value);

// The record as it is made; without owner, our own field, stage and ties. Texts are cut to what
// Salesforce takes, empty ones left out; what it requires is always there.
[[nodiscard]] Fields fields_of(RecordKind kind, const LeadNow& lead);
// The connection's own `fields`.
void add_further(Fields& fields, const LeadNow& lead);

// Stage, close date and amount of an opportunity that is new, or that the lead's end closes.
[[nodiscard]] Fields stage_of(const LeadNow& lead, const Stages& stages, Instant now, bool is_new);

}  // namespace baton::deliver::crm::salesforce
