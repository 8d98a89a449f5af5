// The log as the API reads it: rows decoded under the names of the live document, and shown under
// the version that each was decided by. May compile an old version, so not on the server's threads.
#pragma once

#include <memory>
#include <string>

#include "api/event_answer.hpp"
#include "base/result.hpp"
#include "core/event/event.hpp"
#include "dispatch/directory.hpp"
#include "store/rows.hpp"

namespace baton::api {

class EventLog {
  public:
    explicit EventLog(dispatch::Held room);

    [[nodiscard]] Result<event::Event> decode(const store::EventRow& row);
    // The object that stands for it.
    [[nodiscard]] std::string json(const event::Event& event);
    // The sentence of a decision; empty for other events.
    [[nodiscard]] std::string explanation(const event::Event& event);

  private:
    void refresh();
    [[nodiscard]] EventContext context_of(const event::Event& event);

    dispatch::Held room_;                              // shared with the directory: stays open
    std::shared_ptr<const dispatch::Live> live_;       // shared with the writer's readers
    std::shared_ptr<const workspace::Policy> policy_;  // of the event shown last; shared …
    std::uint64_t version_ = 0;                        // … with the shelf
};

}  // namespace baton::api
