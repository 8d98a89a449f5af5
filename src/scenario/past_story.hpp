// What a log says of the past, event by event: what people did with each lead, and when they were
// away. Whoever reads a log, from a store or from a server, tells it here. One thread at a time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/uuid.hpp"
#include "core/desk/open_lead.hpp"
#include "core/event/event.hpp"
#include "scenario/past.hpp"

namespace baton::scenario {

class PastStory {
  public:
    // In the order of the log.
    void assigned(const Uuid& lead, Instant at);
    void acknowledged(const Uuid& lead, Instant at);
    void contacted(const Uuid& lead, Instant at);
    struct Closed {
        event::Closing as = event::Closing::Lost;
        double amount = 0;
        std::string reason;
    };
    void closed(const Uuid& lead, Instant at, Closed how);
    struct Change {
        std::string person;
        event::AvailabilityChange kind = event::AvailabilityChange::Back;
        Instant from;   // Out
        Instant until;  // Out; never() for an open end
    };
    void changed(Change change, Instant at);

    // As far as it was told. Of a lead nobody had: nothing.
    [[nodiscard]] Course course_of(const Uuid& lead) const;
    // All of them, those that have not ended too. Once, at the end.
    [[nodiscard]] std::vector<PastAbsence> absences();

  private:
    struct Story {
        std::optional<Instant> since;  // the last assignment
        Course course;

        [[nodiscard]] std::optional<Duration> after(Instant at) const;
    };

    std::unordered_map<Uuid, Story, desk::LeadIdHash> stories_;  // only ever asked for one lead
    std::map<std::pair<bool, std::string>, PastAbsence> open_;   // pauses apart
    std::vector<PastAbsence> absences_;
};

}  // namespace baton::scenario
