// `channels`, `notify`, `alerts` and `create`: how people and systems hear of it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/lead/email.hpp"
#include "core/workspace/loading.hpp"
#include "core/workspace/messaging.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::size_t kMaxChannels = 1'000;
constexpr std::array<std::string_view, 5> kTypes{"slack", "email", "webhook", "teams", "push"};
constexpr std::array<std::string_view, 2> kRoomKeys{"type", "webhook"};
constexpr std::array<std::string_view, 7> kSlackKeys{"type",    "webhook", "token", "secret",
                                                     "channel", "pools",   "url"};
constexpr std::string_view kSlackApi = "https://slack.com/api";
constexpr std::array<std::string_view, 5> kEmailKeys{"type", "server", "user", "password", "from"};
constexpr std::array<std::string_view, 2> kPushKeys{"type", "contact"};
constexpr std::array<std::string_view, 4> kWebhookKeys{"type", "url", "secret", "events"};

// `address` begins with one of the schemes, or is wholly a secret.
bool has_scheme(std::string_view address, std::initializer_list<std::string_view> schemes) {
    return address.starts_with("${") || std::ranges::any_of(schemes, [&](std::string_view scheme) {
               return address.starts_with(scheme) && address.size() > scheme.size();
           });
}

class ChannelLoader {
  public:
    ChannelLoader(Loading& loading, Channel& channel, const Node& node)
        : loading_(loading),
          channel_(channel),
          node_(node),
          of_("channel " + quoted(channel.key)) {}

    void load() {
        const Fields any(loading_.report, node_, of_, kTypes, Fields::Further::Allowed);
        if (!any.is_map() || any.require("type") == nullptr) return;
        const auto type = any.word("type", kTypes);
        if (!type) return;
        if (*type == 0) {
            read_slack();
        } else if (*type == 1) {
            read_email();
        } else if (*type == 2) {
            read_webhook();
        } else if (*type == 4) {
            read_push();
        } else {
            const Fields fields(loading_.report, node_, of_, kRoomKeys);
            read_room(fields, ChannelType::Teams, "\"${TEAMS_WEBHOOK}\"");
        }
    }

  private:
    std::string address(const Fields& fields, std::string_view key,
                        std::initializer_list<std::string_view> schemes, std::string_view example) {
        if (fields.require(key) == nullptr) return {};
        std::string text = loading_.secret_text(fields, key);
        if (!text.empty() && !has_scheme(text, schemes)) {
            fields.refuse(key, *fields.find(key), "an address such as " + std::string(example));
        }
        return text;
    }

    // A room that people talk in, with an address to post to.
    void read_room(const Fields& fields, ChannelType type, std::string_view example) {
        channel_.type = type;
        channel_.url = address(fields, "webhook", {"https://", "http://"}, example);
    }

    // An incoming webhook, or an app of one's own whose bot writes and whose buttons come back.
    void read_slack() {
        const Fields fields(loading_.report, node_, of_, kSlackKeys);
        channel_.type = ChannelType::Slack;
        if (fields.find("token") == nullptr) {
            for (const std::string_view key : {"secret", "channel", "pools", "url"}) {
                const Node* given = fields.find(key);
                if (given == nullptr) continue;
                loading_.report.error(given->place,
                                      fmt::format("{} has \"{}\" without \"token\"", of_, key),
                                      "only an app with a bot's token has them");
            }
            return read_room(fields, ChannelType::Slack, "\"${SLACK_WEBHOOK}\"");
        }
        if (const Node* webhook = fields.find("webhook")) {
            loading_.report.error(webhook->place,
                                  fmt::format("{} has both \"webhook\" and \"token\"", of_),
                                  "a token alone writes to every channel the bot is in");
        }
        SlackApp app;
        app.token = loading_.secret(fields, "token");
        app.secret = loading_.secret(fields, "secret");
        if (app.secret.empty()) {
            loading_.report.warn(
                fields.place(),
                fmt::format("{} has no \"secret\", so its messages have no buttons", of_),
                "write secret: \"${SLACK_SIGNING_SECRET}\"");
        }
        app.room = fields.text("channel").value_or("");
        channel_.url = std::string(kSlackApi);
        if (fields.find("url") != nullptr) {
            channel_.url = address(fields, "url", {"https://", "http://"}, kSlackApi);
        }
        read_pool_rooms(app, fields);
        loading_.messaging->slack_apps.emplace(channel_.key, std::move(app));
    }

