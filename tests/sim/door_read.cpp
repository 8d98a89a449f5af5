// The half of the door that reads: what the disk holds, while it can be read.
#include <algorithm>
#include <utility>

#include "door.hpp"
#include "planted.hpp"
#include "store/error.hpp"

namespace baton::sim {

using namespace store;  // NOLINT: the whole of its door is repeated here

namespace {

const Disk::Workspace kNothing;

}  // namespace

Result<const Disk::Workspace*> Door::room(std::string_view workspace) {
    if (is_shut_) return fail(StoreError::Closed, "the store is closed");
    Chaos& chaos = shared_.chaos;
    const Instant now = shared_.schedule.now();
    if (!hurries_ && chaos.is_calm()) unreadable_until_ = {};
    const auto unreadable = [] {
        return fail(StoreError::Io, "the store cannot be read just now");
    };
    if (!hurries_ && now >= unreadable_until_ && chaos.strikes(Fault::ReadFails)) {
        // This one read, or all for a while.
        if (chaos.dice().one_in(2)) return unreadable();
        unreadable_until_ = now + chaos.between(Duration{1}, Duration::seconds(20));
        shared_.trace.add(now, "{}: the store cannot be read until {}", node_,
                          format_time(unreadable_until_));
    }
    if (!hurries_ && now < unreadable_until_) return unreadable();
    const Disk::Workspace* found = shared_.disk.find(workspace);
    return found == nullptr ? &kNothing : found;
}

Result<Head> Door::head(std::string_view workspace) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    return (*found)->head();
}

Result<std::vector<EventRow>> Door::read(std::string_view workspace, std::uint64_t from,
                                         std::size_t limit) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    const auto& events = (*found)->events;
    std::vector<EventRow> out;
    std::size_t bytes = 0;
    for (std::uint64_t seq = std::max<std::uint64_t>(from, 1); seq <= events.size(); ++seq) {
        if (out.size() >= std::min(limit, kMaxEventsPerRead) || bytes >= kMaxBytesPerRead) break;
        out.push_back(events[seq - 1]);
        bytes += out.back().body.size();
    }
    return out;
}

Result<std::vector<EventRow>> Door::read_lead_events(std::string_view workspace,
                                                     const LeadKey& lead, std::uint64_t from,
                                                     std::size_t limit) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    std::vector<EventRow> out;
    const auto at = (*found)->leads.find(lead);
    if (at == (*found)->leads.end()) return out;
    for (const std::uint64_t seq : at->second.events) {
        if (seq >= from && out.size() < limit) out.push_back((*found)->events[seq - 1]);
    }
    return out;
}

Result<std::vector<std::vector<EventRow>>> Door::read_events_of(std::string_view workspace,
                                                                std::span<const LeadKey> leads,
                                                                std::size_t each) {
    std::vector<std::vector<EventRow>> out;
    for (const LeadKey& lead : leads) {
        auto events = read_lead_events(workspace, lead, 1, each);
        if (!events) return std::unexpected(events.error());
        out.push_back(std::move(*events));
    }
    return out;
}

Result<std::vector<std::string>> Door::workspaces(std::string_view after, std::size_t limit) {
    if (const auto readable = room(""); !readable) return std::unexpected(readable.error());
    std::vector<std::string> names;
    for (const auto& [name, each] : shared_.disk.all()) {
        if (name > after && names.size() < limit) names.push_back(name);
    }
    return names;
}

Result<std::vector<DueWorkspace>> Door::due(Instant now, std::size_t limit) {
    if (const auto readable = room(""); !readable) return std::unexpected(readable.error());
    std::vector<DueWorkspace> out;
    for (const auto& [name, each] : shared_.disk.all()) {
        if (each.deadline && *each.deadline <= now) out.push_back({name, *each.deadline});
    }
    std::ranges::stable_sort(out, {}, &DueWorkspace::deadline);
    if (out.size() > limit) out.resize(limit);
    return out;
}

Result<std::optional<Instant>> Door::next_deadline() {
    if (const auto readable = room(""); !readable) return std::unexpected(readable.error());
    std::optional<Instant> next;
    for (const auto& [name, each] : shared_.disk.all()) {
        if (each.deadline && (!next || *each.deadline < *next)) next = each.deadline;
    }
    return next;
}

Result<std::optional<LeadRow>> Door::lead(std::string_view workspace, const LeadKey& id) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    const auto at = (*found)->leads.find(id);
    if (at == (*found)->leads.end()) return std::nullopt;
    return (*found)->row_of(at->second);
}

Result<std::vector<std::optional<LeadRow>>> Door::leads(std::string_view workspace,
                                                        std::span<const LeadKey> ids) {
    std::vector<std::optional<LeadRow>> out;
    for (const LeadKey& id : ids) {
        auto row = lead(workspace, id);
        if (!row) return std::unexpected(row.error());
        out.push_back(std::move(*row));
    }
    return out;
}

