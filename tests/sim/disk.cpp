#include "disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "base/uuid.hpp"
#include "store/check_append.hpp"
#include "store/error.hpp"

namespace baton::sim {

using namespace store;  // NOLINT: nearly all that is named here is the store's

namespace {

// Not within a character of UTF-8.
std::string shortened(const std::string& error) {
    std::size_t end = std::min<std::size_t>(error.size(), 2000);
    while (end < error.size() && (static_cast<unsigned char>(error[end]) & 0xc0U) == 0x80U) --end;
    return error.substr(0, end);
}

template <class T>
bool holds(const std::optional<T>& wanted, const T& value) {
    return !wanted || *wanted == value;
}

bool is_within(const LeadRow& row, const std::optional<store::LeadScope>& scope) {
    return !scope || std::ranges::find(scope->people, row.person) != scope->people.end() ||
           std::ranges::find(scope->queues, row.queue) != scope->queues.end();
}

bool matches(const LeadRow& row, const LeadFilter& filter) {
    const auto among = [&](const std::string& state) {
        return filter.states.empty() ||
               std::ranges::find(filter.states, state) != filter.states.end();
    };
    return among(row.state) && holds(filter.person, row.person) && holds(filter.pool, row.pool) &&
           holds(filter.rule, row.rule) && holds(filter.queue, row.queue) &&
           holds(filter.source, row.source) && holds(filter.account, row.account) &&
           holds(filter.tier, row.tier) && is_within(row, filter.within) &&
           (!filter.received_from || row.received_at >= *filter.received_from) &&
           (!filter.received_to || row.received_at < *filter.received_to);
}

}  // namespace

LeadRow Disk::Workspace::row_of(const Lead& lead) const {
    LeadRow row = lead.row;
    row.revision = lead.revisions.rbegin()->first;
    row.content = lead.revisions.rbegin()->second;
    return row;
}

const Disk::Workspace* Disk::find(std::string_view workspace) const {
    const auto found = all_.find(workspace);
    return found == all_.end() ? nullptr : &found->second;
}

AppendOutcome Disk::append(const Append& append) {
    if (auto checked = check_append(append); !checked) return Failed{checked.error(), false};
    const Workspace* before = find(append.workspace);
    const Head head = before == nullptr ? Head{} : before->head();
    if (head != append.after) return Conflict{head};
    std::set<std::string_view> keys;
    for (const IdempotencyRow& row : append.keys) {
        if (!keys.insert(row.key).second) return KeyTaken{row.key};
    }
    if (before != nullptr) {
        for (const IdempotencyRow& row : append.keys) {
            const auto found = before->keys.find(row.key);
            if (found != before->keys.end() && found->second.at > row.at - kIdempotencyKept) {
                return KeyTaken{row.key};
            }
        }
    }
    const std::uint64_t live = before == nullptr ? 0 : before->documents.size();
    if (append.publish && append.publish->about.version != live + 1) {
        offence_ = fmt::format("version {} of the document was to follow {}",
                               append.publish->about.version, live);
        return Failed{{static_cast<int>(StoreError::Invalid), *offence_}, false};
    }
    Workspace& room = all_[append.workspace];
    for (const LeadRow& lead : append.leads) {
        if (auto written = write_lead(room, lead); !written) {
            offence_ = written.error().message;
            return Failed{written.error(), false};
        }
    }
    for (const EventRow& event : append.events) {
        room.events.push_back(event);
        if (event.lead) room.leads[*event.lead].events.push_back(event.seq);
    }
    for (const IdentityRow& row : append.identities) {
        room.owners[row.identity] = row;
        room.identities[row.identity].insert(row.lead);
    }
    for (const IdempotencyRow& row : append.keys) room.keys[row.key] = row;
    if (append.publish) room.documents.push_back(*append.publish);
    room.deadline = append.next_deadline;
    return Appended{room.head()};
}

Result<void> Disk::write_lead(Workspace& room, const LeadRow& row) {
    const bool is_new = !room.leads.contains(row.id);
    if (is_new && !row.content) {
        return fail(
            StoreError::Invalid,
            fmt::format("lead {} has no row yet, so its content is needed", format_uuid(row.id)));
    }
    Lead& lead = room.leads[row.id];
    if (row.content) {
        if (!is_new && lead.revisions.rbegin()->first >= row.revision) {
            return fail(StoreError::Invalid, fmt::format("revision {} of lead {} is there already",
                                                         row.revision, format_uuid(row.id)));
        }
        lead.revisions[row.revision] = *row.content;
        for (const std::uint64_t identity : row.content->identities) {
            room.identities[identity].insert(row.id);
        }
    }
    lead.row = row;
    lead.row.content.reset();
    return {};
}

std::size_t Disk::expire_keys(Instant now, std::size_t limit) {
    std::size_t gone = 0;
    for (auto& [name, room] : all_) {
        for (auto it = room.keys.begin(); it != room.keys.end() && gone < limit;) {
            const bool is_old = it->second.at + kIdempotencyKept <= now;
            gone += is_old ? 1 : 0;
            it = is_old ? room.keys.erase(it) : std::next(it);
        }
    }
    return gone;
}

Result<void> Disk::move_cursor(const CursorMove& move) {
    if (auto checked = check_move(move); !checked) return checked;
    std::uint64_t& cursor = all_[move.workspace].cursors[move.consumer];
    if (cursor != move.from) {
        return fail(StoreError::CursorMoved, fmt::format("the cursor of {} stands at {}, not at {}",
                                                         move.consumer, cursor, move.from));
    }
    cursor = move.to;
    return {};
}

Result<void> Disk::put_deliveries(const PutDeliveries& put) {
    if (auto checked = check_deliveries(put); !checked) return checked;
    Workspace& room = all_[put.cursor.workspace];
    const auto twice = std::ranges::find_if(put.rows, [&](const DeliveryRow& row) {
        return room.deliveries.contains(row.id) &&
               room.cursors[put.cursor.consumer] == put.cursor.from;
    });
    if (twice != put.rows.end()) {
        offence_ = fmt::format("delivery {} was put twice", format_uuid(twice->id));
        return fail(StoreError::Invalid, *offence_);
    }
    if (auto moved = move_cursor(put.cursor); !moved) return moved;
    for (const DeliveryRow& row : put.rows) {
        DeliveryRow& kept = room.deliveries[row.id] = row;
        kept.workspace = put.cursor.workspace;
        room.waiting.insert(row.id);
    }
    return {};
}

std::vector<DeliveryRow> Disk::lease(const LeaseRequest& request) {
    // What is due by channel, the one after the last to have its turn first.
    using Channel = std::pair<bool, std::pair<std::string, std::string>>;
    std::map<Channel, std::vector<DeliveryRow*>> due;
    for (auto& [name, room] : all_) {
        for (const DeliveryId& id : room.waiting) {
            DeliveryRow& row = room.deliveries.at(id);
            if (row.next_at > request.now) continue;
            due[{row.channel <= last_leased_, {row.channel, name}}].push_back(&row);
        }
    }
    std::vector<DeliveryRow> leased;
    for (auto& [key, rows] : due) {
        const auto& [channel, workspace] = key.second;
        std::size_t left = request.per_channel;
        for (const ChannelRoom& each : request.channels) {
            if (each.workspace == workspace && each.channel == channel) left = each.room;
        }
        std::ranges::stable_sort(rows, {}, &DeliveryRow::next_at);
        for (DeliveryRow* row : rows) {
            if (left-- == 0 || leased.size() >= request.limit) break;
            row->state = DeliveryState::Leased;
            row->next_at = request.until;
            row->lease_owner = request.owner;
            ++row->attempts;
            ++row->fence;
            leased.push_back(*row);
            last_leased_ = channel;
        }
    }
    return leased;
}

std::size_t Disk::free_leases(const std::set<std::string>& alive, Instant now) {
    std::size_t freed = 0;
    for (auto& [name, room] : all_) {
        for (const DeliveryId& id : room.waiting) {
            DeliveryRow& row = room.deliveries.at(id);
            if (row.state != DeliveryState::Leased || row.next_at <= now ||
                alive.contains(row.lease_owner)) {
                continue;
            }
            row.next_at = now;
            ++freed;
        }
    }
    return freed;
}

Result<void> Disk::settle(const Settle& settle, const std::set<std::string>& who) {
    Workspace& room = all_[settle.workspace];
    const auto found = room.deliveries.find(settle.id);
    if (found == room.deliveries.end()) return fail(StoreError::NotFound, "no such delivery");
    DeliveryRow& row = found->second;
    if (row.state != DeliveryState::Leased || row.fence != settle.fence) {
        return fail(StoreError::StaleFence,
                    fmt::format("delivery {} is no longer leased under fence {}",
                                format_uuid(row.id), settle.fence));
    }
    if (!who.contains(row.lease_owner)) {
        offence_ = fmt::format("delivery {} was settled by another than {}, who had leased it",
                               format_uuid(row.id), row.lease_owner);
    }
    row.lease_owner.clear();
    const auto* given_back = std::get_if<GivenBack>(&settle.outcome);
    if (given_back == nullptr && !std::holds_alternative<RetryAt>(settle.outcome)) {
        room.waiting.erase(row.id);
    }
    if (const auto* sent = std::get_if<Sent>(&settle.outcome)) {
        row.state = DeliveryState::Sent;
        row.ended_at = sent->at;
        row.last_status = sent->status;
    } else if (const auto* retry = std::get_if<RetryAt>(&settle.outcome)) {
        row.state = DeliveryState::Pending;
        row.next_at = retry->at;
        row.last_status = retry->status;
        row.last_error = shortened(retry->error);
    } else if (given_back != nullptr) {
        row.state = DeliveryState::Pending;
        row.next_at = given_back->at;
        --row.attempts;
    } else if (const auto* dead = std::get_if<Dead>(&settle.outcome)) {
        row.state = DeliveryState::Dead;
        row.ended_at = dead->at;
        row.last_status = dead->status;
        row.last_error = shortened(dead->error);
    } else {
        row.state = DeliveryState::Superseded;
        row.ended_at = std::get<Superseded>(settle.outcome).at;
        row.last_error = std::get<Superseded>(settle.outcome).reason;
    }
    return {};
}

Result<void> Disk::retry(std::string_view workspace, const DeliveryId& id, Instant now) {
    Workspace& room = all_[std::string(workspace)];
    const auto found = room.deliveries.find(id);
    if (found == room.deliveries.end()) return fail(StoreError::NotFound, "no such delivery");
    if (found->second.state == DeliveryState::Sent ||
        found->second.state == DeliveryState::Leased) {
        return fail(StoreError::NotRetryable, "it is sent, or being sent");
    }
    found->second.state = DeliveryState::Pending;
    found->second.next_at = now;
    found->second.ended_at.reset();
    room.waiting.insert(id);
    return {};
}

void Disk::put_snapshot(std::string_view workspace, SnapshotRow snapshot) {
    auto& snapshots = all_[std::string(workspace)].snapshots;
    const std::uint64_t seq = snapshot.at.seq;
    snapshots[seq] = std::move(snapshot);
    while (snapshots.size() > kSnapshotsKept) snapshots.erase(snapshots.begin());
}

LeadPage Disk::search(std::string_view workspace, const LeadQuery& query) const {
    LeadPage page;
    const Workspace* room = find(workspace);
    if (room == nullptr) return page;
    const auto take = [&](const LeadKey& id) {  // false: the page is full
        if (query.before && id >= *query.before) return true;
        const LeadRow row = room->row_of(room->leads.at(id));
        if (!matches(row, query.filter)) return true;
        if (page.leads.size() == std::clamp<std::size_t>(query.limit, 1, kMaxPage)) {
            page.next = page.leads.back().id;
            return false;
        }
        page.leads.push_back(row);
        return true;
    };
    if (query.filter.identity) {
        const auto found = room->identities.find(*query.filter.identity);
        if (found == room->identities.end()) return page;
        for (auto it = found->second.rbegin(); it != found->second.rend() && take(*it); ++it) {
        }
        return page;
    }
    for (auto it = room->leads.rbegin(); it != room->leads.rend() && take(it->first); ++it) {
    }
    return page;
}

std::optional<Instant> Disk::next_delivery() const {
    std::optional<Instant> next;
    for (const auto& [name, room] : all_) {
        for (const DeliveryId& id : room.waiting) {
            const DeliveryRow& row = room.deliveries.at(id);
            if (!next || row.next_at < *next) next = row.next_at;
        }
    }
    return next;
}

DeliveryPage Disk::deliveries(std::string_view workspace, const DeliveryQuery& query) const {
    DeliveryPage page;
    const Workspace* room = find(workspace);
    if (room == nullptr) return page;
    for (auto it = room->deliveries.rbegin(); it != room->deliveries.rend(); ++it) {
        const DeliveryRow& row = it->second;
        if (query.before && row.id >= *query.before) continue;
        const bool among = query.states.empty() ||
                           std::ranges::find(query.states, row.state) != query.states.end();
        if (!among || (query.lead && row.lead != query.lead) ||
            (query.channel && row.channel != *query.channel)) {
            continue;
        }
        if (page.deliveries.size() == std::clamp<std::size_t>(query.limit, 1, kMaxPage)) {
            page.next = page.deliveries.back().id;
            break;
        }
        page.deliveries.push_back(row);
    }
    return page;
}

}  // namespace baton::sim
