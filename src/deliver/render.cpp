#include "deliver/render.hpp"

#include <utility>

#include <fmt/format.h>

#include "deliver/notify/email.hpp"
#include "deliver/notify/push.hpp"
#include "deliver/notify/slack.hpp"
#include "deliver/notify/teams.hpp"
#include "deliver/notify/webhook.hpp"

namespace baton::deliver {
namespace {

using workspace::Channel;
using workspace::ChannelType;

std::unexpected<Error> in_channel(const Channel& channel, Error error) {
    error.message = fmt::format("channel {}: {}", channel.key, error.message);
    return std::unexpected(std::move(error));
}

// The whole URL of a webhook is its password: no part of it but the host is ever shown.
void hide_path(Secrets& secrets, const std::string& url) {
    const std::size_t host = url.find("://");
    if (host == std::string::npos) return;
    const std::size_t path = url.find('/', host + 3);
    if (path != std::string::npos) secrets.add(url.substr(path));
}

// A message to a room that people talk in.
Result<Call> render_room(const Message& message, const Environment& environment) {
    const Channel& channel = message.channel;
    HttpCall call;
    auto url = expand(channel.url, fmt::format("channel {}: webhook", channel.key), environment,
                      call.secrets);
    if (!url) return std::unexpected(url.error());
    hide_path(call.secrets, *url);
    call.url = std::move(*url);
    call.content_type = "application/json; charset=utf-8";
    call.body = channel.type == ChannelType::Teams ? teams_message(message.facts)
                                                   : slack_message(message.facts);
    return call;
}

Result<Call> render_webhook(const Message& message, const std::string& delivery_id, Instant now,
                            const Environment& environment) {
    const Channel& channel = message.channel;
    HttpCall call;
    auto url =
        expand(channel.url, fmt::format("channel {}: url", channel.key), environment, call.secrets);
    if (!url) return std::unexpected(url.error());
    const auto secret = expand(channel.secret, fmt::format("channel {}: secret", channel.key),
                               environment, call.secrets);
    if (!secret) return std::unexpected(secret.error());
    hide_path(call.secrets, *url);
    call.url = std::move(*url);
    call.content_type = "application/json";
    call.body = webhook_body(message.facts);
    auto headers = webhook_headers(delivery_id, now, call.body, *secret);
    if (!headers) return in_channel(channel, headers.error());
    call.headers = std::move(*headers);
    return call;
}

Result<Call> render_email(const Message& message, const std::string& delivery_id, Instant now,
                          const Environment& environment) {
    const Channel& channel = message.channel;
    MailCall call;
    auto server = expand(channel.url, fmt::format("channel {}: server", channel.key), environment,
                         call.secrets);
    if (!server) return std::unexpected(server.error());
    auto password = expand(channel.password, fmt::format("channel {}: password", channel.key),
                           environment, call.secrets);
    if (!password) return std::unexpected(password.error());
    auto from = parse_mailbox(channel.from);
    if (!from) return in_channel(channel, from.error());
    call.server = std::move(*server);
    call.user = channel.user;
    call.password = std::move(*password);
    call.from = from->address;
    if (message.answer) {
        call.to = {message.answer->to.address};
        call.message = answer_message(*message.answer, from->address, delivery_id, now);
        return call;
    }
    if (!message.facts.recipient || message.facts.recipient->email.empty()) {
        return fail(DeliverError::BadAddress,
                    fmt::format("channel {}: {} has no mail address", channel.key,
                                message.facts.recipient ? message.facts.recipient->key
                                                        : std::string("the receiver")));
    }
    auto to = parse_mailbox(message.facts.recipient->email);
    if (!to) return in_channel(channel, to.error());
    to->name = message.facts.recipient->name;
    call.to = {to->address};
    call.message = email_message({*from, *to, delivery_id, now}, message.facts);
    return call;
}

// One note for one browser, which may be no more.
Result<Errand> push_errand(const Message& message, Instant now, const ErrandTools& tools) {
    std::string seed;
    while (seed.size() < kPushSeed) {
        const std::uint64_t word = tools.dice();
        for (int shift = 0; shift < 64; shift += 8) seed += static_cast<char>(word >> shift & 0xFF);
    }
    const LeadFacts& facts = message.facts;
    const PushNote note{
        .text = push_text(facts),
        .about = facts.workspace + '\n' +
                 (facts.lead_id.empty() ? std::string(to_word(facts.kind)) : facts.lead_id),
        .is_urgent = is_urgent(facts.kind)};
    auto call = push_call(*message.push, note, seed, now);
    if (!call) return in_channel(message.channel, call.error());
    return Errand{*std::move(call),
                  [](Outcome outcome) -> Next { return {judge_push(std::move(outcome))}; }};
}

}  // namespace

Result<Call> render(const Message& message, const std::string& delivery_id, Instant now,
                    const Environment& environment) {
    if (message.channel.url.empty() && message.channel.type != ChannelType::Push) {
        return fail(DeliverError::NoConnection,
                    fmt::format("channel {}: no address is given to send to", message.channel.key));
    }
    switch (message.channel.type) {
        case ChannelType::Slack:
        case ChannelType::Teams:
            return render_room(message, environment);
        case ChannelType::Email:
            return render_email(message, delivery_id, now, environment);
        case ChannelType::Webhook:
            return render_webhook(message, delivery_id, now, environment);
        case ChannelType::Push:
            break;  // an errand's
    }
    return fail(DeliverError::NoConnection, "a channel of no known type");
}

Result<Errand> plan_errand(const Message& message, const std::string& delivery_id, Instant now,
                           const ErrandTools& tools) {
    if (message.slack) return slack_errand(message, delivery_id, tools.environment, tools.places);
    if (message.push) return push_errand(message, now, tools);
    auto call = render(message, delivery_id, now, tools.environment);
    if (!call) return std::unexpected(std::move(call.error()));
    return Errand{*std::move(call)};
}

}  // namespace baton::deliver
