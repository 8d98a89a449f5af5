#include "core/desk/open_lead.hpp"

namespace baton::desk {

std::string_view to_word(LeadState state) {
    switch (state) {
        case LeadState::Assigned:
            return "assigned";
        case LeadState::Acknowledged:
            return "acknowledged";
        case LeadState::Contacted:
            return "contacted";
        case LeadState::Held:
            return "held";
        case LeadState::Unrouted:
            return "unrouted";
        case LeadState::Queued:
            return "queued";
        case LeadState::Won:
            return "won";
        case LeadState::Lost:
            return "lost";
        case LeadState::Disqualified:
            return "disqualified";
        case LeadState::Rejected:
            return "rejected";
    }
    return "";
}

std::optional<LeadState> lead_state_from(std::string_view word) {
    for (int i = 1; i <= static_cast<int>(LeadState::Rejected); ++i) {
        const auto state = static_cast<LeadState>(i);
        if (to_word(state) == word) return state;
    }
    return std::nullopt;
}

bool is_over(LeadState state) { return state >= LeadState::Won; }

}  // namespace baton::desk
