// The desk of one workspace: takes a command at a moment and says what happens (events), and
// applies what has happened. A function of what it is given: no clock, no disk, no chance.
//
//   execute(command, facts, now) = decide and apply: the events that it returns have been applied.
//   apply(event)                 = the same change again, from the log: equal logs, equal desks.
//
// Between begin() and commit(), rollback() takes everything back. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "core/desk/command.hpp"
#include "core/desk/state.hpp"
#include "core/event/event.hpp"
#include "core/route/decide.hpp"
#include "core/route/gates.hpp"

namespace baton::desk {

// What the desk must be told of leads, whose words it does not carry.
class Facts {
  public:
    virtual ~Facts() = default;
    // The lead's newest revision; null when it is unknown or was erased.
    [[nodiscard]] virtual std::shared_ptr<const lead::Lead> lead(const LeadId& id) const = 0;
    // How a lead that is not open ended; nothing when there never was such a lead.
    [[nodiscard]] virtual std::optional<LeadState> ended(const LeadId& id) const = 0;
};

// The compiled document of a published version. Called while applying `published` and when a
// snapshot is read; gives the same policy for the same version every time.
using PolicySource = std::function<std::shared_ptr<const workspace::Policy>(
    std::uint64_t version, const team::Names& known)>;

// Somebody who looks on, to explain or to keep books: sees each decision as it is made and each
// event as it is applied. Nothing that they are shown outlives the call.
class Witness {
  public:
    virtual ~Witness() = default;
    // A lead was decided, and nothing has changed yet: how everybody stands is what it rested on.
    virtual void decided(const route::Question&, const route::How&, const route::Decision&) {}
    virtual void before(const event::Event&, const State&) {}
    virtual void after(const event::Event&, const State&) {}
};

struct Setting {
    const expr::ZoneOffsets* zones = nullptr;  // borrowed; for expressions that name a zone
    std::string tables;                        // the versions of the tables in use
    PolicySource policies;
    // Every waiting lead is tried again, also where nobody can be free: the plain way, which comes
    // to the same. For holding one against the other.
    bool asks_in_vain = false;
    // So many company names are remembered with their accounts: for playing much again.
    std::size_t names_remembered = 0;
};

// Who gives a command.
struct Actor {
    std::string name = "baton";  // "person:sarah", "token:website", "baton"
};

struct Executed {
    std::vector<event::Event> events;
    std::vector<route::Exclusion> passed;  // gates that a hand went past
};

class Desk {
  public:
    explicit Desk(Setting setting);
    // Goes on from a state that a snapshot gave.
    Desk(Setting setting, State state);

    // Carries out a command. `now` may not lie before the last event; if it does, that one's time
    // stands. First everything that fell due by then happens. On an error nothing of the command
    // itself happened (what fell due did, and `due` has it).
    struct Answer {
        Result<Executed> result;
        std::vector<event::Event> due;  // what fell due before it
    };
    [[nodiscard]] Answer execute(const Command& command, const Actor& actor, const Facts& facts,
                                 Instant now);

    // Applies an event from the log. Needs them in order, without gaps, and of `published` the
    // document: see can_apply().
    void apply(const event::Event& event);
    // False for the publication of a version whose document cannot be had.
    [[nodiscard]] bool can_apply(const event::Event& event) const;

    // When something falls due next; never() when nothing will.
    [[nodiscard]] Instant next_deadline();

    // What would become of this lead now. Changes nothing.
    [[nodiscard]] Result<route::Decision> preview(const Receive& receive, Instant now);

    // Decides again what `event` decided, from the state before it, with what the lead said then.
    // Changes nothing. Needs the lead in that state unless it comes in with the event; nothing for
    // an event that carries no decision, or whose ladder is gone.
    [[nodiscard]] std::optional<route::Decision> decide_again(const event::Event& event,
                                                              const lead::Lead& content);

    // From now on `witness` looks on; null: nobody does. Borrowed.
    void watch(Witness* witness) { witness_ = witness; }

    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] State& state() { return state_; }

    void begin() { state_.begin(); }
    void commit() { state_.commit(); }
    void rollback();

  private:
    [[nodiscard]] Result<Executed> carry_out(const Command& command, const Facts& facts,
                                             Instant now);
    [[nodiscard]] Result<void> on(const Receive&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const Acknowledge&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const Contact&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const Close&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const ReassignTo&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const Claim&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const ChangeAvailability&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const SetFigures&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const Publish&, const Facts&, Instant now);
    [[nodiscard]] Result<void> on(const Tick&, const Facts&, Instant now);

    // waiting.cpp: who waits is tried again.
    class OpenLines;
    void somebody_may_be_free();
    void retry_waiting(const Facts& facts, Instant now);
    bool retry(const Waiting& waiting, const Facts& facts, Instant now);
    void learn_ways(const Waiting& waiting, const OpenLead& lead, const lead::Lead& content,
                    Instant now);
    [[nodiscard]] Instant wake();
    [[nodiscard]] Instant next_wake(Instant after) const;