Result<std::vector<std::optional<std::string>>> Door::lead_sources(std::string_view workspace,
                                                                   std::span<const LeadKey> ids) {
    std::vector<std::optional<std::string>> out;
    for (const LeadKey& id : ids) {
        auto row = lead(workspace, id);
        if (!row) return std::unexpected(row.error());
        out.push_back(*row ? std::optional((*row)->source) : std::nullopt);
    }
    return out;
}

Result<std::optional<LeadContent>> Door::lead_revision(std::string_view workspace,
                                                       const LeadKey& id, std::uint32_t revision) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    const auto at = (*found)->leads.find(id);
    if (at == (*found)->leads.end() || !at->second.revisions.contains(revision)) {
        return std::nullopt;
    }
    return at->second.revisions.at(revision);
}

Result<LeadPage> Door::search(std::string_view workspace, const LeadQuery& query) {
    if (const auto found = room(workspace); !found) return std::unexpected(found.error());
    return shared_.disk.search(workspace, query);
}

Result<std::vector<std::optional<IdentityRow>>> Door::last_owners(
    std::string_view workspace, std::span<const std::uint64_t> identities) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    std::vector<std::optional<IdentityRow>> out;
    for (const std::uint64_t identity : identities) {
        const auto at = (*found)->owners.find(identity);
        out.push_back(at == (*found)->owners.end() ? std::nullopt : std::optional(at->second));
    }
    return out;
}

Result<std::vector<std::optional<IdempotencyRow>>> Door::find_keys(
    std::string_view workspace, std::span<const std::string> keys, Instant now) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    std::vector<std::optional<IdempotencyRow>> out;
    for (const std::string& key : keys) {
        const auto at = (*found)->keys.find(key);
        const bool is_there = at != (*found)->keys.end() && at->second.at > now - kIdempotencyKept;
        out.push_back(is_there ? std::optional(at->second) : std::nullopt);
    }
    return out;
}

Result<std::uint64_t> Door::cursor(std::string_view consumer, std::string_view workspace) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    const auto at = (*found)->cursors.find(consumer);
    return at == (*found)->cursors.end() ? 0 : at->second;
}

Result<std::optional<DeliveryRow>> Door::delivery(std::string_view workspace,
                                                  const DeliveryId& id) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    const auto at = (*found)->deliveries.find(id);
    if (at == (*found)->deliveries.end()) return std::nullopt;
    return at->second;
}

Result<DeliveryPage> Door::deliveries(std::string_view workspace, const DeliveryQuery& query) {
    if (const auto found = room(workspace); !found) return std::unexpected(found.error());
    return shared_.disk.deliveries(workspace, query);
}

Result<std::optional<Instant>> Door::next_delivery() {
    if (const auto readable = room(""); !readable) return std::unexpected(readable.error());
    return shared_.disk.next_delivery();
}

Result<std::optional<Document>> Door::live_document(std::string_view workspace) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    return document(workspace, (*found)->documents.size());
}

Result<std::optional<Document>> Door::document(std::string_view workspace, std::uint64_t version) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    const auto& documents = (*found)->documents;
    if (version == 0 || version > documents.size()) return std::nullopt;
    Document document = documents[version - 1];
    if (bug_ == Bug::CapacityTwice) document.text = planted::half_capacity(document.text);
    if (bug_ == Bug::TurnNotGivenBack) document.text = planted::no_turns(document.text);
    return document;
}

Result<std::vector<DocumentVersion>> Door::document_versions(std::string_view workspace,
                                                             std::uint64_t before,
                                                             std::size_t limit) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    std::vector<DocumentVersion> out;
    const auto& documents = (*found)->documents;
    for (std::size_t i = documents.size(); i-- > 0 && out.size() < limit;) {
        const DocumentVersion& about = documents[i].about;
        if (before == 0 || about.version < before) out.push_back(about);
    }
    return out;
}

Result<std::optional<SnapshotRow>> Door::snapshot(std::string_view workspace,
                                                  std::uint64_t at_most) {
    const auto found = room(workspace);
    if (!found) return std::unexpected(found.error());
    auto at = (*found)->snapshots.upper_bound(at_most);
    if (at == (*found)->snapshots.begin()) return std::nullopt;
    return std::prev(at)->second;
}

Result<std::optional<TokenRow>> Door::find_token(const Digest&) { return std::nullopt; }

Result<std::vector<TokenRow>> Door::tokens(std::string_view) { return std::vector<TokenRow>{}; }

Result<bool> Door::any_token() { return false; }

}  // namespace baton::sim
