#include "store/sqlite/append_write.hpp"

#include <fmt/core.h>

#include "store/error.hpp"
#include "store/sqlite/crm_table.hpp"
#include "store/sqlite/delivery_table.hpp"
#include "store/sqlite/document_table.hpp"
#include "store/sqlite/event_table.hpp"
#include "store/sqlite/idempotency_table.hpp"
#include "store/sqlite/identity_table.hpp"
#include "store/sqlite/lead_table.hpp"

namespace baton::store::sqlite {

Result<AppendOutcome> write_append(WriteContext& context, const Append& append) {
    const std::string& workspace = append.workspace;
    Head head = context.heads.get(context.db, workspace);
    if (head != append.after) return Conflict{head};
    const NewKeys keys(context, workspace, append.keys);
    if (const IdempotencyRow* taken = keys.find_taken(context)) {
        return KeyTaken{taken->key};
    }
    for (const EventRow& event : append.events) insert_event(context.db, workspace, event);
    const OwnedIdentities owned(append.identities);
    for (const LeadRow& lead : append.leads) {
        if (auto written = upsert_lead(context, workspace, lead, owned); !written) {
            return std::unexpected(std::move(written).error());
        }
    }
    for (const IdentityRow& row : append.identities) insert_owner(context, workspace, row);
    keys.insert(context);
    if (append.publish) {
        if (auto written = publish(context.db, workspace, *append.publish); !written) {
            return std::unexpected(std::move(written).error());
        }
    }
    if (!append.events.empty()) head = {append.events.back().seq, append.events.back().hash};
    context.heads.set(context.db, workspace, head, append.next_deadline);
    return Appended{head};
}

Result<void> write_erase(WriteContext& context, const std::string& workspace, const LeadKey& id,
                         Instant at) {
    const std::vector<std::uint64_t> identities = read_identities(context.db, workspace, id);
    if (!erase_lead_row(context.db, workspace, id, at)) {
        return fail(StoreError::NotFound,
                    fmt::format("there is no lead {} in workspace {}", format_uuid(id), workspace));
    }
    for (const std::uint64_t identity : identities) {
        erase_identity(context, workspace, identity, id);
    }
    erase_answers(context, workspace, id);
    erase_deliveries(context.db, workspace, id, at);
    erase_crm(context.db, workspace, id);
    context.has_erased = true;
    return {};
}

}  // namespace baton::store::sqlite
