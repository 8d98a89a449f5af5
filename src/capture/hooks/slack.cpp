#include "capture/hooks/slack.hpp"

#include <algorithm>

#include "capture/error.hpp"
#include "capture/form.hpp"
#include "capture/hooks/raw_reader.hpp"
#include "capture/json.hpp"

namespace baton::capture {

Result<SlackPress> read_slack_press(std::string_view body) {
    const auto form = parse_urlencoded_form(body);
    if (!form) return std::unexpected(form.error());
    const auto payload = std::ranges::find(form->lead, "payload", &lead::RawField::name);
    if (payload == form->lead.end()) {
        return fail(CaptureError::BadForm, "there is no \"payload\" in the post");
    }
    const auto read = parse_json_value(text(&payload->value));
    if (!read) return std::unexpected(read.error());
    SlackPress press;
    if (text(at(*read, {"type"})) != "block_actions") return press;
    press.user = text(at(*read, {"user", "id"}));
    press.channel = text(at(*read, {"container", "channel_id"}));
    if (press.channel.empty()) press.channel = text(at(*read, {"channel", "id"}));
    press.ts = text(at(*read, {"container", "message_ts"}));
    if (press.ts.empty()) press.ts = text(at(*read, {"message", "ts"}));
    const auto actions = items(at(*read, {"actions"}));
    if (actions.empty()) return press;
    press.action = text(at(actions.front(), {"action_id"}));
    press.value = text(at(actions.front(), {"value"}));
    press.at = text(at(actions.front(), {"action_ts"}));
    return press;
}

std::string slack_email_in(std::string_view answer) {
    const auto read = parse_json_value(answer);
    return read ? text(at(*read, {"user", "profile", "email"})) : std::string();
}

}  // namespace baton::capture
