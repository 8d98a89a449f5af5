// A store in front of the real one that has trouble on demand: appends that fail, whose reply is
// lost, or that wait until they are let go; reads that fail.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace baton::dispatch::testing {

using namespace store;  // NOLINT: the whole of its door is repeated here

enum class Trouble {
    None,
    Fails,           // nothing is written
    Full,            // nothing is written: the disk is full
    WrittenUnknown,  // it is written, and the reply is lost
    LostUnknown,     // it is not written, and nobody knows
    Overtaken,       // as WrittenUnknown, and somebody else writes before anybody can ask
    Waits,           // until let_go()
};

class TroubledStore : public Store {
  public:
    using Done = store::Done;
    explicit TroubledStore(Store& real) : real_(real) {}

    // The next `times` appends have this trouble.
    void trouble(Trouble kind, int times = 1) {
        const std::lock_guard lock(mutex_);
        for (int i = 0; i < times; ++i) troubles_.push_back(kind);
    }
    // Who overtakes; calls back when that is written.
    void overtake_by(std::function<void(std::function<void()>)> other) {
        const std::lock_guard lock(mutex_);
        other_ = std::move(other);
    }
    void refuse_heads(bool refuse) {
        const std::lock_guard lock(mutex_);
        heads_fail_ = refuse;
    }
    // The next look for a lead's row fails, and no other.
    void lose_a_lead_read() {
        const std::lock_guard lock(mutex_);
        next_lead_read_fails_ = true;
    }
    void refuse_reads(bool refuse) {
        const std::lock_guard lock(mutex_);
        reads_fail_ = refuse;
    }
    // Until an append waits; it may come from another thread.
    void wait_for_one_that_waits() {
        std::unique_lock lock(mutex_);
        waits_.wait(lock, [&] { return !held_.empty(); });
    }
    void let_go() {
        std::vector<std::pair<Append, Completion<AppendOutcome>>> held;
        {
            const std::lock_guard lock(mutex_);
            held.swap(held_);
        }
        for (auto& [append, done] : held) real_.append(std::move(append), std::move(done));
    }

