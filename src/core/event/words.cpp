#include "core/event/words.hpp"

#include <initializer_list>

namespace baton::event {
namespace {

template <class T>
std::optional<T> find_word(std::string_view word, std::initializer_list<T> all) {
    for (const T value : all) {
        if (to_word(value) == word) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_word(route::Outcome outcome) {
    switch (outcome) {
        case route::Outcome::Assigned:
            return "assigned";
        case route::Outcome::Held:
            return "held";
        case route::Outcome::Unrouted:
            return "unrouted";
        case route::Outcome::Queued:
            return "queued";
        case route::Outcome::Rejected:
            return "rejected";
    }
    return "";
}

std::string_view to_word(Closing closing) {
    switch (closing) {
        case Closing::Won:
            return "won";
        case Closing::Lost:
            return "lost";
        case Closing::Disqualified:
            return "disqualified";
    }
    return "";
}

std::string_view to_word(AvailabilityChange change) {
    switch (change) {
        case AvailabilityChange::Out:
            return "out";
        case AvailabilityChange::Back:
            return "back";
        case AvailabilityChange::Paused:
            return "paused";
        case AvailabilityChange::Resumed:
            return "resumed";
    }
    return "";
}

std::string_view to_word(Alert alert) {
    switch (alert) {
        case Alert::LadderFoundNobody:
            return "ladder_found_nobody";
        case Alert::LadderToldNobody:
            return "ladder_told_nobody";
    }
    return "";
}

std::optional<Cause> cause_from(std::string_view word) {
    return find_word(word, {Cause::Submitted, Cause::Hand, Cause::Waiting, Cause::Silence,
                            Cause::Claimed, Cause::Stale, Cause::Published});
}

std::optional<route::Outcome> outcome_from(std::string_view word) {
    using route::Outcome;
    return find_word(word, {Outcome::Assigned, Outcome::Held, Outcome::Unrouted, Outcome::Queued,
                            Outcome::Rejected});
}

std::optional<Closing> closing_from(std::string_view word) {
    return find_word(word, {Closing::Won, Closing::Lost, Closing::Disqualified});
}

std::optional<AvailabilityChange> change_from(std::string_view word) {
    return find_word(word, {AvailabilityChange::Out, AvailabilityChange::Back,
                            AvailabilityChange::Paused, AvailabilityChange::Resumed});
}

std::optional<Alert> alert_from(std::string_view word) {
    return find_word(word, {Alert::LadderFoundNobody, Alert::LadderToldNobody});
}

}  // namespace baton::event