    // advance.cpp: what falls due.
    void advance(const Facts& facts, Instant now);
    void take_step(const LeadId& id, const Facts& facts, Instant now);
    void close_stale(const LeadId& id, Instant now);
    [[nodiscard]] bool reassign_step(const LeadId& id, const workspace::Reassign& how,
                                     const Facts& facts, Instant now,
                                     std::vector<route::Trial>& tried);

    // decide.cpp: what is decided, from what the lead said and how things stand. Nothing happens.
    using Target = std::variant<PersonId, PoolId, QueueId>;
    [[nodiscard]] route::Decision ask(const route::Question& question, const route::How& how);
    [[nodiscard]] bool asks_its_pool(const OpenLead& lead) const;
    [[nodiscard]] route::Decision decide_waiting(const OpenLead& lead, const lead::Lead& content,
                                                 Instant now);
    [[nodiscard]] route::Decision decide_step(const OpenLead& lead, const workspace::Reassign& how,
                                              const lead::Lead& content, Instant now);
    [[nodiscard]] Result<event::Decided> decide_hand(const OpenLead& lead, const Target& to,
                                                     const lead::Lead& content, Instant now);
    [[nodiscard]] route::Decision decide_claim(const OpenLead& lead, PersonId person,
                                               const lead::Lead& content, Instant now);
    [[nodiscard]] std::optional<route::Decision> decide_step_again(const OpenLead& lead,
                                                                   const route::Decision& was,
                                                                   const lead::Lead& content,
                                                                   Instant now);

    // apply.cpp: what an event does.
    void apply_body(const event::Published&, const event::Event&);
    void apply_body(const event::Received&, const event::Event&);
    void apply_body(const event::Revised&, const event::Event&);
    void apply_body(const event::Decided&, const event::Event&);
    void apply_body(const event::Acknowledged&, const event::Event&);
    void apply_body(const event::Contacted&, const event::Event&);
    void apply_body(const event::Closed&, const event::Event&);
    void apply_body(const event::Escalated&, const event::Event&);
    void apply_body(const event::Availability&, const event::Event&);
    void apply_body(const event::Figures&, const event::Event&);
    void apply_body(const event::Alerted&, const event::Event&);
    [[nodiscard]] std::shared_ptr<const workspace::Policy> published_policy(
        std::uint64_t version) const;
    void settle(const LeadId& id, OpenLead&& lead, const route::Decision& decision, Instant at);
    void give(const LeadId& id, OpenLead& lead, const route::Decision& decision, Instant at);
    void take_turn(OpenLead& lead, const route::Turn& turn, PersonId person);
    void release(const LeadId& id, const OpenLead& lead, bool gives_back);
    void close_gap(const LeadId& id, const OpenLead& undone);
    void start_ladder(OpenLead& lead, Instant at);
    void set_due(OpenLead& lead);
    void step_done(const LeadId& id, std::uint32_t step, Instant at);

    // Makes, applies and remembers an event of the command that is being carried out.
    // Made where it stays: a decision is far too large to be handed on from place to place.
    template <class Kind>
    void happen(event::Cause cause, const std::optional<LeadId>& lead, Kind&& body, Instant at) {
        event::Event& event = begin_event(cause, lead, at);
        event.body.emplace<std::remove_cvref_t<Kind>>(std::forward<Kind>(body));
        apply(event);
    }
    [[nodiscard]] event::Event& begin_event(event::Cause cause, const std::optional<LeadId>& lead,
                                            Instant at);
    [[nodiscard]] const route::Calendar& calendar(Instant at);
    [[nodiscard]] route::Question question(const lead::Lead& content, Instant now,
                                           std::optional<PersonId> owner,
                                           std::span<const PersonId> had);
    [[nodiscard]] Result<const OpenLead*> open(const LeadId& id, const Facts& facts) const;
    [[nodiscard]] std::string name_of(PersonId id) const;

    Setting setting_;
    State state_;
    Witness* witness_ = nullptr;
    expr::Arena arena_;
    route::Draws draws_;
    team::NameMemory names_;
    route::Calendar calendar_;
    const team::Zone* calendar_zone_ = nullptr;

    // Not part of the state: it only says how far looking for work has come.
    bool retry_all_ = true;               // waiting leads should be tried again from the first
    std::optional<Waiting> retry_after_;  // a slice ended here
    std::optional<Instant> woken_until_;  // wakes up to here have been attended to
    std::optional<Instant> wake_;         // the next one, when known

    // While a command is carried out.
    std::string actor_;
    std::vector<event::Event> happened_;
    std::vector<route::Exclusion> passed_;
    // Where the policy of a publish under way comes from, before any store has it.
    std::optional<std::pair<std::uint64_t, std::shared_ptr<const workspace::Policy>>> publishing_;
};

// Whom an event tells, by whatever channel: the new assignee, those an SLA step names, a queue's
// people, the holder of a revised lead. `policy` is the one in force then.
[[nodiscard]] std::vector<PersonId> told(const event::Event& event, const workspace::Policy& policy,
                                         const State& after);

}  // namespace baton::desk
