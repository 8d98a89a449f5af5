// What Slack posts when somebody presses a button of a message: signed over its raw bytes and the
// time (v0), a form with one JSON text in it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "capture/hooks/hook.hpp"

namespace baton::capture {

// Whether the app with this signing secret (not empty) posted it, at most 5 minutes from now.
[[nodiscard]] Result<void> verify_slack(std::string_view secret, const HookCall& call);

struct SlackPress {
    std::string action;   // the button's action_id; empty: the post is of no button
    std::string value;    // what the button carries
    std::string user;     // who pressed, "U024BE7LH"
    std::string channel;  // where the message stands …
    std::string ts;       // … and which it is
    std::string at;       // the press's own time, by which a repeat is recognised
};

// The first press of a post. BadForm, BadUtf8, BadJson or TooLarge for what is no post of Slack's.
[[nodiscard]] Result<SlackPress> read_slack_press(std::string_view body);

// The e-mail address in an answer of users.info; empty where there is none.
[[nodiscard]] std::string slack_email_in(std::string_view answer);

}  // namespace baton::capture
