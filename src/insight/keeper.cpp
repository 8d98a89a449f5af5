#include "insight/keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <variant>

#include "core/event/codec.hpp"
#include "insight/error.hpp"

namespace baton::insight {
namespace {

using SharedPolicy = std::shared_ptr<const workspace::Policy>;

// A slice of the log on its way into facts.
class Slice {
  public:
    Slice(const dispatch::Room& room, store::Store& store, FactFile& file)
        : room_(room), store_(store), file_(file) {}

    // Takes the rows that can be read now. False: not one of them.
    [[nodiscard]] Result<bool> take(const std::vector<store::EventRow>& rows) {
        live_ = room_.writer->live();
        if (live_->policy == nullptr) return false;
        for (const store::EventRow& row : rows) {
            auto event = event::decode({row.seq, row.at, row.kind, row.lead, row.body},
                                       live_->policy->names);
            const bool names_somebody_new =
                !event && event.error().code == static_cast<int>(event::EventError::UnknownName);
            if (!event && !names_somebody_new) return std::unexpected(event.error());
            // Another node has published what this one has not read yet.
            if (!event || event->version > live_->version) break;
            changes_.to = {row.seq, row.hash};
            events_.push_back(std::move(*event));
        }
        return !events_.empty();
    }

    [[nodiscard]] Result<Changes> fold(const store::Head& from) {
        changes_.from = from;
        if (auto read = read_what_is_needed(); !read) return std::unexpected(read.error());
        Fold fold;
        for (const event::Event& event : events_) {
            if (!event.lead) continue;
            const auto policy = policy_of(event.version);
            if (!policy) return std::unexpected(policy.error());
            if (std::holds_alternative<event::Received>(event.body)) {
                facts_[*event.lead] =
                    fold.receive(event, **policy, std::move(sources_[*event.lead]));
            } else if (const auto fact = facts_.find(*event.lead); fact != facts_.end()) {
                fold.apply(fact->second, event, **policy);
            }
        }
        for (auto& [lead, fact] : facts_) changes_.facts.push_back(std::move(fact));
        std::ranges::sort(changes_.facts, {}, &LeadFact::seq);
        changes_.draws = fold.take_draws();
        return std::move(changes_);
    }

  private:
    // Where new leads came from, and how the others stood.
    Result<void> read_what_is_needed() {
        std::vector<Uuid> fresh;
        std::vector<Uuid> known;
        for (const event::Event& event : events_) {
            if (!event.lead) continue;
            const bool is_new = std::holds_alternative<event::Received>(event.body);
            (is_new ? fresh : known).push_back(*event.lead);
        }
        std::ranges::sort(known);
        known.erase(std::ranges::unique(known).begin(), known.end());
        auto facts = file_.open_leads(room_.name, known);
        if (!facts) return std::unexpected(facts.error());
        for (LeadFact& fact : *facts) facts_.emplace(fact.lead, std::move(fact));
        constexpr std::size_t kRowsAtOnce = 256;
        for (std::size_t at = 0; at < fresh.size(); at += kRowsAtOnce) {
            const std::span some =
                std::span(fresh).subspan(at, std::min(kRowsAtOnce, fresh.size() - at));
            auto sources = store_.lead_sources(room_.name, some);
            if (!sources) return std::unexpected(sources.error());
            for (std::size_t i = 0; i < some.size(); ++i) {
                if ((*sources)[i]) sources_[some[i]] = *std::move((*sources)[i]);
            }
        }
        return {};
    }

    Result<SharedPolicy> policy_of(std::uint64_t version) {
        SharedPolicy& policy = policies_[version];
        if (policy == nullptr) policy = room_.policies->get(version, live_->policy->names);
        if (policy == nullptr) {
            return fail(InsightError::Broken,
                        fmt::format("version {} of the document of workspace \"{}\" is missing, or "
                                    "cannot be read by this version of Baton",
                                    version, room_.name));
        }
        return policy;
    }

    const dispatch::Room& room_;
    store::Store& store_;
    FactFile& file_;
    std::shared_ptr<const dispatch::Live> live_;
    std::vector<event::Event> events_;
    std::map<std::uint64_t, SharedPolicy> policies_;
    std::unordered_map<Uuid, LeadFact, desk::LeadIdHash> facts_;
    std::unordered_map<Uuid, std::string, desk::LeadIdHash> sources_;
    Changes changes_;
};

}  // namespace

// Where the facts stand, if the log still leads there; else they begin anew.
Result<store::Head> Keeper::begin(const std::string& workspace) {
    const auto head = file_.head(workspace);
    if (!head || head->seq == 0) return head;
    const auto rows = store_.read(workspace, head->seq, 1);
    if (!rows) return std::unexpected(rows.error());
    if (!rows->empty() && rows->front().seq == head->seq && rows->front().hash == head->hash) {
        return head;
    }
    if (auto cleared = file_.clear(workspace); !cleared) return std::unexpected(cleared.error());
    return store::Head{};
}

Result<Keeper::Kept> Keeper::keep_up(const dispatch::Room& room) {
    const std::lock_guard lock(mutex_);
    const auto from = begin(room.name);
    if (!from) return std::unexpected(from.error());
    const auto head = store_.head(room.name);
    if (!head) return std::unexpected(head.error());
    Kept kept{from->seq, head->seq, from->seq >= head->seq};
    if (kept.is_done) return kept;
    const auto rows = store_.read(room.name, from->seq + 1, kEventsAtOnce);
    if (!rows) return std::unexpected(rows.error());
    Slice slice(room, store_, file_);
    const auto taken = slice.take(*rows);
    if (!taken) return std::unexpected(taken.error());
    if (!*taken) {
        kept.is_done = true;
        return kept;
    }
    auto changes = slice.fold(*from);
    if (!changes) return std::unexpected(changes.error());
    const auto put = file_.put(room.name, *changes);
    if (!put) return std::unexpected(put.error());
    if (*put) kept.seq = changes->to.seq;
    kept.is_done = kept.seq >= kept.head;
    return kept;
}

}  // namespace baton::insight
