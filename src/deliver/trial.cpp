#include "deliver/trial.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "core/workspace/messaging.hpp"
#include "deliver/crm/connector.hpp"
#include "deliver/errand.hpp"
#include "deliver/interpreter.hpp"
#include "deliver/render.hpp"
#include "deliver/slack_errand.hpp"

namespace baton::deliver {
namespace {

using workspace::Channel;
using workspace::ChannelType;

void end_with(TrialDone done, const Error& error) {
    Outcome outcome;
    outcome.kind = OutcomeKind::Permanent;
    outcome.message = error.message;
    done({std::move(outcome)});
}

// One call after the other, to the errand's end.
void run(Outbound& outbound, Errand errand, OutcomeDone done) {
    auto then = [&outbound, then = std::move(errand.then),
                 done = std::move(done)](Outcome outcome) mutable {
        if (!then || outcome.stopped) return done(std::move(outcome));
        Next next = then(std::move(outcome));
        if (auto* more = std::get_if<Errand>(&next.what)) {
            return run(outbound, std::move(*more), std::move(done));
        }
        done(std::get<Outcome>(std::move(next.what)));
    };
    outbound.submit(std::move(errand.call), std::move(then));
}

// A room of the app's, where it has any; else whoever asked, by a direct message.
SlackPost post_for(const workspace::SlackApp& app, const workspace::Policy& live,
                   const PersonFacts& asker) {
    SlackPost post;
    post.app = app;
    post.target.room = app.room;
    if (post.target.room.empty() && !app.pool_rooms.empty()) {
        post.target.room = app.pool_rooms.front().second;
    }
    if (!post.target.room.empty()) return post;
    const auto id = live.names.people.find(asker.key);
    if (id) post.user = live.messaging().reach(*id).slack;
    post.email = asker.email;
    return post;
}

std::string place_of(const Message& message) {
    if (message.channel.type == ChannelType::Email) {
        return fmt::format("mail to {}", message.facts.recipient->email);
    }
    if (message.slack && message.slack->target.room.empty()) {
        return fmt::format("a direct message to {}", message.slack->email);
    }
    if (message.slack) return fmt::format("a message in {}", message.slack->target.room);
    return message.channel.type == ChannelType::Webhook ? "a signed event of type test"
                                                        : "a message in the channel";
}

struct CrmTrial {
    std::unique_ptr<crm::Connector> connector;
    TrialTools tools;
    Instant until;
    TrialDone done;
};

// Shared by the steps: the connector has to outlive them.
void run(const std::shared_ptr<CrmTrial>& trial, crm::Steps<crm::Owners> steps) {
    if (auto* owners = std::get_if<crm::Owners>(&steps.what)) {
        TrialEnd end{std::move(owners->outcome)};
        if (end.outcome.kind == OutcomeKind::Sent) {
            end.found = fmt::format("{} people can own records there", owners->owners.size());
        }
        return trial->done(std::move(end));
    }
    if (trial->tools.clock() > trial->until) {
        return end_with(std::move(trial->done),
                        {static_cast<int>(DeliverError::Refused), "the CRM answers too slowly"});
    }
    auto& asking = std::get<crm::Asking<crm::Owners>>(steps.what);
    trial->tools.outbound.submit(std::move(asking.call),
                                 [trial, then = std::move(asking.then)](Outcome outcome) mutable {
                                     if (outcome.stopped) return trial->done({std::move(outcome)});
                                     run(trial, then(std::move(outcome)));
                                 });
}

// "hooks.slack.com" of "https://hooks.slack.com/services/…": the rest may be a secret.
std::string host_in(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    const std::size_t user = url.rfind('@');
    return std::string(user == std::string_view::npos ? url : url.substr(user + 1));
}

}  // namespace

void try_channel(const Channel& channel, const workspace::Policy& live, std::string_view workspace,
                 const TrialAsker& asker, const std::string& id, const TrialTools& tools,
                 TrialDone done) {
    const Instant now = tools.clock();
    Message message{channel, {}};
    message.facts.kind = MessageKind::Test;
    message.facts.workspace = workspace;
    message.facts.at = now;
    message.facts.detail =
        fmt::format("{} asked for it in the settings. Nothing needs to be done.", asker.words);
    message.facts.recipient = asker.person;
    if (asker.person.email.empty() && channel.type == ChannelType::Email) {
        message.facts.recipient = PersonFacts{"", "", channel.from};
    }
    if (const workspace::SlackApp* app = live.messaging().slack_app(channel.key)) {
        message.slack = post_for(*app, live, asker.person);
        auto places = std::make_unique<SlackPlaces>();
        auto errand = slack_errand(message, id, tools.environment, *places);
        if (!errand) return end_with(std::move(done), errand.error());
        return run(tools.outbound, *std::move(errand),
                   [places = std::move(places), done = std::move(done),
                    place = place_of(message)](Outcome outcome) mutable {
                       done({std::move(outcome), std::move(place)});
                   });
    }
    auto call = render(message, id, now, tools.environment);
    if (!call) return end_with(std::move(done), call.error());
    run(tools.outbound, Errand{*std::move(call)},
        [done = std::move(done), place = place_of(message)](Outcome outcome) mutable {
            done({std::move(outcome), std::move(place)});
        });
}

void try_crm(const workspace::CrmConnection& crm, const TrialTools& tools, TrialDone done) {
    auto connector = crm::make_connector(crm, tools.environment);
    if (!connector) return end_with(std::move(done), connector.error());
    const Instant now = tools.clock();
    auto trial = std::make_shared<CrmTrial>(
        CrmTrial{*std::move(connector), tools, now + kTrialTakes, std::move(done)});
    run(trial, trial->connector->owners(now));
}

Plugged look_at(std::string_view whose, std::string_view url, std::span<const NamedSecret> texts,
                const Environment& environment) {
    Plugged plugged;
    Secrets secrets;
    for (const NamedSecret& each : texts) {
        const auto value =
            expand(each.text, fmt::format("{}: {}", whose, each.name), environment, secrets);
        if (!value && plugged.fault.empty()) plugged.fault = value.error().message;
    }
    const auto address = expand(url, whose, environment, secrets);
    if (address) plugged.host = secrets.scrub(host_in(*address));
    return plugged;
}

Plugged look_at(const Channel& channel, const workspace::Policy& live,
                const Environment& environment) {
    static const workspace::SlackApp kNoApp;
    const workspace::SlackApp* app = live.messaging().slack_app(channel.key);
    const workspace::SlackApp& known = app != nullptr ? *app : kNoApp;
    const bool is_room = channel.type == ChannelType::Slack || channel.type == ChannelType::Teams;
    const std::string_view address = channel.type == ChannelType::Email ? "server"
                                     : is_room && app == nullptr        ? "webhook"
                                                                        : "url";
    const std::array<NamedSecret, 5> texts{{{address, channel.url},
                                            {"password", channel.password},
                                            {"secret", channel.secret},
                                            {"token", known.token},
                                            {"secret", known.secret}}};
    return look_at("channel " + channel.key, channel.url, texts, environment);
}

Plugged look_at(const workspace::CrmConnection& crm, const Environment& environment) {
    const std::array<NamedSecret, 4> texts{
        {{"url", crm.url}, {"password", crm.password}, {"token", crm.token}, {"key", crm.key_pem}}};
    return look_at("crm " + crm.key, crm.url, texts, environment);
}

}  // namespace baton::deliver
