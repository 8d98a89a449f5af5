// What a lead is in Tryton: the values of its records, and how one that is there has to change.
// Pure.
#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "deliver/crm/record.hpp"
#include "deliver/crm/tryton_rpc.hpp"

namespace baton::deliver::crm::tryton {

// Our id in the party's identifiers and in the opportunity's reference.
[[nodiscard]] std::string contact_code(const LeadNow& lead);
[[nodiscard]] std::string account_code(const LeadNow& lead);
[[nodiscard]] std::string reference_of(const LeadNow& lead);

[[nodiscard]] bool wants(const LeadNow& lead, RecordKind kind);
[[nodiscard]] bool wants_opportunity(const LeadNow& lead);  // or a lead, which is the same there

// The name of the party that is the contact: never empty.
[[nodiscard]] std::string contact_name(const LeadNow& lead);
// Without identifiers.
[[nodiscard]] json::object contact_values(const LeadNow& lead);
[[nodiscard]] json::object account_values(const LeadNow& lead);

// An opportunity that is to be made. `party`: its id; empty: none.
[[nodiscard]] json::object opportunity_values(const LeadNow& lead, std::string_view party,
                                              std::int64_t company, Instant now);
// How the opportunity that is there has to change; empty: it need not. Sets what is known of the
// owner, and `found_owner` where somebody gave it to another one there, which stands.
[[nodiscard]] json::object opportunity_changes(const LeadNow& lead, const json::object& there,
                                               std::string_view party, Instant now,
                                               Written& written);
// A task, and a message that came later, are notes on the record; each ends with a mark that it is
// found by.
[[nodiscard]] std::string task_mark(const LeadNow& lead);
[[nodiscard]] std::string task_text(const LeadNow& lead);
// A hash of what was said; empty: nothing.
[[nodiscard]] std::string message_hash(const LeadNow& lead);
[[nodiscard]] std::string message_mark(const LeadNow& lead);
[[nodiscard]] std::string message_text(const LeadNow& lead);

// What Tryton says of a record, without the lead's own words.
[[nodiscard]] std::string without_words(std::string message, const LeadNow& lead);

}  // namespace baton::deliver::crm::tryton
