// One batch on its way through the writer: requests decided in order upon one state, everything
// they change gathered into one append.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/desk/desk.hpp"
#include "dispatch/request.hpp"
#include "store/append.hpp"
#include "store/store.hpp"

namespace baton::dispatch {

struct Slot {
    Request request;
    std::optional<Answer> answer;  // decided, not yet given
};

// Also what the desk is told of leads while the batch is decided: those in flight first, then the
// store's. One thread at a time.
class Batch final : public desk::Facts {
  public:
    Batch(std::string workspace, store::Store& store, std::vector<Slot> slots)
        : workspace_(std::move(workspace)), store_(store), slots_(std::move(slots)) {}

    // Looks up what the requests need to know. Requests whose key was seen before get the recorded
    // answer; those whose key stands in the batch twice are put off and, where `merges` says that
    // submissions of one person are one lead, those of a person who stands in it twice.
    [[nodiscard]] Result<void> gather(Instant now, bool merges);
    // Decides every slot without an answer, until there are so many events, or a second document
    // would be published: the rest is put off.
    // The desk has begun.
    void decide(desk::Desk& desk, Instant now, std::size_t most_events);
    // Everything to write, upon `head`. Reads the rows of older leads that changed. Once.
    [[nodiscard]] Result<store::Append> make_append(desk::Desk& desk, const store::Head& head);

    // Set when the store could not be asked while the batch was decided: what was decided then
    // rests on less than what is known, and must be taken back.
    [[nodiscard]] const std::optional<Error>& failed_read() const { return failed_read_; }
    [[nodiscard]] bool has_events() const { return !events_.empty(); }
    [[nodiscard]] std::vector<Slot>& slots() { return slots_; }
    [[nodiscard]] std::vector<event::Event>& events() { return events_; }
    // Those put off to the next batch.
    [[nodiscard]] std::vector<Slot> take_deferred() { return std::move(deferred_); }

    // desk::Facts
    [[nodiscard]] std::shared_ptr<const lead::Lead> lead(const LeadId& id) const override;
    [[nodiscard]] std::optional<desk::LeadState> ended(const LeadId& id) const override;

  private:
    struct Known {
        std::string owner;           // who last had a lead of this identity
        std::optional<LeadId> open;  // an open lead of it
    };
    // What the batch makes of a lead.
    struct Touched {
        LeadId id{};
        std::shared_ptr<const lead::Lead> content;  // null: the store's holds
        // What the lead said before a revision that this batch makes: good until that is in the
        // log.
        std::uint32_t new_revision = 0;
        std::shared_ptr<const lead::Lead> content_before;
        std::optional<std::uint64_t> identity;
        std::optional<desk::LeadState> ended;
        store::LeadRow row;  // with a state once something happened to the lead
        bool is_new = false;
    };
    [[nodiscard]] Touched& touch(const LeadId& id);
    [[nodiscard]] const Touched* find(const LeadId& id) const;
    // What a request asks of the desk, and the lead it is about if that is known before.
    struct Asked {
        desk::Command command;
        std::optional<LeadId> lead;
    };

    void carry_out_due(desk::Desk& desk, Instant now);
    void decide_slot(desk::Desk& desk, Slot& slot, Instant now);
    // Nothing when the slot has its answer already.
    [[nodiscard]] std::optional<Asked> read_slot(desk::Desk& desk, Slot& slot, Instant now);
    [[nodiscard]] Asked take_in(Intake& intake, const desk::Desk& desk);
    [[nodiscard]] Result<void> read_older_rows();
    [[nodiscard]] desk::Receive receive_of(const Intake& intake, const desk::Desk& desk);
    void note(event::Event event, const desk::Desk& desk);
    [[nodiscard]] std::optional<std::uint64_t> identity_of(const Touched& touched) const;
    void remember_intake(const Intake& intake, const desk::Receive& receive);
    void merge(const Intake& intake, const desk::OpenLead& same, desk::Receive& receive,
               const desk::Desk& desk);

    std::string workspace_;
    store::Store& store_;
    std::vector<Slot> slots_;
    std::vector<Slot> deferred_;
    std::vector<event::Event> events_;
    std::unordered_map<std::uint64_t, Known> known_;  // by identity
    std::vector<Touched> touched_;                    // in the order in which they came up
    std::unordered_map<LeadId, std::size_t, desk::LeadIdHash> places_;  // in touched_
    std::vector<store::IdempotencyRow> keys_;
    std::optional<store::Document> publish_;
    // What the desk asked for, of leads that were there before.
    mutable std::unordered_map<LeadId, std::uint64_t, desk::LeadIdHash> read_identities_;
    mutable std::optional<Error> failed_read_;
    const desk::Desk* desk_ = nullptr;
};

}  // namespace baton::dispatch
