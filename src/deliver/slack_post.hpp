// What goes over a Slack app: where each message is posted, what its buttons are, and what becomes
// of a message whose button was pressed. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/messaging.hpp"
#include "deliver/lead_story.hpp"
#include "deliver/notify/facts.hpp"
#include "deliver/notify/slack.hpp"
#include "store/delivery.hpp"

namespace baton::deliver {

// One post of an app. Either `room` or a person is where it goes.
struct SlackPost {
    workspace::SlackApp app;
    SlackTarget target;  // `room` empty: the direct message of whoever `user` or `email` names
    std::string user;
    std::string email;
    std::string remark_to;  // the id of who pressed; empty: nothing is remarked
    std::string remark;     // what they alone are told
    bool is_remark_only = false;
};

// A press as the row of its delivery keeps it.
struct Pressed {
    std::string room;    // where the message stands
    std::string ts;      // which one it is
    std::string user;    // who pressed, by Slack's id
    std::string press;   // which press it was
    std::string remark;  // what they are told besides; empty: nothing
};
[[nodiscard]] std::string write_pressed(const Pressed& pressed);
[[nodiscard]] std::optional<Pressed> read_pressed(std::string_view payload);

// The payload of a row to the room of a pool; of none (empty): the app's own room.
[[nodiscard]] std::string room_payload(const std::string& pool);
// Where a row without a recipient goes; empty: no room is given.
[[nodiscard]] std::string room_of(const workspace::SlackApp& app, std::string_view payload,
                                  const workspace::Policy& live);

// Where the row's message goes, by what the document says now; nothing when it says nothing, or
// what the row kept was erased.
[[nodiscard]] std::optional<SlackPost> post_of(const workspace::SlackApp& app,
                                               const store::DeliveryRow& row,
                                               const workspace::Policy& live);

// The buttons of a message about a lead in this state to `recipient` (nothing: a room).
[[nodiscard]] std::vector<SlackButton> buttons_for(const LeadFacts& facts, std::string_view state,
                                                   const workspace::SlackApp& app);

// The kind under which a lead in this state is told of; Pressed where no message has one.
[[nodiscard]] MessageKind kind_of_standing(std::string_view state, const LeadStory& story);
// "Sarah Lee took it after 42 s"; empty unless somebody did.
[[nodiscard]] std::string taken_in_words(const LeadStory& story, const LeadFacts& facts);

}  // namespace baton::deliver
