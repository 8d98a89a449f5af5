// Sender: leases rows that are due, has them composed and sent, and settles what came of it under
// the lease's fence. At least once: a message whose settling is lost goes out again, under the same
// id. Each channel has its own few places and its own circuit. Rows are leased ahead of their
// places, composed when these are free, and settled together: what a store is asked is asked for
// many at once. The courier's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "deliver/counters.hpp"
#include "deliver/crm_desk.hpp"
#include "deliver/errand.hpp"
#include "deliver/inbox.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/lanes.hpp"
#include "deliver/outbound/outbound.hpp"
#include "deliver/problem.hpp"
#include "deliver/slack_errand.hpp"
#include "deliver/waiting_rows.hpp"
#include "store/store.hpp"

namespace baton::deliver {

inline constexpr std::size_t kMostInFlight = 64;
// Longer than the few calls of one errand may take. A row whose sender died waits this long for
// another, unless the store knows that it died.
inline constexpr Duration kLease = Duration::seconds(60);
// Whoever chose several channels is told over the next one when the first has not taken it by then.
inline constexpr Duration kNextWayAfter = Duration::minutes(2);
// A channel through which nothing has gone for so long is told to those who hear alerts.
inline constexpr Duration kTellAfter = Duration::minutes(15);

class Sender {
  public:
    struct Doors {  // all borrowed; they outlive the sender
        store::Store& store;
        Outbound& outbound;
        Interpreter& interpreter;
        Lanes& lanes;
        Counters& counters;
        OnProblem& on_problem;
        std::function<Instant()>& clock;
        std::function<std::uint64_t()>& dice;
        Environment& environment;
        SharedInbox inbox;
    };
    Sender(Doors doors, std::string owner, const CrmOptions& crm);

    // There may be something to lease.
    void look() { leases_at_ = Instant{}; }
    // Leases nothing more; what is under way goes on.
    void stop_leasing();
    [[nodiscard]] bool is_idle() const {
        return in_flight() + waiting_.size() + to_settle_.size() + settling_ == 0 && !is_leasing_;
    }

    // Leases and settles what is due. Gives when to come back; never() when only news or an answer
    // would bring something.
    [[nodiscard]] Instant step(Instant now);

    // How long the oldest row that is due has waited.
    [[nodiscard]] Duration lag(Instant now) const;
    [[nodiscard]] std::size_t in_flight() const { return in_flight_ + crm_in_flight_; }

  private:
    struct Unsettled {  // a settling that the store could not take yet
        store::Settle settle;
        std::string channel;
        Instant again_at;
        Instant until;  // the lease's end: after that it is somebody else's
    };

    void begin(Instant now);
    void lease(Instant now);
    // Messages and CRMs are leased in turn, each within its own bounds.
    [[nodiscard]] store::LeaseRequest messages_to_lease(Instant now);
    [[nodiscard]] store::LeaseRequest leads_to_lease(Instant now);
    [[nodiscard]] bool is_worth_a_lease(Instant now) const;
    [[nodiscard]] Instant rests_until(Instant now) const;
    void on_leased(Result<std::vector<store::DeliveryRow>> rows, std::size_t limit);
    void take(store::DeliveryRow row);
    [[nodiscard]] bool note_leased(const std::vector<store::DeliveryRow>& rows, Instant now);
    void schedule_lease(bool is_more_likely, Instant now);
    void look_for_left(const Lanes::Key& key, const Lane& lane);
    // Fills the places that are free. All that goes out now is composed at once.
    [[nodiscard]] Instant send_waiting(Instant now);
    void give_back(Instant now);
    void send(store::DeliveryRow row, Result<Composed> composed);
    void send_to_each(const store::DeliveryRow& row, Spread& spread, Instant now);
    // One call of an errand, and what follows it.
    void run(store::DeliveryRow row, Errand errand);
    void on_outcome(const store::DeliveryRow& row, const Outcome& outcome);
    void fail(const store::DeliveryRow& row, const Outcome& outcome);
    void lose_receiver(const store::DeliveryRow& row, const Outcome& outcome, Instant now);
    void settle(const store::DeliveryRow& row, store::DeliveryOutcome outcome);
    // Gives when to come back for what waits for more.
    [[nodiscard]] Instant submit_settles(Instant now);
    void on_settled(Unsettled unsettled, const Result<void>& result);
    void count_settled(const Unsettled& unsettled);
    void leave_lane(const store::DeliveryRow& row);
    // A failure that speaks of the message, or of us, and not of the channel.
    void hold_back(const store::DeliveryRow& row, const std::string& message,
                   std::optional<Duration> asked, std::int32_t status);
    void give_up(const store::DeliveryRow& row, const std::string& message, std::int32_t status);
    // What deliveries to a CRM came to.
    void on_crm_ends(const std::string& workspace, const std::string& channel, CrmEnds ends);
    void end_crm(const CrmEnd& end, std::optional<Duration> asked);
    void note_failure(const store::DeliveryRow& row, const std::string& message,
                      std::optional<Duration> asked);
    void plan_next_way(const store::DeliveryRow& row, Instant now);
    // Rows that no event asked for: put, and leased at once.
    void put_own(store::PutDeliveries put);
    void alert(const store::DeliveryRow& row, const std::string& detail, Instant now);

    Doors doors_;
    const std::string owner_;
    Instant leases_at_{};
    Instant strangers_at_{};  // when channels that no lane knows of are looked for, too
    std::optional<Instant> oldest_due_;
    bool has_begun_ = false;
    bool is_leasing_ = false;
    bool is_stopping_ = false;
    WaitingRows waiting_;             // leased by us, and not yet sent
    std::size_t in_flight_ = 0;       // sent, not yet settled or given to settling
    std::size_t crm_in_flight_ = 0;   // leased for CRMs, likewise
    bool left_messages_ = false;      // the last lease of messages had no room for all
    bool is_crm_turn_ = false;        // the lease that is asked for is of CRMs
    bool has_more_messages_ = false;  // when it is
    std::size_t settling_ = 0;
    std::vector<Unsettled> to_settle_;
    Instant settles_at_{};  // at the latest, when there are any
    std::vector<Unsettled> unsettled_;
    SlackPlaces slack_places_;
    std::unique_ptr<CrmDesk> crm_;  // null: this courier serves no CRM
};

}  // namespace baton::deliver