    void read_pool_rooms(SlackApp& app, const Fields& fields) {
        const Node* node = fields.find("pools");
        if (node == nullptr) return;
        const std::string of = "\"pools\" of " + of_;
        const Fields rooms(loading_.report, *node, of, {}, Fields::Further::Allowed);
        if (!rooms.is_map()) return;
        for (const auto& [key, value] : node->entries) {
            const auto pool = loading_.pool(key, of);
            const auto room = rooms.text(key.scalar);
            if (pool && room) app.pool_rooms.emplace_back(*pool, *room);
        }
    }

    void read_email() {
        const Fields fields(loading_.report, node_, of_, kEmailKeys);
        channel_.type = ChannelType::Email;
        channel_.url =
            address(fields, "server", {"smtp://", "smtps://"}, "smtp://mail.example.com:587");
        channel_.user = fields.text("user").value_or("");
        channel_.password = loading_.secret(fields, "password");
        read_mailbox(fields, "from");
    }

    // Push services are told whom to write to when something is wrong with what they get.
    void read_push() {
        const Fields fields(loading_.report, node_, of_, kPushKeys);
        channel_.type = ChannelType::Push;
        read_mailbox(fields, "contact");
    }

    void read_mailbox(const Fields& fields, std::string_view key) {
        if (fields.require(key) == nullptr) return;
        const auto text = fields.text(key);
        if (text && lead::read_email(*text)) channel_.from = *text;
        if (text && channel_.from.empty()) {
            fields.refuse(key, *fields.find(key), "an e-mail address");
        }
    }

    void read_webhook() {
        const Fields fields(loading_.report, node_, of_, kWebhookKeys);
        channel_.type = ChannelType::Webhook;
        channel_.url =
            address(fields, "url", {"https://", "http://"}, "https://hooks.example.com/leads");
        channel_.secret = loading_.secret(fields, "secret");
        for (TextAt& event : fields.texts("events")) {
            const bool is_word = std::ranges::all_of(
                event.text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
            if (is_word) {
                channel_.events.push_back(std::move(event.text));
            } else {
                fields.refuse("events", *event.node,
                              "a list of words such as assigned, escalated and closed");
            }
        }
    }

    Loading& loading_;
    Channel& channel_;
    const Node& node_;
    std::string of_;
};

// The buttons of an app come back to /v1/hooks/slack, which then is no source of leads.
void refuse_hook_of_slack(Loading& loading) {
    const Node* hooks = loading.section("hooks");
    if (hooks == nullptr || loading.messaging->slack_apps.empty()) return;
    for (const auto& [key, value] : hooks->entries) {
        if (key.scalar != "slack") continue;
        loading.report.error(key.place,
                             "hook \"slack\" is where the buttons of Slack messages come back to",
                             "give this source of leads another name");
    }
}

}  // namespace

void load_channels(Loading& loading) {
    Policy& policy = loading.policy;
    loading.each_named(
        "channels", "a channel", [&](const std::string& name, const Node& key, const Node& node) {
            if (policy.channels.size() == kMaxChannels) {
                loading.report.error(key.place,
                                     fmt::format("there are more than {} channels", kMaxChannels));
                return;
            }
            Channel channel;
            channel.key = name;
            ChannelLoader(loading, channel, node).load();
            policy.channels.push_back(std::move(channel));
        });
    refuse_hook_of_slack(loading);
    if (const Node* notify = loading.section("notify")) {
        policy.notify = loading.channels(*notify, "\"notify\"");
    }
    if (const Node* alerts = loading.section("alerts")) {
        policy.alerts = loading.channels(*alerts, "\"alerts\"");
    }
    if (const Node* create = loading.section("create")) {
        policy.create = loading.crm_records(*create, "\"create\"");
    }
}

}  // namespace baton::workspace
