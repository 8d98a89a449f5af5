// Retracer: makes a past decision again, from the log alone, to tell in full why it came out as it
// did: the nearest snapshot before it, the log up to it, the lead as it was then. Reads only; any
// thread, one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/explain/explanation.hpp"
#include "dispatch/warm.hpp"
#include "store/store.hpp"

namespace baton::dispatch {

enum class Replay : std::uint8_t {
    Same = 1,     // decided again, and the same decision came out
    Erased = 2,   // what the lead said was erased: told is what the log recorded
    Differs = 3,  // another decision comes out today (newer tables): told is what the log recorded
};
[[nodiscard]] std::string_view to_word(Replay replay);

struct Retraced {
    explain::Explanation explanation;
    Replay replay = Replay::Same;
};

class Retracer {
  public:
    // `setting` is the workspace's own (Directory::setting).
    Retracer(std::string workspace, store::Store& store, desk::Setting setting);

    // Needs an event that carries a decision. Quickest in the order of the log.
    [[nodiscard]] Result<Retraced> retrace(const event::Event& event,
                                           std::optional<desk::PersonId> about);

    // The workspace as it was before the event retraced last.
    [[nodiscard]] const desk::State& before() const { return warm_->desk.state(); }

  private:
    [[nodiscard]] Result<void> go_to(std::uint64_t seq);
    [[nodiscard]] Result<std::optional<lead::Lead>> content_for(const event::Event& event);

    std::string workspace_;
    store::Store& store_;
    desk::Setting setting_;
    std::optional<WarmDesk> warm_;
};

}  // namespace baton::dispatch
