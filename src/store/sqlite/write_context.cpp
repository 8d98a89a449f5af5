#include "store/sqlite/write_context.hpp"

#include <cstddef>

#include "store/sqlite/event_table.hpp"

namespace baton::store::sqlite {
namespace {

// Beyond so many workspaces the memory of heads begins anew; they are read again when asked for.
constexpr std::size_t kMaxHeads = 50'000;

}  // namespace

Head Heads::get(Connection& db, const std::string& workspace) {
    if (const auto found = changed_.find(workspace); found != changed_.end()) return found->second;
    if (const auto found = committed_.find(workspace); found != committed_.end()) {
        return found->second;
    }
    const Head head = read_head(db, workspace);
    if (db.is_ok()) {
        if (committed_.size() >= kMaxHeads) committed_.clear();
        committed_.emplace(workspace, head);
    }
    return head;
}

void Heads::set(Connection& db, const std::string& workspace, const Head& head,
                const std::optional<Instant>& next_deadline) {
    write_head(db, workspace, head, next_deadline);
    changed_[workspace] = head;
}

void Heads::commit() {
    for (auto& [workspace, head] : changed_) committed_[workspace] = head;
    changed_.clear();
}

void Heads::roll_back() { changed_.clear(); }

void WriteContext::commit() {
    heads.commit();
    identities.commit();
    keys.commit();
}

void WriteContext::roll_back() {
    heads.roll_back();
    identities.roll_back();
    keys.roll_back();
    has_erased = false;
}

}  // namespace baton::store::sqlite
