// Addressees: which channels a message goes over, and to whom on each. Rooms hear of everything
// that is told over them; each person hears over the channels that they chose, else over those that
// the rule or the document names, and not in their quiet hours. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/workspace/messaging.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/notify/facts.hpp"

namespace baton::deliver {

// What is told.
struct Told {
    MessageKind kind = MessageKind::Assigned;
    std::optional<store::LeadKey> lead;
    std::string pool;       // whose lead it is; empty: no pool's
    Instant at;             // of the event: what quiet hours are reckoned by
    bool is_alert = false;  // quiet hours hold up no alert
};

class Addressees {
  public:
    Addressees(const workspace::Policy& policy, Told told)
        : policy_(policy), told_(std::move(told)) {}

    // Everybody's channels but webhooks. No people: whoever listens.
    void add(const std::vector<std::string>& channels, const std::vector<team::PersonId>& people);
    // A webhook hears by its own `events`, wherever it is named.
    void add_webhooks();
    // The prospect's own.
    void add_answer(const std::string& channel, const std::string& answer);
    [[nodiscard]] std::vector<Planned> take() { return std::move(rows_); }

  private:
    void add_room(const workspace::Channel& channel);
    void add_person(const workspace::Channel& channel, team::PersonId id);
    void add(const workspace::Channel& channel, const std::string& recipient, std::string payload,
             Instant not_before);

    const workspace::Policy& policy_;
    const Told told_;
    std::vector<Planned> rows_;
};

// True when the webhook's `events` list the kind, or nothing.
[[nodiscard]] bool hears(const workspace::Channel& webhook, MessageKind kind);
// Whether this channel can write to this person.
[[nodiscard]] bool reaches(const workspace::Policy& policy, const workspace::Channel& channel,
                           team::PersonId person);
// The channel that somebody chose for when `channel` does not get through; null: none.
[[nodiscard]] const workspace::Channel* next_choice(const workspace::Policy& policy,
                                                    team::PersonId person,
                                                    const std::string& channel);
// When they may be told, `at` or later.
[[nodiscard]] Instant after_quiet(const workspace::Policy& policy, team::PersonId person,
                                  Instant at);

// Alerts reach the managers; where there is none, the address that mails come from.
[[nodiscard]] std::vector<team::PersonId> managers_of(const workspace::Policy& policy);
// Those whom `cc` means when this person has the lead, each once, without them.
[[nodiscard]] std::vector<team::PersonId> in_copy(const std::vector<workspace::Recipient>& cc,
                                                  team::PersonId holder,
                                                  const workspace::Policy& policy);

}  // namespace baton::deliver
