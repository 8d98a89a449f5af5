// The words that stand for closed sets in logged events, both ways. A word, once written, keeps its
// meaning for ever.
#pragma once

#include <optional>
#include <string_view>

#include "core/event/event.hpp"

namespace baton::event {

[[nodiscard]] std::string_view to_word(route::Outcome outcome);
[[nodiscard]] std::string_view to_word(Closing closing);
[[nodiscard]] std::string_view to_word(AvailabilityChange change);
[[nodiscard]] std::string_view to_word(Alert alert);

[[nodiscard]] std::optional<Cause> cause_from(std::string_view word);
[[nodiscard]] std::optional<route::Outcome> outcome_from(std::string_view word);
[[nodiscard]] std::optional<Closing> closing_from(std::string_view word);
[[nodiscard]] std::optional<AvailabilityChange> change_from(std::string_view word);
[[nodiscard]] std::optional<Alert> alert_from(std::string_view word);

}  // namespace baton::event
