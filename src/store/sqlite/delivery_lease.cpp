// Leasing: channel by channel over the index `delivery_due`, so that what waits in one channel
// costs the others nothing.
#include <algorithm>
#include <string>
#include <utility>

#include "store/limits.hpp"
#include "store/sqlite/delivery_columns.hpp"
#include "store/sqlite/delivery_table.hpp"

namespace baton::store::sqlite {
namespace {

// So many channels are looked at in one lease, and in one look for the next due time.
constexpr std::size_t kMaxChannels = 20'000;

// The index is named, as without it the planner may walk the table. Two look-ups for the next
// channel and not one of (workspace, channel) > (?1, ?2): SQLite begins such a one at the first row
// of ?2 and walks over all that waits there.
constexpr Sql kNextOfWorkspace{
    "SELECT workspace, channel, due_at FROM delivery INDEXED BY delivery_due "
    "WHERE due_at IS NOT NULL AND workspace = ?1 AND channel > ?2 "
    "ORDER BY channel, due_at LIMIT 1",
    "looking for due deliveries"};
constexpr Sql kNextWorkspace{
    "SELECT workspace, channel, due_at FROM delivery INDEXED BY delivery_due "
    "WHERE due_at IS NOT NULL AND workspace > ?1 "
    "ORDER BY workspace, channel, due_at LIMIT 1",
    "looking for due deliveries"};
constexpr Sql kDue{"SELECT " BATON_DELIVERY_COLUMNS
                   " FROM delivery INDEXED BY delivery_due "
                   "WHERE due_at IS NOT NULL AND workspace = ?1 AND channel = ?2 AND due_at <= ?3 "
                   "ORDER BY due_at, id LIMIT ?4",
                   "reading due deliveries"};
constexpr Sql kLease{
    "UPDATE delivery SET state = 2, due_at = ?3, next_at = ?3, attempts = ?4, fence = ?5, "
    "lease_owner = ?6 WHERE workspace = ?1 AND id = ?2",
    "leasing a delivery"};

// Leases that have not run out; others are free as it is.
constexpr Sql kLeases{
    "SELECT id, lease_owner FROM delivery INDEXED BY delivery_due "
    "WHERE due_at IS NOT NULL AND workspace = ?1 AND channel = ?2 AND due_at > ?3 AND state = 2 "
    "ORDER BY due_at, id",
    "reading leases"};
constexpr Sql kEndLease{
    "UPDATE delivery SET due_at = ?3, next_at = ?3 WHERE workspace = ?1 AND id = ?2",
    "ending a lease"};

struct Place {  // in the order of channels
    std::string workspace;
    std::string channel;
};

struct Channel {
    std::string workspace;
    std::string channel;
    Instant due_at;  // its earliest
};

std::optional<Channel> read_channel(Rows rows) {
    if (!rows.next()) return std::nullopt;
    Channel next;
    rows.read(next.workspace, next.channel, next.due_at);
    return next;
}

// The first after the place where something waits. Costs the same however much waits.
std::optional<Channel> next_channel(Connection& db, const Place& after) {
    auto next = read_channel(db.query(kNextOfWorkspace, after.workspace, after.channel));
    return next ? next : read_channel(db.query(kNextWorkspace, after.workspace));
}

// How many of the channel may be leased; the exceptions are in order of (workspace, channel).
std::size_t room_of(const Channel& channel, const std::vector<ChannelRoom>& exceptions,
                    std::size_t per_channel) {
    const auto key = [](const auto& each) {
        return std::pair<std::string_view, std::string_view>(each.workspace, each.channel);
    };
    const auto found = std::ranges::lower_bound(exceptions, key(channel), {}, key);
    return found != exceptions.end() && key(*found) == key(channel) ? found->room : per_channel;
}

void take_due(Connection& db, const LeaseRequest& request, const Channel& channel, std::size_t room,
              std::vector<DeliveryRow>& leased) {
    const std::size_t first = leased.size();
    {
        Rows rows = db.query(kDue, channel.workspace, channel.channel, request.now,
                             static_cast<std::int64_t>(room));
        while (rows.next()) leased.push_back(read_delivery_row(rows));
    }
    for (std::size_t i = first; i < leased.size(); ++i) {
        DeliveryRow& row = leased[i];
        row.state = DeliveryState::Leased;
        row.next_at = request.until;
        row.lease_owner = request.owner;
        ++row.attempts;
        ++row.fence;
        db.run(kLease, row.workspace, row.id, row.next_at, row.attempts, row.fence,
               row.lease_owner);
    }
}

}  // namespace

std::vector<DeliveryRow> lease_deliveries(Connection& db, Leasing& leasing,
                                          const LeaseRequest& request) {
    leasing.owners.insert(request.owner);
    std::vector<ChannelRoom> exceptions = request.channels;
    std::ranges::sort(exceptions, {}, [](const ChannelRoom& room) {
        return std::pair<std::string_view, std::string_view>(room.workspace, room.channel);
    });
    const std::size_t limit = std::clamp<std::size_t>(request.limit, 1, kMaxPage);
    const Place begun_after{leasing.workspace, leasing.channel};
    Place at = begun_after;
    bool has_wrapped = false;
    std::vector<DeliveryRow> leased;
    for (std::size_t looked = 0; looked < kMaxChannels && leased.size() < limit; ++looked) {
        std::optional<Channel> channel = next_channel(db, at);
        if (!db.is_ok()) return {};
        if (!channel) {
            if (has_wrapped) break;
            has_wrapped = true;
            at = {};
            continue;
        }
        at = {channel->workspace, channel->channel};
        const std::pair<std::string_view, std::string_view> here{at.workspace, at.channel};
        if (has_wrapped && here > std::pair<std::string_view, std::string_view>{
                                      begun_after.workspace, begun_after.channel}) {
            break;
        }
        const std::size_t room =
            std::min(room_of(*channel, exceptions, request.per_channel), limit - leased.size());
        if (channel->due_at > request.now || room == 0) continue;
        take_due(db, request, *channel, room, leased);
        leasing.workspace = at.workspace;
        leasing.channel = at.channel;
    }
    return leased;
}

std::size_t free_dead_leases(Connection& db, const Leasing& leasing, Instant now) {
    std::size_t freed = 0;
    Place at;
    for (std::size_t looked = 0; looked < kMaxChannels; ++looked) {
        const std::optional<Channel> channel = next_channel(db, at);
        if (!channel) break;
        at = {channel->workspace, channel->channel};
        std::vector<DeliveryId> dead;
        {
            Rows rows = db.query(kLeases, channel->workspace, channel->channel, now);
            while (rows.next()) {
                if (!leasing.owners.contains(rows.bytes(1))) rows.read(dead.emplace_back());
            }
        }
        for (const DeliveryId& id : dead) db.run(kEndLease, channel->workspace, id, now);
        freed += dead.size();
    }
    return freed;
}

std::optional<Instant> read_next_delivery(Connection& db) {
    std::optional<Instant> next;
    Place at;
    for (std::size_t looked = 0; looked < kMaxChannels; ++looked) {
        const std::optional<Channel> channel = next_channel(db, at);
        if (!channel) break;
        if (!next || channel->due_at < *next) next = channel->due_at;
        at = {channel->workspace, channel->channel};
    }
    return next;
}

}  // namespace baton::store::sqlite
