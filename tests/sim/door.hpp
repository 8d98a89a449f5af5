// Door: the store as one node sees it, in front of the disk that all share. Writes take their time
// and come back in order; some fail, some are written and nobody hears of it. shut() is the node's
// end: what has not reached the disk never will, and what it answers is heard by nobody.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <set>
#include <string>

#include "bugs.hpp"
#include "chaos.hpp"
#include "disk.hpp"
#include "schedule.hpp"
#include "trace.hpp"

namespace baton::sim {

class Door;

// What the doors of all nodes share.
struct Shared {
    Schedule& schedule;
    Chaos& chaos;
    Trace& trace;
    Bug bug = Bug::None;
    Disk disk = {};
    std::set<std::string> alive = {};         // owners of leases that live
    std::vector<Door*> doors = {};            // the open ones
    std::optional<std::string> offence = {};  // what a node must never do, and did
};

class Door final : public store::Store, public std::enable_shared_from_this<Door> {
  public:
    // `to_node` carries a task to the node's own time: later where it stands still.
    using ToNode = std::function<void(Duration, Task)>;
    Door(Shared& shared, std::string node, ToNode to_node, Bug bug);

    ~Door() override;

    // The node died.
    void shut();
    // From now on everything happens at once and nothing goes wrong; what is under way, too.
    void hurry();
    // While a node opens it, nobody waits for a write.
    void set_prompt(bool prompt) { is_prompt_ = prompt; }

    void append(store::Append append, store::Completion<store::AppendOutcome> done) override;
    Result<store::Head> head(std::string_view workspace) override;
    Result<std::vector<store::EventRow>> read(std::string_view workspace, std::uint64_t from,
                                              std::size_t limit) override;
    Result<std::vector<store::EventRow>> read_lead_events(std::string_view workspace,
                                                          const store::LeadKey& lead,
                                                          std::uint64_t from,
                                                          std::size_t limit) override;
    Result<std::vector<std::vector<store::EventRow>>> read_events_of(
        std::string_view workspace, std::span<const store::LeadKey> leads,
        std::size_t each) override;
    Result<std::vector<std::string>> workspaces(std::string_view after, std::size_t limit) override;
    Result<std::vector<store::DueWorkspace>> due(Instant now, std::size_t limit) override;
    Result<std::optional<Instant>> next_deadline() override;
    Result<std::optional<store::LeadRow>> lead(std::string_view workspace,
                                               const store::LeadKey& id) override;
    Result<std::vector<std::optional<store::LeadRow>>> leads(
        std::string_view workspace, std::span<const store::LeadKey> ids) override;
    Result<std::vector<std::optional<std::string>>> lead_sources(
        std::string_view workspace, std::span<const store::LeadKey> ids) override;
    Result<std::optional<store::LeadContent>> lead_revision(std::string_view workspace,
                                                            const store::LeadKey& id,
                                                            std::uint32_t revision) override;
    Result<store::LeadPage> search(std::string_view workspace,
                                   const store::LeadQuery& query) override;
    void erase_lead(std::string workspace, store::LeadKey id, Instant at,
                    store::Done done) override;
    Result<std::vector<std::optional<store::IdentityRow>>> last_owners(
        std::string_view workspace, std::span<const std::uint64_t> identities) override;
    Result<std::vector<std::optional<store::IdempotencyRow>>> find_keys(
        std::string_view workspace, std::span<const std::string> keys, Instant now) override;
    void expire_keys(Instant now, std::size_t limit,
                     store::Completion<Result<std::size_t>> done) override;
    Result<std::uint64_t> cursor(std::string_view consumer, std::string_view workspace) override;
    void move_cursor(store::CursorMove move, store::Done done) override;
    void put_deliveries(store::PutDeliveries put, store::Done done) override;
    void lease_deliveries(store::LeaseRequest request,
                          store::Completion<Result<std::vector<store::DeliveryRow>>> done) override;
    void free_dead_leases(Instant now, store::Completion<Result<std::size_t>> done) override;
    void settle_deliveries(std::vector<store::Settle> settles, store::SettleDone done) override;
    void retry_delivery(std::string workspace, store::DeliveryId id, Instant now,
                        store::Done done) override;
    Result<std::optional<store::DeliveryRow>> delivery(std::string_view workspace,
                                                       const store::DeliveryId& id) override;
    Result<store::DeliveryPage> deliveries(std::string_view workspace,
                                           const store::DeliveryQuery& query) override;
    Result<std::optional<Instant>> next_delivery() override;
    Result<std::optional<store::Document>> live_document(std::string_view workspace) override;
    Result<std::optional<store::Document>> document(std::string_view workspace,
                                                    std::uint64_t version) override;
    Result<std::vector<store::DocumentVersion>> document_versions(std::string_view workspace,
                                                                  std::uint64_t before,
                                                                  std::size_t limit) override;
    void put_snapshot(std::string workspace, store::SnapshotRow snapshot,
                      store::Done done) override;
    Result<std::optional<store::SnapshotRow>> snapshot(std::string_view workspace,
                                                       std::uint64_t at_most) override;
    void put_token(store::TokenRow token, store::Done done) override;
    void revoke_token(std::string workspace, std::string name, Instant at,
                      store::Done done) override;
    Result<std::optional<store::TokenRow>> find_token(const Digest& hash) override;
    Result<std::vector<store::TokenRow>> tokens(std::string_view workspace) override;
    Result<bool> any_token() override;
    void follow(store::Follower follower) override;
    [[nodiscard]] const store::Instance& instance() const override { return instance_; }
    [[nodiscard]] store::StoreStats stats() const override { return stats_; }

  private:
    // A write on its way: to the disk, and back.
    struct Job {
        Task act;      // on the disk
        Task answer;   // what came of it, to the node
        Task abandon;  // Closed, to the node
        bool acted = false;
    };
    using Jobs = std::list<std::shared_ptr<Job>>;
    // How a write of this kind can go wrong.
    template <class Outcome>
    struct Mishaps {
        Outcome closed;
        Outcome failed;  // nothing was written
        Outcome full;
        Outcome lost;  // nobody knows
    };
    // `early`: planted: answered with this before it is written.
    template <class Outcome>
    void write(std::string what, std::move_only_function<Outcome()> act, Mishaps<Outcome> mishaps,
               store::Completion<Outcome> done, std::optional<Outcome> early = {});
    template <class T>
    void write_row(std::string what, std::move_only_function<Result<T>()> act,
                   store::Completion<Result<T>> done);
    void start(const std::shared_ptr<Job>& job);
    void finish(const std::shared_ptr<Job>& job);
    [[nodiscard]] Duration pause();
    // An error while the store cannot be read.
    [[nodiscard]] Result<const Disk::Workspace*> room(std::string_view workspace);
    [[nodiscard]] store::AppendOutcome append_now(store::Append append);
    void tell_others(const std::string& workspace);
    void hear(std::string workspace);

    Shared& shared_;
    const Bug bug_;
    const std::string node_;
    ToNode to_node_;
    store::Instance instance_{};
    store::StoreStats stats_{};
    Jobs jobs_;
    Instant acts_at_{};     // of the last job
    Instant answers_at_{};  // likewise
    Instant unreadable_until_{};
    bool is_shut_ = false;
    bool hurries_ = false;
    bool is_prompt_ = false;
    std::set<std::string> owners_;  // as whom it leased
    store::Follower follower_;
    std::map<std::string, std::string> lagging_;  // planted: the bytes of the snapshot before
};

}  // namespace baton::sim
