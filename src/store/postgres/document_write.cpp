#include "store/postgres/document_write.hpp"

#include <fmt/core.h>

#include "store/error.hpp"
#include "store/limits.hpp"

namespace baton::store::postgres {
namespace {

constexpr std::size_t kSmallWrite = 256;

constexpr Sql kPart{
    "INSERT INTO snapshot_part (workspace, seq, part, bytes) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (workspace, seq, part) DO UPDATE SET bytes = excluded.bytes",
    "writing a snapshot"};
constexpr Sql kHead{"SELECT baton_snapshot($1, $2, $3, $4, $5, $6)", "writing a snapshot"};
constexpr Sql kPutToken{
    "INSERT INTO token (workspace, name, hash, scopes, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace, name) DO NOTHING RETURNING 1",
    "writing a token"};
constexpr Sql kRevoke{
    "UPDATE token SET revoked_at = coalesce(revoked_at, $3) "
    "WHERE workspace = $1 AND name = $2 RETURNING 1",
    "revoking a token"};
constexpr Sql kExpire{
    "DELETE FROM idempotency WHERE (workspace, key) IN ("
    "SELECT workspace, key FROM idempotency WHERE at <= $1 ORDER BY at LIMIT $2 "
    "FOR UPDATE SKIP LOCKED) RETURNING 1",
    "expiring idempotency keys"};

}  // namespace

Write<void> snapshot_part_write(const std::string& workspace, std::uint64_t seq, std::size_t part,
                                std::string_view bytes) {
    return {.sql = &kPart,
            .parameters = Parameters(workspace, seq, std::uint64_t{part}, Blob{bytes}),
            .workspace = workspace,
            .bytes = kSmallWrite + bytes.size(),
            .read = [](Rows&) { return Result<void>{}; }};
}

Write<void> snapshot_head_write(const std::string& workspace, const Head& at, std::size_t parts) {
    return {.sql = &kHead,
            .parameters = Parameters(workspace, at.seq, at.hash, std::uint64_t{parts},
                                     static_cast<std::int32_t>(kSnapshotsKept), kSnapshotReach),
            .workspace = workspace,
            .bytes = kSmallWrite,
            .read = [workspace, seq = at.seq](Rows& rows) -> Result<void> {
                bool is_whole = false;
                if (rows.next()) rows.read(is_whole);
                if (is_whole) return {};
                return fail(StoreError::Invalid,
                            fmt::format("the snapshot of {} at {} was overtaken by a later one",
                                        workspace, seq));
            }};
}

Write<void> put_token_write(const TokenRow& token) {
    return {.sql = &kPutToken,
            .parameters = Parameters(token.workspace, token.name, token.hash, token.scopes,
                                     token.created_at, token.expires_at),
            .workspace = token.workspace,
            .bytes = kSmallWrite,
            .read = [workspace = token.workspace, name = token.name](Rows& rows) -> Result<void> {
                if (rows.size() > 0) return {};
                return fail(
                    StoreError::Invalid,
                    fmt::format("workspace {} has a token named {} already; choose another name",
                                workspace, name));
            }};
}

Write<void> revoke_token_write(const std::string& workspace, const std::string& name, Instant at) {
    return {.sql = &kRevoke,
            .parameters = Parameters(workspace, name, at),
            .workspace = workspace,
            .bytes = kSmallWrite,
            .read = [workspace, name](Rows& rows) -> Result<void> {
                if (rows.size() > 0) return {};
                return fail(StoreError::NotFound,
                            fmt::format("workspace {} has no token named {}", workspace, name));
            }};
}

Write<std::size_t> expire_keys_write(Instant now, std::size_t limit) {
    return {.sql = &kExpire,
            .parameters = Parameters(now - kIdempotencyKept, std::uint64_t{limit}),
            .workspace = {},
            .bytes = kSmallWrite,
            .read = [](Rows& rows) { return Result<std::size_t>(rows.size()); }};
}

}  // namespace baton::store::postgres
