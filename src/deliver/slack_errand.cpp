#include "deliver/slack_errand.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/event/json_writer.hpp"
#include "deliver/notify/clean.hpp"
#include "deliver/notify/slack.hpp"
#include "deliver/outbound/classify.hpp"
#include "deliver/outbound/json_answer.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kErrorShown = 60;

// Everything that the steps of one errand need; shared by their continuations.
struct Trip {
    std::string channel;  // the workspace document's name of it
    std::string api;
    Secrets secrets;
    std::string token;
    SlackPost post;
    LeadFacts facts;
    SlackPlaces& places;
    std::vector<SlackCopy> others = {};  // still to be brought up to date, the last first

    // Names the lead among those that were posted about.
    [[nodiscard]] std::string lead() const {
        return fmt::format("{}\n{}\n{}", facts.workspace, channel, facts.lead_id);
    }
    // Names the direct message among those that are known.
    [[nodiscard]] std::string member() const {
        return fmt::format("{}\n{}\n{}\n{}", facts.workspace, channel, post.user, post.email);
    }
};
using SharedTrip = std::shared_ptr<Trip>;  // shared: one step at a time holds it

HttpCall call_of(const Trip& trip, std::string_view method, std::string body) {
    HttpCall call;
    call.url = fmt::format("{}/{}", trip.api, method);
    call.headers.emplace_back("Authorization", "Bearer " + trip.token);
    call.content_type = "application/json; charset=utf-8";
    call.body = std::move(body);
    call.secrets = trip.secrets;
    call.wants_answer = true;
    return call;
}

Next ended(Outcome outcome) {
    outcome.answer.clear();
    return {std::move(outcome)};
}

Next refused(std::string message) {
    Outcome outcome;
    outcome.kind = OutcomeKind::Permanent;
    outcome.message = std::move(message);
    return {std::move(outcome)};
}

bool says(const Outcome& outcome, std::string_view error) {
    return outcome.message.ends_with(fmt::format("({})", error));
}

// The text at `path` of an answer that was yes; empty where there is none.
std::string part_of(const Outcome& outcome, JsonAnswer::Path path) {
    const auto answer = JsonAnswer::parse(outcome.answer);
    return answer ? answer->text(path) : std::string();
}

Errand post_message(const SharedTrip& trip);

// What only the one who pressed is told. That it fails spoils nothing: the message itself is there.
Errand remark(const SharedTrip& trip) {
    std::string body;
    {
        event::ObjectWriter object(body);
        object.text("channel", trip->post.target.room);
        object.text("user", trip->post.remark_to);
        object.text("text", escape_slack(trip->post.remark, slack_limit::kText));
    }
    return {call_of(*trip, "chat.postEphemeral", std::move(body)), [](Outcome outcome) {
                outcome = judge_slack(std::move(outcome));
                if (outcome.kind == OutcomeKind::Permanent) outcome.kind = OutcomeKind::Sent;
                return ended(std::move(outcome));
            }};
}

// What is left to do once the message itself is there.
Next go_on(const SharedTrip& trip, Outcome outcome);

// The same message elsewhere says how the lead stands, too. That it fails spoils nothing.
Errand update_copy(const SharedTrip& trip) {
    const SlackCopy copy = std::move(trip->others.back());
    trip->others.pop_back();
    SlackTarget target = trip->post.target;
    target.room = copy.room;
    target.ts = copy.ts;
    target.delivery = copy.delivery;
    const bool is_theirs = trip->facts.assignee && trip->facts.assignee->key == copy.recipient;
    if (!copy.recipient.empty() && !is_theirs) target.buttons.clear();
    return {call_of(*trip, "chat.update", slack_app_message(trip->facts, target)),
            [trip](Outcome outcome) -> Next {
                outcome = judge_slack(std::move(outcome));
                // A Slack that is away is not asked for each of them.
                if (outcome.kind == OutcomeKind::Retry) trip->others.clear();
                outcome = Outcome{.kind = OutcomeKind::Sent, .status = outcome.status};
                return go_on(trip, std::move(outcome));
            }};
}

Next go_on(const SharedTrip& trip, Outcome outcome) {
    if (!trip->others.empty()) return {update_copy(trip)};
    if (!trip->post.remark.empty()) return {remark(trip)};
    return ended(std::move(outcome));
}

// A new message is remembered; one that was changed takes its copies along.
void note_copies(const SharedTrip& trip, const Outcome& outcome, bool is_new) {
    if (trip->facts.lead_id.empty()) return;
    if (!is_new) {
        trip->others = trip->places.copies(trip->lead());
        std::erase_if(trip->others, [&](const SlackCopy& copy) {
            return copy.room == trip->post.target.room && copy.ts == trip->post.target.ts;
        });
        return;
    }
    SlackCopy copy{.room = part_of(outcome, {"channel"}),
                   .ts = part_of(outcome, {"ts"}),
                   .delivery = trip->post.target.delivery,
                   .recipient = trip->facts.recipient ? trip->facts.recipient->key : ""};
    if (copy.room.empty() || copy.ts.empty()) return;
    trip->places.remember(trip->lead(), std::move(copy));
}

Errand post_message(const SharedTrip& trip) {
    const bool is_new = trip->post.target.ts.empty();
    std::string body = slack_app_message(trip->facts, trip->post.target);
    HttpCall call = call_of(*trip, is_new ? "chat.postMessage" : "chat.update", std::move(body));
    call.never_twice = is_new;
    return {std::move(call), [trip, is_new](Outcome outcome) -> Next {
                outcome = judge_slack(std::move(outcome));
                if (says(outcome, "channel_not_found")) trip->places.forget(trip->member());
                const bool is_gone = !is_new && outcome.kind == OutcomeKind::Permanent;
                if (outcome.kind != OutcomeKind::Sent && !is_gone) return ended(std::move(outcome));
                note_copies(trip, outcome, is_new);
                return go_on(trip, std::move(outcome));
            }};
}

