// How each person is reached, `templates` and `answers`: what the document says of messages.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/workspace/messaging.hpp"
#include "core/workspace/parts.hpp"
#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr std::array<std::string_view, 2> kTemplateKeys{"subject", "text"};
constexpr std::array<std::string_view, 3> kAnswerKeys{"channel", "subject", "text"};
constexpr std::size_t kMaxAnswers = 1'000;

class MessagesLoader {
  public:
    explicit MessagesLoader(Loading& loading)
        : loading_(loading), policy_(loading.policy), messaging_(*loading.messaging) {}

    void load_people() {
        const Node* people = loading_.section("people");
        if (people == nullptr) return;
        for (const auto& [key, node] : people->entries) {
            const auto id = policy_.names.people.find(key.scalar);
            if (!id || policy_.person(*id) == nullptr || node.kind != Node::Kind::Map) continue;
            if (node.find("channels") == nullptr && node.find("quiet") == nullptr) continue;
            if (messaging_.people.size() <= id->index()) messaging_.people.resize(id->index() + 1);
            read_reach(messaging_.people[id->index()], node,
                       fmt::format("person {}", quoted(key.scalar)));
        }
    }

    void load_templates() {
        const Node* templates = loading_.section("templates");
        if (templates == nullptr) return;
        const Fields all(loading_.report, *templates, "\"templates\"", kTemplateKinds);
        if (!all.is_map()) return;
        for (const std::string_view kind : kTemplateKinds) {
            const Node* node = all.find(kind);
            if (node == nullptr) continue;
            const Fields fields(loading_.report, *node, fmt::format("template \"{}\"", kind),
                                kTemplateKeys);
            if (!fields.is_map()) continue;
            messaging_.templates.emplace(kind,
                                         MessageTemplate{read_template(loading_, fields, "subject"),
                                                         read_template(loading_, fields, "text")});
        }
    }

    void load_answers() {
        loading_.each_named("answers", "an answer",
                            [&](const std::string& name, const Node& key, const Node& node) {
                                if (messaging_.answers.size() == kMaxAnswers) {
                                    loading_.report.error(
                                        key.place,
                                        fmt::format("there are more than {} answers", kMaxAnswers));
                                    return;
                                }
                                read_answer(name, node);
                            });
    }

  private:
    void read_reach(Reach& reach, const Node& node, const std::string& who) {
        if (const Node* channels = node.find("channels")) {
            const std::string what = "\"channels\" of " + who;
            reach.channels = loading_.channels(*channels, what);
            for (const std::string& name : reach.channels) {
                const Channel& channel = *policy_.find_channel(name);
                if (reaches_people(channel)) continue;
                loading_.report.error(
                    channels->place,
                    fmt::format("{} names {}, which reaches rooms or programs and no single person",
                                what, quoted(name)),
                    "mail and Slack apps reach people");
            }
        }
        const Node* quiet = node.find("quiet");
        if (quiet == nullptr || quiet->kind == Node::Kind::Null) return;
        auto hours = quiet->kind == Node::Kind::Scalar ? team::parse_hours(quiet->scalar)
                                                       : std::unexpected(Error{0, "it is no text"});
        if (!hours || hours->always) {
            loading_.report.error(
                quiet->place,
                fmt::format("\"quiet\" of {} must be hours such as \"Mon-Sun 22:00-07:00\", not {}",
                            who, in_words(*quiet)),
                hours ? "somebody who is never told has active: false" : hours.error().message);
            return;
        }
        reach.quiet = *std::move(hours);
    }

    [[nodiscard]] bool reaches_people(const Channel& channel) const {
        return channel.type == ChannelType::Email || channel.type == ChannelType::Push ||
               messaging_.slack_app(channel.key) != nullptr;
    }

    void read_answer(const std::string& name, const Node& node) {
        const Fields fields(loading_.report, node, "answer " + quoted(name), kAnswerKeys);
        if (!fields.is_map()) return;
        Answer answer;
        if (const Node* channel = fields.require("channel")) {
            const auto named = loading_.channels(*channel, "\"channel\" of " + fields.of());
            const Channel* found = named.size() == 1 ? policy_.find_channel(named[0]) : nullptr;
            if (found != nullptr && found->type != ChannelType::Email) {
                fields.refuse("channel", *channel, "a channel of type email");
            } else if (found != nullptr) {
                answer.channel = found->key;
            }
        }
        if (fields.require("subject") != nullptr) {
            answer.subject = read_template(loading_, fields, "subject");
        }
        if (fields.require("text") != nullptr) {
            answer.text = read_template(loading_, fields, "text");
        }
        messaging_.answers.emplace(name, std::move(answer));
    }

    Loading& loading_;
    Policy& policy_;
    Messaging& messaging_;
};

}  // namespace

void load_messages(Loading& loading) {
    MessagesLoader loader(loading);
    loader.load_people();
    loader.load_templates();
    loader.load_answers();
}

}  // namespace baton::workspace
