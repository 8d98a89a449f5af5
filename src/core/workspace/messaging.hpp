// What the document says of messages beyond the channels themselves: as what and where Slack is
// written to, and how each person is reached. Kept apart from the policy, since only those who send
// messages read it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/workspace/policy.hpp"

namespace baton::workspace {

// A Slack app: its bot writes, and the buttons of its messages come back signed.
struct SlackApp {
    SecretText token;   // the bot's
    SecretText secret;  // what presses are signed with; empty: messages have no buttons
    std::string room;   // a channel's id or "#name", where no other is meant; empty: none
    std::vector<std::pair<PoolId, std::string>> pool_rooms;  // in file order
};

// How somebody is reached.
struct Reach {
    std::string slack;  // their id there; empty: they are looked for by e-mail
};

struct Messaging {
    std::map<std::string, SlackApp, std::less<>> slack_apps;  // by channel
    std::vector<Reach> people;                                // by PersonId, as far as it reaches

    [[nodiscard]] const SlackApp* slack_app(std::string_view channel) const {
        const auto found = slack_apps.find(channel);
        return found == slack_apps.end() ? nullptr : &found->second;
    }
    [[nodiscard]] Reach reach(PersonId person) const {
        return person.index() < people.size() ? people[person.index()] : Reach{};
    }
};

}  // namespace baton::workspace
