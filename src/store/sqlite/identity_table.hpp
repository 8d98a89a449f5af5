// The table `identity`: which leads carry an identity, and who had them last. Append-only, found by
// a HashIndex. Errors stick to the connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "store/rows.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/hash_index.hpp"
#include "store/sqlite/write_context.hpp"

namespace baton::store::sqlite {

[[nodiscard]] HashIndex::Table identity_index();

// Which identities of which leads get an owner in one append: the owner's row says of the lead that
// it carries the identity, so that no other needs to.
class OwnedIdentities {
  public:
    explicit OwnedIdentities(std::span<const IdentityRow> rows);
    [[nodiscard]] bool has(const LeadKey& lead, std::uint64_t identity) const;

  private:
    std::vector<std::pair<LeadKey, std::uint64_t>> sorted_;
};

// That a lead carries an identity.
void insert_identity(WriteContext& context, std::string_view workspace, std::uint64_t identity,
                     const LeadKey& lead);
[[nodiscard]] bool is_identity_of(WriteContext& context, std::string_view workspace,
                                  std::uint64_t identity, const LeadKey& lead);
// Who has it now: counts from here on.
void insert_owner(WriteContext& context, std::string_view workspace, const IdentityRow& row);
void erase_identity(WriteContext& context, std::string_view workspace, std::uint64_t identity,
                    const LeadKey& lead);

// The last owner; nothing where none is among the latest 1,000 rows of the identity.
[[nodiscard]] std::optional<IdentityRow> read_last_owner(Connection& db, const HashIndex& index,
                                                         const Digest& salt,
                                                         std::string_view workspace,
                                                         std::uint64_t identity);
// Leads that carry the identity, greatest id first, each once.
[[nodiscard]] std::vector<LeadKey> read_leads_of_identity(Connection& db, const HashIndex& index,
                                                          const Digest& salt,
                                                          std::string_view workspace,
                                                          std::uint64_t identity);

}  // namespace baton::store::sqlite
