#include "store/sqlite/token_table.hpp"

#include <fmt/core.h>

#include "store/error.hpp"

namespace baton::store::sqlite {
namespace {

#define BATON_TOKEN_COLUMNS "workspace, name, hash, scopes, created_at, expires_at, revoked_at"

constexpr Sql kInsert{"INSERT INTO token (" BATON_TOKEN_COLUMNS
                      ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL) ON CONFLICT DO NOTHING",
                      "writing a token"};
constexpr Sql kRevoke{
    "UPDATE token SET revoked_at = coalesce(revoked_at, ?3) WHERE workspace = ?1 AND name = ?2",
    "revoking a token"};
constexpr Sql kFind{"SELECT " BATON_TOKEN_COLUMNS
                    " FROM token WHERE hash = ?1 AND revoked_at IS NULL",
                    "looking for a token"};
constexpr Sql kList{"SELECT " BATON_TOKEN_COLUMNS " FROM token WHERE workspace = ?1 ORDER BY name",
                    "listing tokens"};
constexpr Sql kAny{"SELECT 1 FROM token LIMIT 1", "looking for tokens"};

TokenRow read_row(Rows& rows) {
    TokenRow token;
    rows.read(token.workspace, token.name, token.hash, token.scopes, token.created_at,
              token.expires_at, token.revoked_at);
    return token;
}

}  // namespace

Result<void> insert_token(Connection& db, const TokenRow& token) {
    db.run(kInsert, token.workspace, token.name, token.hash, token.scopes, token.created_at,
           token.expires_at);
    if (db.is_ok() && db.changes() == 0) {
        return fail(StoreError::Invalid,
                    fmt::format("workspace {} has a token named {} already; choose another name",
                                token.workspace, token.name));
    }
    return {};
}

Result<void> revoke_token(Connection& db, std::string_view workspace, std::string_view name,
                          Instant at) {
    db.run(kRevoke, workspace, name, at);
    if (db.is_ok() && db.changes() == 0) {
        return fail(StoreError::NotFound,
                    fmt::format("workspace {} has no token named {}", workspace, name));
    }
    return {};
}

std::optional<TokenRow> read_token(Connection& db, const Digest& hash) {
    Rows rows = db.query(kFind, hash);
    if (!rows.next()) return std::nullopt;
    return read_row(rows);
}

std::vector<TokenRow> read_tokens(Connection& db, std::string_view workspace) {
    std::vector<TokenRow> tokens;
    Rows rows = db.query(kList, workspace);
    while (rows.next()) tokens.push_back(read_row(rows));
    return tokens;
}

bool read_any_token(Connection& db) {
    Rows rows = db.query(kAny);
    return rows.next();
}

}  // namespace baton::store::sqlite
