// What the document says of messages beyond the channels themselves: as what and where Slack is
// written to, how each person is reached, who else hears, what messages say, and what prospects are
// answered. Kept apart from the policy, since only those who send messages read it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/workspace/policy.hpp"
#include "core/workspace/template.hpp"

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
    std::string slack;                    // their id there; empty: they are looked for by e-mail
    std::vector<std::string> channels;    // the first that reaches them; empty: what others say
    std::optional<team::Schedule> quiet;  // when they are told nothing; by their own zone
};

// A message in the document's own words. What is empty is said as otherwise.
struct MessageTemplate {
    Template subject;
    Template text;
};
// What it can be for: the kinds that people hear of leads, as deliveries name them.
inline constexpr std::array<std::string_view, 7> kTemplateKinds{
    "assigned", "reassigned", "escalated", "queued", "unrouted", "revised", "ladder_failed"};

// The prospect's own answer, in the name of whoever has the lead.
struct Answer {
    std::string channel;  // one of type email
    Template subject;
    Template text;
};

// What a rule says of messages besides its channels.
struct RuleMessages {
    std::vector<Recipient> cc;  // who hears of its assignments, too
    std::string answer;         // of Messaging::answers; empty: none
};

struct Messaging {
    std::map<std::string, SlackApp, std::less<>> slack_apps;  // by channel
    std::vector<Reach> people;                                // by PersonId, as far as it reaches
    std::map<std::string, MessageTemplate, std::less<>> templates;  // by kind
    std::map<std::string, Answer, std::less<>> answers;
    std::map<std::string, RuleMessages, std::less<>> rules;  // by path; those that say something

    [[nodiscard]] const SlackApp* slack_app(std::string_view channel) const {
        const auto found = slack_apps.find(channel);
        return found == slack_apps.end() ? nullptr : &found->second;
    }
    [[nodiscard]] const Reach& reach(PersonId person) const {
        static const Reach kNothing;
        return person.index() < people.size() ? people[person.index()] : kNothing;
    }
    [[nodiscard]] const RuleMessages& of_rule(std::string_view path) const {
        static const RuleMessages kNothing;
        const auto found = rules.find(path);
        return found == rules.end() ? kNothing : found->second;
    }
};

}  // namespace baton::workspace