Errand open_conversation(const SharedTrip& trip, const std::string& user) {
    std::string body;
    {
        event::ObjectWriter object(body);
        object.text("users", user);
    }
    return {call_of(*trip, "conversations.open", std::move(body)), [trip](Outcome outcome) -> Next {
                outcome = judge_slack(std::move(outcome));
                if (outcome.kind != OutcomeKind::Sent) return ended(std::move(outcome));
                trip->post.target.room = part_of(outcome, {"channel", "id"});
                if (trip->post.target.room.empty()) {
                    return refused("Slack opened a direct message without an id");
                }
                trip->places.put(trip->member(), trip->post.target.room);
                return {post_message(trip)};
            }};
}

Errand look_up(const SharedTrip& trip) {
    HttpCall call = call_of(*trip, "users.lookupByEmail", "email=" + escape_url(trip->post.email));
    call.content_type = "application/x-www-form-urlencoded";
    return {std::move(call), [trip](Outcome outcome) -> Next {
                outcome = judge_slack(std::move(outcome));
                if (says(outcome, "users_not_found")) {
                    return refused(fmt::format(
                        "nobody in Slack has the e-mail address of {}; give them slack: with "
                        "their member ID in the document",
                        trip->facts.recipient ? trip->facts.recipient->key : "the receiver"));
                }
                if (outcome.kind != OutcomeKind::Sent) return ended(std::move(outcome));
                const std::string user = part_of(outcome, {"user", "id"});
                if (user.empty()) return refused("Slack named somebody without an id");
                return {open_conversation(trip, user)};
            }};
}

Errand first_step(const SharedTrip& trip) {
    SlackPost& post = trip->post;
    if (post.is_remark_only) return remark(trip);
    if (post.target.room.empty()) post.target.room = trip->places.find(trip->member());
    if (!post.target.room.empty()) return post_message(trip);
    return post.user.empty() ? look_up(trip) : open_conversation(trip, post.user);
}

}  // namespace

std::string SlackPlaces::find(const std::string& member) const {
    const auto found = rooms_.find(member);
    return found == rooms_.end() ? std::string() : found->second;
}

void SlackPlaces::put(const std::string& member, std::string room) {
    if (rooms_.size() >= kMost) rooms_.clear();
    rooms_[member] = std::move(room);
}

void SlackPlaces::remember(const std::string& lead, SlackCopy copy) {
    if (copies_.size() >= kMost && !copies_.contains(lead)) copies_.clear();
    std::vector<SlackCopy>& all = copies_[lead];
    if (all.size() == kMostCopies) all.erase(all.begin());
    all.push_back(std::move(copy));
}

std::vector<SlackCopy> SlackPlaces::copies(const std::string& lead) const {
    const auto found = copies_.find(lead);
    return found == copies_.end() ? std::vector<SlackCopy>() : found->second;
}

bool may_pass_later(std::string_view error) {
    constexpr std::array<std::string_view, 12> kLater{
        "ratelimited",      "rate_limited",        "internal_error", "fatal_error",
        "request_timeout",  "service_unavailable", "not_authed",     "invalid_auth",
        "account_inactive", "token_revoked",       "token_expired",  "missing_scope"};
    return std::ranges::find(kLater, error) != kLater.end();
}

Outcome judge_slack(Outcome outcome) {
    if (outcome.kind != OutcomeKind::Sent) return outcome;
    const auto answer = JsonAnswer::parse(outcome.answer);
    if (!answer) {
        outcome.kind = OutcomeKind::Retry;
        outcome.message = "Slack's answer is no JSON";
        return outcome;
    }
    if (answer->is_true({"ok"})) return outcome;
    const std::string error = printable(answer->text({"error"}), kErrorShown);
    outcome.kind = may_pass_later(error) ? OutcomeKind::Retry : OutcomeKind::Permanent;
    outcome.message =
        fmt::format("Slack does not take it ({})", error.empty() ? "without a reason" : error);
    return outcome;
}

Result<Errand> slack_errand(const Message& message, const std::string& delivery_id,
                            const Environment& environment, SlackPlaces& places) {
    const std::string& key = message.channel.key;
    Secrets secrets;
    auto api =
        expand(message.channel.url, fmt::format("channel {}: url", key), environment, secrets);
    if (!api) return std::unexpected(api.error());
    auto token = expand(message.slack->app.token, fmt::format("channel {}: token", key),
                        environment, secrets);
    if (!token) return std::unexpected(token.error());
    while (api->ends_with('/')) api->pop_back();
    auto trip = std::make_shared<Trip>(Trip{.channel = key,
                                            .api = *std::move(api),
                                            .secrets = std::move(secrets),
                                            .token = *std::move(token),
                                            .post = *message.slack,
                                            .facts = message.facts,
                                            .places = places});
    trip->post.target.delivery = delivery_id;
    const bool has_place =
        !trip->post.target.room.empty() || !trip->post.user.empty() || !trip->post.email.empty();
    if (!has_place) {
        return fail(DeliverError::BadAddress,
                    fmt::format("channel {}: neither a Slack channel nor a person is named to "
                                "write to",
                                key));
    }
    return first_step(trip);
}

}  // namespace baton::deliver