    void append(Append append, Completion<AppendOutcome> done) override {
        switch (next_trouble()) {
            case Trouble::None:
                real_.append(std::move(append), std::move(done));
                return;
            case Trouble::Fails:
                done(Failed{io_error(), false});
                return;
            case Trouble::Full:
                done(Failed{{static_cast<int>(StoreError::Full), "no space left"}, false});
                return;
            case Trouble::WrittenUnknown:
                real_.append(std::move(append), [done = std::move(done)](AppendOutcome) mutable {
                    done(Failed{io_error(), true});
                });
                return;
            case Trouble::Overtaken:
                real_.append(
                    std::move(append), [this, done = std::move(done)](AppendOutcome) mutable {
                        auto told = std::make_shared<Completion<AppendOutcome>>(std::move(done));
                        other_([told] { (*told)(Failed{io_error(), true}); });
                    });
                return;
            case Trouble::LostUnknown:
                done(Failed{io_error(), true});
                return;
            case Trouble::Waits: {
                const std::lock_guard lock(mutex_);
                held_.emplace_back(std::move(append), std::move(done));
                waits_.notify_all();
                return;
            }
        }
    }
    Result<Head> head(std::string_view w) override {
        if (fails(heads_fail_)) return std::unexpected(io_error());
        return real_.head(w);
    }
    Result<std::vector<EventRow>> read(std::string_view w, std::uint64_t from,
                                       std::size_t limit) override {
        if (fails(reads_fail_)) return std::unexpected(io_error());
        return real_.read(w, from, limit);
    }
    Result<std::vector<EventRow>> read_lead_events(std::string_view w, const LeadKey& lead,
                                                   std::uint64_t from, std::size_t limit) override {
        return real_.read_lead_events(w, lead, from, limit);
    }
    Result<std::vector<std::vector<EventRow>>> read_events_of(std::string_view w,
                                                              std::span<const LeadKey> leads,
                                                              std::size_t each) override {
        return real_.read_events_of(w, leads, each);
    }
    Result<std::vector<std::string>> workspaces(std::string_view after,
                                                std::size_t limit) override {
        return real_.workspaces(after, limit);
    }
    Result<std::vector<DueWorkspace>> due(Instant now, std::size_t limit) override {
        return real_.due(now, limit);
    }
    Result<std::optional<Instant>> next_deadline() override { return real_.next_deadline(); }
    Result<std::optional<LeadRow>> lead(std::string_view w, const LeadKey& id) override {
        {
            const std::lock_guard lock(mutex_);
            if (std::exchange(next_lead_read_fails_, false)) return std::unexpected(io_error());
        }
        return real_.lead(w, id);
    }
    Result<std::vector<std::optional<LeadRow>>> leads(std::string_view w,
                                                      std::span<const LeadKey> ids) override {
        return real_.leads(w, ids);
    }
    Result<std::vector<std::optional<std::string>>> lead_sources(
        std::string_view w, std::span<const LeadKey> ids) override {
        return real_.lead_sources(w, ids);
    }
    Result<std::optional<LeadContent>> lead_revision(std::string_view w, const LeadKey& id,
                                                     std::uint32_t revision) override {
        return real_.lead_revision(w, id, revision);
    }
    Result<LeadPage> search(std::string_view w, const LeadQuery& query) override {
        return real_.search(w, query);
    }
    void erase_lead(std::string w, LeadKey id, Instant at, Done done) override {
        real_.erase_lead(std::move(w), id, at, std::move(done));
    }
    Result<std::vector<std::optional<IdentityRow>>> last_owners(
        std::string_view w, std::span<const std::uint64_t> identities) override {
        return real_.last_owners(w, identities);
    }
    Result<std::vector<std::optional<IdempotencyRow>>> find_keys(std::string_view w,
                                                                 std::span<const std::string> keys,
                                                                 Instant now) override {
        if (fails(reads_fail_)) return std::unexpected(io_error());
        return real_.find_keys(w, keys, now);
    }
    void expire_keys(Instant now, std::size_t limit,
                     Completion<Result<std::size_t>> done) override {
        real_.expire_keys(now, limit, std::move(done));
    }
    Result<std::uint64_t> cursor(std::string_view consumer, std::string_view w) override {
        return real_.cursor(consumer, w);
    }
    void move_cursor(CursorMove move, Done done) override {
        real_.move_cursor(std::move(move), std::move(done));
    }
    void put_deliveries(PutDeliveries put, Done done) override {
        real_.put_deliveries(std::move(put), std::move(done));
    }
    void lease_deliveries(LeaseRequest request,
                          Completion<Result<std::vector<DeliveryRow>>> done) override {
        real_.lease_deliveries(std::move(request), std::move(done));
    }
    void free_dead_leases(Instant now, Completion<Result<std::size_t>> done) override {
        real_.free_dead_leases(now, std::move(done));
    }
    void settle_deliveries(std::vector<Settle> settles, SettleDone done) override {
        real_.settle_deliveries(std::move(settles), std::move(done));
    }
    void retry_delivery(std::string w, DeliveryId id, Instant now, Done done) override {
        real_.retry_delivery(std::move(w), id, now, std::move(done));
    }
    Result<std::optional<DeliveryRow>> delivery(std::string_view w, const DeliveryId& id) override {
        return real_.delivery(w, id);
    }
    Result<DeliveryPage> deliveries(std::string_view w, const DeliveryQuery& query) override {
        return real_.deliveries(w, query);
    }
    Result<std::optional<Instant>> next_delivery() override { return real_.next_delivery(); }
    Result<std::optional<Document>> live_document(std::string_view w) override {
        return real_.live_document(w);
    }
    Result<std::optional<Document>> document(std::string_view w, std::uint64_t version) override {
        return real_.document(w, version);
    }
    Result<std::vector<DocumentVersion>> document_versions(std::string_view w, std::uint64_t before,
                                                           std::size_t limit) override {
        return real_.document_versions(w, before, limit);
    }
    void put_snapshot(std::string w, SnapshotRow snapshot, Done done) override {
        real_.put_snapshot(std::move(w), std::move(snapshot), std::move(done));
    }
    Result<std::optional<SnapshotRow>> snapshot(std::string_view w,
                                                std::uint64_t at_most) override {
        return real_.snapshot(w, at_most);
    }
    void put_token(TokenRow token, Done done) override {
        real_.put_token(std::move(token), std::move(done));
    }
    void revoke_token(std::string w, std::string name, Instant at, Done done) override {
        real_.revoke_token(std::move(w), std::move(name), at, std::move(done));
    }
    Result<std::optional<TokenRow>> find_token(const Digest& hash) override {
        return real_.find_token(hash);
    }
    Result<std::vector<TokenRow>> tokens(std::string_view w) override { return real_.tokens(w); }
    Result<bool> any_token() override { return real_.any_token(); }
    const Instance& instance() const override { return real_.instance(); }
    StoreStats stats() const override { return real_.stats(); }

  private:
    static Error io_error() { return {static_cast<int>(StoreError::Io), "the disk has trouble"}; }
    Trouble next_trouble() {
        const std::lock_guard lock(mutex_);
        if (troubles_.empty()) return Trouble::None;
        const Trouble kind = troubles_.front();
        troubles_.pop_front();
        return kind;
    }
    bool fails(const bool& flag) const {
        const std::lock_guard lock(mutex_);
        return flag;
    }

    Store& real_;
    mutable std::mutex mutex_;  // guards the rest
    std::condition_variable waits_;
    std::deque<Trouble> troubles_;
    std::function<void(std::function<void()>)> other_;
    bool heads_fail_ = false;
    bool reads_fail_ = false;
    bool next_lead_read_fails_ = false;
    std::vector<std::pair<Append, Completion<AppendOutcome>>> held_;
};

}  // namespace baton::dispatch::testing
