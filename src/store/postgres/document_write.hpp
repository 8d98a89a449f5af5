// What is written of snapshots, tokens and old idempotency keys: each one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/postgres/writer.hpp"
#include "store/rows.hpp"

namespace baton::store::postgres {

// So much of a snapshot is written in one transaction, as others wait for it.
inline constexpr std::size_t kSnapshotPartBytes = std::size_t{512} << 10;

[[nodiscard]] Write<void> snapshot_part_write(const std::string& workspace, std::uint64_t seq,
                                              std::size_t part, std::string_view bytes);
// The last of a snapshot: from then on it is read, and old ones are dropped.
[[nodiscard]] Write<void> snapshot_head_write(const std::string& workspace, const Head& at,
                                              std::size_t parts);
[[nodiscard]] Write<void> put_token_write(const TokenRow& token);
[[nodiscard]] Write<void> revoke_token_write(const std::string& workspace, const std::string& name,
                                             Instant at);
[[nodiscard]] Write<std::size_t> expire_keys_write(Instant now, std::size_t limit);

}  // namespace baton::store::postgres
