// Replay: the past under one workspace, on the desk that serves. Leads come when they came, what
// people did with them follows as long after their assignment as it did then, and everything else
// (turns, limits, hours, ladders, waiting) happens as the desk has it. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/agenda.hpp"
#include "core/desk/desk.hpp"
#include "core/team/zone.hpp"
#include "core/team/zone_offsets.hpp"
#include "core/workspace/policy.hpp"
#include "scenario/past.hpp"

namespace baton::scenario {

// Where a lead went first: to a person, into a queue, away, or nowhere yet.
struct Going {
    desk::LeadState state =
        desk::LeadState::Unrouted;  // Assigned, Held, Unrouted, Queued, Rejected
    std::uint32_t to = kNobody;     // Assigned: a person; Held: a pool; Queued: a queue; by number
    std::uint32_t word = kNobody;   // Rejected: why, into Replay::words()

    friend bool operator==(const Going&, const Going&) = default;
};

// What became of one lead.
struct Fate {
    Going going;
    std::uint32_t rule = 0;          // that took it, into Replay::rules(); 0: none
    std::uint32_t sla = kNobody;     // into Replay::ladders()
    std::uint32_t tier = kNobody;    // into Replay::words()
    std::uint32_t holder = kNobody;  // who has it in the end
    std::uint32_t merged = kNobody;  // it became a revision of that lead
    bool has_score = false;
    bool has_waited = false;
    double score = 0;
    Duration waited{-1};    // till somebody first had it; below 0: nobody ever had
    Duration response{-1};  // from its coming to the first word of acknowledgement or contact
};

struct Count {
    std::uint64_t reminders = 0;     // steps of a ladder that told people
    std::uint64_t moved_on = 0;      // taken from who stayed silent
    std::uint64_t found_nobody = 0;  // a step that moved or told nobody
    std::uint64_t held = 0, unrouted = 0, queued = 0, rejected = 0;  // in the end
    std::uint64_t won = 0;
    double amount = 0;
};

class Replay final : public desk::Facts {
  public:
    // `side`: 0 is from, 1 is to. Borrows everything; `names` of the policy are those of both
    // sides.
    Replay(std::size_t side, const Past& past, std::shared_ptr<const workspace::Policy> policy,
           const team::Zones& zones);

    // Publishes the document at the moment of the first lead.
    [[nodiscard]] Result<void> begin();
    // Lets the leads [begin, end) come, which follow upon those that came before.
    void run(std::size_t begin, std::size_t end);
    // Where the lead went when it came; what happens later changes nothing of it.
    [[nodiscard]] const Going& came_to(std::size_t lead) const { return came_to_[lead]; }
    // Keeps the reason for each of these that `is_told`. They are among the last kRemembered that
    // came.
    void explain(std::size_t begin, std::size_t end,
                 const std::function<bool(std::size_t)>& is_told);
    static constexpr std::size_t kRemembered = 1024;
    // Time goes on after the last lead, so that ladders and mornings have their say.
    void finish();

    [[nodiscard]] const std::vector<Fate>& fates() const { return fates_; }
    [[nodiscard]] const Count& count() const { return count_; }
    // Why a lead went where it went: empty where nobody asked.
    [[nodiscard]] std::string_view reason(std::size_t lead) const { return reasons_[lead]; }
    [[nodiscard]] const std::vector<std::string>& rules() const { return rules_.names; }
    [[nodiscard]] const std::vector<std::string>& ladders() const { return ladders_.names; }
    [[nodiscard]] const std::vector<std::string>& words() const { return words_.names; }
    [[nodiscard]] const workspace::Policy& policy() const { return *policy_; }

    // desk::Facts
    [[nodiscard]] std::shared_ptr<const lead::Lead> lead(const desk::LeadId& id) const override;
    [[nodiscard]] std::optional<desk::LeadState> ended(const desk::LeadId& id) const override;

  private:
    // Numbers for words, in the order in which they were met.
    struct Numbers {
        std::uint32_t number(std::string_view word);
        std::vector<std::string> names;
        std::map<std::string, std::uint32_t, std::less<>> by_name;  // asked without a copy
    };
    enum class Deed : std::uint8_t { Acknowledge, Contact, Close };
    struct Act {
        Instant at;
        std::uint32_t lead = 0;
        Deed deed = Deed::Acknowledge;
        std::uint32_t assignment = 0;  // which of the lead's it belongs to
        friend auto operator<=>(const Act&, const Act&) = default;
    };

    void advance_to(Instant time);
    void fetch_ahead() const;
    void absent(const PastAbsence& absence);
    void act(const Act& act);
    void receive(std::size_t lead);
    void execute(const desk::Command& command);
    void note(event::Event& event);
    void decided(std::uint32_t lead, event::Event& event, route::Decision& decision);
    void assigned(std::uint32_t lead, std::uint32_t person, Instant at);
    void plan(std::uint32_t lead);
    [[nodiscard]] Going going_of(const route::Decision& decision);

    std::size_t side_;
    const Past& past_;
    std::shared_ptr<const workspace::Policy> policy_;  // shared: so the desk takes it
    team::ZoneOffsets offsets_;
    desk::Desk desk_;
    Instant now_{};

    struct Course {
        Instant since;                 // the present assignment
        std::uint32_t assignment = 0;  // how many there have been
        std::uint8_t done = 0;         // deeds
        bool is_over = false;
        const desk::OpenLead* open = nullptr;  // as the desk has it, unless it is over
    };
    struct Sender {
        std::uint32_t open = kNobody;   // their newest lead
        std::uint32_t owner = kNobody;  // who had one of theirs last
    };
    std::vector<Course> courses_;
    std::vector<Fate> fates_;
    std::vector<Sender> senders_;
    std::unordered_map<std::uint32_t, std::shared_ptr<const lead::Lead>> merged_;
    Agenda<Act> acts_;
    std::size_t next_absence_ = 0;
    std::shared_ptr<lead::Lead> room_;  // the lead that is coming in; used again for the next
    mutable std::shared_ptr<lead::Lead> asked_;  // the one that was asked for last; likewise

    std::vector<Going> came_to_;
    std::vector<route::Decision> decisions_;  // of the last, each where its number says
    std::vector<std::string> reasons_;
    Numbers rules_;
    Numbers ladders_;
    Numbers words_;
    Count count_;
};

}  // namespace baton::scenario
