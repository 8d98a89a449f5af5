// LogInterpreter: what the events of a workspace's log ask the courier to send.
//
// People hear over the rule's `notify`, else the document's: of a lead that becomes theirs, of one
// that they may claim, of an SLA step that names them, of a lead of theirs that wrote again.
// `alerts` hear of leads that nobody takes, of ladders that found nobody, of failed deliveries. On
// a Slack channel each is one message; on mail one for each person. A webhook hears of every kind
// of event that its `events` list, wherever it is named; "assigned" stands for "reassigned", too.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/rate_limiter.hpp"
#include "core/event/event.hpp"
#include "core/workspace/policy.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/lead_readings.hpp"
#include "deliver/lead_story.hpp"
#include "deliver/push/vapid.hpp"
#include "store/store.hpp"

namespace baton::deliver {

using SharedPolicy = std::shared_ptr<const workspace::Policy>;

// Where the compiled documents are. Called on the courier's thread.
class PolicySource {
  public:
    virtual ~PolicySource() = default;
    PolicySource() = default;
    PolicySource(const PolicySource&) = delete;
    PolicySource& operator=(const PolicySource&) = delete;

    // The one in force, not older than the events that the store has; null when there is none.
    virtual SharedPolicy live(std::string_view workspace) = 0;
    // The one that an event names; null when it is not to be had.
    virtual SharedPolicy at(std::string_view workspace, std::uint64_t version) = 0;
};

// Of the answers that one address is written: nobody floods a stranger over a public form. So many
// at once, then one every eight hours. What this node has sent since it started counts.
inline constexpr double kAnswersAtOnce = 3;
inline constexpr double kAnswersPerSecond = 1.0 / (8 * 3600);
inline constexpr std::size_t kAnswerPlaces = 65'536;

class LogInterpreter final : public Interpreter {
  public:
    // Borrows both. `public_url`: where people reach the web app ("https://baton.acme.test"), for
    // links; empty: messages carry none.
    LogInterpreter(PolicySource& policies, store::Store& store, std::string public_url)
        : policies_(policies),
          store_(store),
          public_url_(std::move(public_url)),
          push_key_(vapid_key(store.instance().salt)),
          answers_({.burst = kAnswersAtOnce, .per_second = kAnswersPerSecond},
                   prefix64(store.instance().salt), kAnswerPlaces) {}

    Result<std::vector<std::string>> channels(std::string_view workspace) override;
    Result<std::uint64_t> known_since(std::string_view workspace,
                                      std::string_view channel) override;
    Result<std::vector<Planned>> interpret(std::string_view workspace,
                                           const store::EventRow& row) override;
    std::vector<Result<Composed>> compose(std::span<const store::DeliveryRow> rows) override;
    Result<std::vector<Planned>> failure_alert(std::string_view workspace, std::string_view failing,
                                               std::string_view detail) override;
    Result<std::optional<Planned>> next_way(const store::DeliveryRow& row, Instant now) override;
    Result<bool> lost_receiver(const store::DeliveryRow& row) override;

  private:
    Result<SharedPolicy> live(std::string_view workspace);
    Result<SharedPolicy> policy_at(std::string_view workspace, std::uint64_t version);
    Result<Composed> compose_one(const store::DeliveryRow& row, const LeadReadings& readings);
    Result<Composed> compose_about_lead(const store::DeliveryRow& row, Message message,
                                        const workspace::Policy& live,
                                        const LeadReadings& readings);
    // The message for one browser, or a row for each that the recipient has.
    Result<Composed> compose_push(const store::DeliveryRow& row, Message message);

    // Where the message's reader takes the lead in hand; empty unless it is a mail to its holder.
    [[nodiscard]] std::string acknowledge_link(const Message& message,
                                               const store::DeliveryRow& row,
                                               const store::LeadRow& lead) const;

    PolicySource& policies_;
    store::Store& store_;
    const std::string public_url_;
    const KeyPair push_key_;
    RateLimiter answers_;  // by the prospect's address
};

}  // namespace baton::deliver
