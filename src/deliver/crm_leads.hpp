// Leads as a CRM is to have them: what the store and the live document say of them now.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/crm/owner_book.hpp"
#include "deliver/crm/record.hpp"
#include "deliver/interpreter.hpp"
#include "store/store.hpp"

namespace baton::deliver {

struct CrmAsk {
    std::string_view workspace;
    const workspace::CrmConnection& connection;
    const workspace::Policy& policy;
    const crm::OwnerBook& owners;
    std::span<const crm::RecordKind> usual;  // records where nobody says which
    std::string_view public_url;
};

// One answer for each row, in their order: the lead, or why it is not to be written. Reads the
// store.
[[nodiscard]] Result<std::vector<std::variant<crm::LeadNow, Dropped>>> leads_for_crm(
    store::Store& store, const CrmAsk& ask, std::span<const store::CrmRow> rows);

}  // namespace baton::deliver
