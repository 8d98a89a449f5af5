// A company that lives in memory: a desk, the leads it was sent, who they came from, and a clock
// that stands still until it is moved. What scenarios and offline routing run on; the desk is the
// same that serves.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_map.hpp"
#include "core/desk/desk.hpp"
#include "core/explain/explanation.hpp"
#include "core/lead/merge.hpp"
#include "core/lead/normalise.hpp"
#include "core/lead/raw.hpp"
#include "core/lead/suffixes.hpp"
#include "core/team/zone.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/workspace/policy.hpp"

namespace baton::scenario {

using desk::LeadId;

// All that is remembered of one lead, open or over.
struct Track {
    std::shared_ptr<const lead::Lead> content;  // null: packed
    std::string packed;
    route::Decision decision;  // the last one
    route::Findings findings;  // of the last decision that found anything out
    desk::LeadState state = desk::LeadState::Unrouted;
    std::vector<desk::PersonId> history;
    std::uint64_t revision = 1;
    // Of the last decision, where the company keeps them; shared by copies of the track.
    std::shared_ptr<const explain::Explanation> explanation;
};

class Company final : public desk::Facts {
  public:
    Company(const team::Zones& zones, const lead::Suffixes& suffixes);
    Company(const Company&) = delete;
    Company& operator=(const Company&) = delete;

    [[nodiscard]] Result<void> publish(std::shared_ptr<const workspace::Policy> policy,
                                       bool confirmed = false);
    // Moves the clock, stopping at every deadline on the way.
    void advance_to(Instant time);
    [[nodiscard]] Instant now() const { return now_; }
    void set_now(Instant now) { now_ = now; }

    struct Arrival {
        LeadId id{};  // of the open lead that it became a revision of, where it did
        std::vector<lead::Warning> warnings;
    };
    [[nodiscard]] Result<Arrival> receive(const lead::RawLead& raw);
    [[nodiscard]] Result<void> execute(const desk::Command& command);
    // About so many leads will come: makes room at once rather than again and again.
    void expect(std::size_t leads);

    // The events since the last call.
    [[nodiscard]] std::vector<event::Event> take_events();
    // Whom those events told, in order; taken together with them.
    [[nodiscard]] std::vector<desk::PersonId> take_told();
    // For who reads neither.
    void forget_events();

    // From now on every decision is explained in full (Track::explanation). Costs about as much as
    // deciding does.
    void keep_explanations() { desk_.watch(&diary_); }
    // From now on `witness` looks on instead; null: nobody. Borrowed.
    void watch(desk::Witness* witness) { desk_.watch(witness); }
    [[nodiscard]] const team::ZoneOffsets& zone_offsets() const { return offsets_; }

    [[nodiscard]] const Track* find(const LeadId& id) const;
    // For who wants to know no more of a lead and lets the clock stand: its track goes, or where
    // the desk may ask for it again (the lead waits, or a step is due), what the lead says is
    // packed. Where submissions are merged everything stays.
    void forget(const LeadId& id);
    // The last decision on a lead in one sentence.
    [[nodiscard]] std::string explain(const Track& track) const;
    [[nodiscard]] const workspace::Policy& policy() const { return *desk_.state().policy(); }
    [[nodiscard]] const desk::Desk& desk() const { return desk_; }

    // desk::Facts
    [[nodiscard]] std::shared_ptr<const lead::Lead> lead(const LeadId& id) const override;
    [[nodiscard]] std::optional<desk::LeadState> ended(const LeadId& id) const override;

  private:
    // Puts what the desk decides into the tracks.
    class Diary final : public desk::Witness {
      public:
        explicit Diary(Company& company) : company_(company) {}
        void decided(const route::Question& question, const route::How& how,
                     const route::Decision& decision) override;
        void before(const event::Event& event, const desk::State& state) override;

      private:
        Company& company_;
        std::optional<explain::Explanation> last_;
    };

    struct Identity {
        std::optional<LeadId> open;
        std::optional<desk::PersonId> owner;
    };
    void note(event::Event event);
    // Null: of nobody known by an address.
    [[nodiscard]] Identity* identity_of(std::string_view email);
    [[nodiscard]] Identity* identity_of(const LeadId& id);

    const lead::Suffixes& suffixes_;
    team::ZoneOffsets offsets_;
    desk::Desk desk_;
    Diary diary_{*this};
    Instant now_{};
    std::uint64_t made_ = 0;  // leads so far: numbers their ids
    std::unordered_map<LeadId, Track, desk::LeadIdHash> tracks_;
    std::deque<Identity> identities_;
    TextMap<Identity*> by_email_;
    // The lead that is coming in and whose it is, so that this need not be looked up again.
    std::pair<LeadId, Identity*> arriving_{};
    std::vector<event::Event> events_;
    std::vector<desk::PersonId> told_;
};

}  // namespace baton::scenario
