// Presses of the buttons of Slack messages: POST /v1/hooks/slack, signed by the app. A press is an
// ordinary command of whoever pressed, whom the document names by their Slack id or e-mail address;
// what the message then says is a delivery like any other, so that it is kept, tried again and
// listed. Slack is answered once both are durable or, where it has to be asked first who pressed,
// at once.
#pragma once

#include <memory>

#include "api/call.hpp"
#include "dispatch/writer.hpp"
#include "http/message.hpp"

namespace baton::api {

// Whether the document has an app whose presses come back to the hook of this name.
[[nodiscard]] bool is_slack_hook(const workspace::Policy& policy, std::string_view name);

// Answers the call. `live` has a policy for which is_slack_hook holds.
void take_press(Call call, const http::Request& request,
                std::shared_ptr<const dispatch::Live> live);

}  // namespace baton::api
