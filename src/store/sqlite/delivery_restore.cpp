#include "store/sqlite/delivery_restore.hpp"

#include "store/sqlite/delivery_columns.hpp"

namespace baton::store::sqlite {
namespace {

constexpr Sql kRestore{
    "INSERT INTO delivery (" BATON_DELIVERY_COLUMNS
    ", due_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    "restoring a delivery"};

}  // namespace

void restore_delivery(Connection& db, const DeliveryRow& row) {
    const bool is_open = row.state == DeliveryState::Pending || row.state == DeliveryState::Leased;
    db.run(kRestore, row.workspace, row.id, row.event_seq, row.lead, row.channel, row.kind,
           row.recipient, row.payload, row.created_at, row.next_at,
           static_cast<std::int64_t>(row.state), row.attempts, row.fence, row.lease_owner,
           row.last_status, row.last_error, row.ended_at,
           is_open ? std::optional(row.next_at) : std::nullopt);
}

}  // namespace baton::store::sqlite
