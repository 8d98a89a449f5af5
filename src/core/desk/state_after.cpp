#include "core/desk/state_after.hpp"

namespace baton::desk {

LeadState state_after(route::Outcome outcome) {
    switch (outcome) {
        case route::Outcome::Assigned:
            return LeadState::Assigned;
        case route::Outcome::Held:
            return LeadState::Held;
        case route::Outcome::Unrouted:
            return LeadState::Unrouted;
        case route::Outcome::Queued:
            return LeadState::Queued;
        case route::Outcome::Rejected:
            return LeadState::Rejected;
    }
    return LeadState::Unrouted;
}

LeadState state_after(event::Closing closing) {
    switch (closing) {
        case event::Closing::Won:
            return LeadState::Won;
        case event::Closing::Lost:
            return LeadState::Lost;
        case event::Closing::Disqualified:
            return LeadState::Disqualified;
    }
    return LeadState::Lost;
}

}  // namespace baton::desk
