// What is known of leads in CRMs: claimed, released, read.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "store/crm_store.hpp"
#include "store/postgres/reader_pool.hpp"
#include "store/postgres/writer.hpp"

namespace baton::store::postgres {

[[nodiscard]] Write<std::vector<CrmRow>> claim_crm_write(const CrmClaim& claim);
[[nodiscard]] Write<void> release_crm_write(const CrmRelease& release);
[[nodiscard]] Result<std::vector<std::optional<CrmRow>>> read_crm(ReaderPool& db,
                                                                  std::string_view workspace,
                                                                  std::string_view connection,
                                                                  std::span<const LeadKey> leads);

}  // namespace baton::store::postgres
