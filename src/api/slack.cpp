#include "api/slack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/answers.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "capture/hooks/slack.hpp"
#include "core/desk/command.hpp"
#include "core/workspace/messaging.hpp"
#include "deliver/planner.hpp"
#include "deliver/slack_post.hpp"
#include "http/problem.hpp"
#include "store/error.hpp"

namespace baton::api {
namespace {

using deliver::SlackButton;
using workspace::Policy;
using workspace::SlackApp;

// An app that signed a post, with what it takes to ask Slack.
struct Signer {
    std::string channel;
    const SlackApp* app = nullptr;
};

// The app whose secret the post is signed with; 401 where there is none, 503 where a secret that
// might have been it is not to be had.
OrResponse<Signer> signer_of(Service& service, const Policy& policy, const http::Request& request) {
    const capture::HookCall post{"POST",
                                 {},
                                 request.header("Content-Type").value_or(""),
                                 request.body,
                                 [&](std::string_view name) { return request.header(name); },
                                 service.options.clock.now()};
    std::optional<http::Response> missing;
    std::optional<Error> last;
    for (const auto& [channel, app] : policy.messaging().slack_apps) {
        if (app.secret.empty()) continue;
        deliver::Secrets secrets;
        const auto secret = deliver::expand(app.secret, fmt::format("channel {}: secret", channel),
                                            service.options.environment, secrets);
        if (!secret) {
            missing = unavailable(secret.error().message, 30);
            continue;
        }
        const auto verified = capture::verify_slack(*secret, post);
        if (verified) return Signer{channel, &app};
        last = verified.error();
    }
    if (missing) return std::unexpected(*std::move(missing));
    ++service.metrics.hooks_refused;
    return std::unexpected(
        http::problem_response(401, last ? last->message : "the post is not signed"));
}

std::optional<team::PersonId> person_by(const Policy& policy, const auto& is_meant) {
    for (std::uint32_t i = 0; i < policy.people.size(); ++i) {
        if (policy.people[i] && is_meant(team::PersonId{i})) return team::PersonId{i};
    }
    return std::nullopt;
}

std::optional<team::PersonId> person_by_slack(const Policy& policy, std::string_view user) {
    return person_by(policy, [&](team::PersonId id) {
        return !user.empty() && policy.messaging().reach(id).slack == user;
    });
}

std::optional<team::PersonId> person_by_email(const Policy& policy, std::string_view email) {
    return person_by(policy, [&](team::PersonId id) {
        return !email.empty() && equals_ignoring_ascii_case(policy.person(id)->email, email);
    });
}

// Whom somebody passes a lead on to: the others of its pool, else their backup, else their manager.
std::optional<std::variant<team::PersonId, team::PoolId, team::QueueId>> next_of(
    const Policy& policy, const std::string& pool_key, team::PersonId person) {
    const auto pool_id = find_pool(policy, pool_key);
    const workspace::Pool* pool = pool_id ? policy.pool(*pool_id) : nullptr;
    const bool has_others =
        pool != nullptr && std::ranges::any_of(pool->members, [&](const workspace::Member& each) {
            return each.person != person;
        });
    if (has_others) return *pool_id;
    const workspace::Person* who = policy.person(person);
    if (who->backup) return *who->backup;
    if (who->manager) return *who->manager;
    return std::nullopt;
}

Result<desk::Command> command_of(SlackButton button, const Uuid& lead, const std::string& pool,
                                 const std::string& person_key, const Policy& policy) {
    const auto person = find_person(policy, person_key);
    if (!person) {
        return fail(desk::DeskError::UnknownPerson, no_such_person(policy, person_key));
    }
    switch (button) {
        case SlackButton::Acknowledge:
            return desk::Acknowledge{lead, *person};
        case SlackButton::Claim:
            return desk::Claim{lead, *person};
        case SlackButton::PassOn: {
            const auto to = next_of(policy, pool, *person);
            if (!to) {
                return fail(desk::DeskError::NobodyEligible,
                            "there is nobody to pass the lead on to: you have no colleague in its "
                            "pool, no backup and no manager");
            }
            return desk::ReassignTo{.lead = lead, .to = *to, .by = *person, .only_own = true};
        }
    }
    return fail(desk::DeskError::UnknownLead, "there is no such button");
}

std::string as_sentence(std::string text) {
    if (!text.empty()) text[0] = ascii_upper(text.substr(0, 1))[0];
    return text + ".";
}

// One press on its way.
class Press : public std::enable_shared_from_this<Press> {
  public:
    Press(Call call, std::shared_ptr<const dispatch::Live> live, Signer signer,
          capture::SlackPress press, SlackButton button, Uuid lead)
        : call_(std::move(call)),
          live_(std::move(live)),
          signer_(std::move(signer)),
          press_(std::move(press)),
          button_(button),
          lead_(lead) {}

    void take() {
        if (const auto person = person_by_slack(*live_->policy, press_.user)) {
            return execute(*person);
        }
        ask_who();
    }

  private:
    // Slack knows their e-mail address. It may take its time, so it is answered first.
    void ask_who() {
        Service& service = call_.service();
        deliver::HttpCall ask;
        const auto token =
            deliver::expand(signer_.app->token, fmt::format("channel {}: token", signer_.channel),
                            service.options.environment, ask.secrets);
        if (!token) return call_.answer(unavailable(token.error().message, 30));
        const auto api = deliver::expand(live_->policy->find_channel(signer_.channel)->url,
                                         fmt::format("channel {}: url", signer_.channel),
                                         service.options.environment, ask.secrets);
        if (!api) return call_.answer(unavailable(api.error().message, 30));
        ask.url = *api + "/users.info";
        ask.headers.emplace_back("Authorization", "Bearer " + *token);
        ask.content_type = "application/x-www-form-urlencoded";
        ask.body = "user=" + http::percent_encode(press_.user);
        ask.wants_answer = true;
        call_.answer(http::Response::text(200, ""));
        service.options.outbound->submit(std::move(ask), [self = shared_from_this()](
                                                             deliver::Outcome outcome) {
            Background::Job job = [self, outcome = std::move(outcome)] { self->on_who(outcome); };
            // Where there is no room for it the press is lost, as one that Slack lost.
            (void)self->call_.service().background.run(job);
        });
    }

    void on_who(const deliver::Outcome& outcome) {
        const std::string email = capture::slack_email_in(outcome.answer);
        if (const auto person = person_by_email(*live_->policy, email)) return execute(*person);
        remark(email.empty()
                   ? "Baton could not find out from Slack who you are; it needs the scope "
                     "users:read.email, or your member ID as slack: in the document."
                   : "Baton does not know you: nobody in the document has your e-mail "
                     "address, or your member ID as slack:.");
    }

    void execute(team::PersonId person) {
        const std::string key = live_->policy->person(person)->key;
        if (press_.channel.starts_with('D')) recipient_ = key;
        const auto row = call_.service().options.store.lead(call_.workspace(), lead_);
        if (!row) return refuse_for_now(row.error().message);
        if (!*row) return remark("There is no such lead any more.");
        dispatch::Request request;
        request.what = dispatch::Act{[button = button_, lead = lead_, pool = (*row)->pool,
                                      key](const dispatch::Moment& moment) {
                                         return command_of(button, lead, pool, key, moment.policy);
                                     },
                                     lead_, std::nullopt};
        request.key = key_of_press();
        request.actor = {"slack:" + key};
        request.render = [](const dispatch::Done&) { return dispatch::Rendered{200, ""}; };
        request.reply = [self = shared_from_this()](dispatch::Answer answer) {
            self->on_answer(std::move(answer));
        };
        call_.writer().submit(std::move(request));
    }

    // One press, played again, is answered as before.
    [[nodiscard]] dispatch::Key key_of_press() const {
        constexpr std::string_view kGap("\0", 1);
        const std::array<std::string_view, 9> pieces{
            press_.user, kGap, press_.at, kGap, press_.action, kGap, press_.ts, kGap, press_.value};
        const Digest digest = sha256(pieces);
        return {"slack:" + to_hex(bytes_of(digest)), digest};
    }

    void on_answer(dispatch::Answer answer) {
        if (const auto* refused = std::get_if<dispatch::Refused>(&answer)) {
            return show(as_sentence(refused->error.message));
        }
        if (const auto* away = std::get_if<dispatch::Unavailable>(&answer)) {
            return refuse_for_now(away->message);
        }
        show("");
    }

    // The message becomes what is true now; `remark` is for the one who pressed.
    void show(std::string remark) { put(std::move(remark), lead_); }
    // They alone are told something.
    void remark(std::string words) { put(std::move(words), std::nullopt); }

    void put(std::string remark, std::optional<Uuid> lead) {
        Service& service = call_.service();
        const Instant now = service.options.clock.now();
        const deliver::Pressed pressed{.room = press_.channel,
                                       .ts = press_.ts,
                                       .user = press_.user,
                                       .press = press_.at,
                                       .remark = std::move(remark)};
        deliver::Planned planned{signer_.channel,
                                 std::string(deliver::to_word(deliver::MessageKind::Pressed)),
                                 recipient_, lead, deliver::write_pressed(pressed)};
        store::PutDeliveries puts{{"press", call_.workspace(), 0, 0}, {}};
        puts.rows.push_back(deliver::make_row(call_.workspace(), 0, now, std::move(planned), now));
        service.options.store.put_deliveries(
            std::move(puts), [self = shared_from_this()](Result<void> done) {
                // One that was played again within the same moment is there already.
                if (!done && !store::is(done.error(), store::StoreError::Invalid)) {
                    return self->refuse_for_now(done.error().message);
                }
                const Options& options = self->call_.service().options;
                if (options.on_retry) options.on_retry(self->call_.workspace());
                self->answer(http::Response::text(200, ""));
            });
    }

    // Slack shows the one who pressed that it did not work, and they press again.
    void refuse_for_now(std::string message) { answer(unavailable(std::move(message))); }
    void answer(http::Response response) {
        if (!call_.is_answered()) call_.answer(std::move(response));
    }

    Call call_;
    const std::shared_ptr<const dispatch::Live> live_;  // shared with the writer's other readers
    const Signer signer_;                               // points into it
    const capture::SlackPress press_;
    const SlackButton button_;
    const Uuid lead_;
    std::string recipient_;  // whose direct message it stands in; empty: a room
};

}  // namespace

bool is_slack_hook(const Policy& policy, std::string_view name) {
    return name == "slack" &&
           std::ranges::any_of(policy.messaging().slack_apps,
                               [](const auto& each) { return !each.second.secret.empty(); });
}

void take_press(Call call, const http::Request& request,
                std::shared_ptr<const dispatch::Live> live) {
    auto signer = signer_of(call.service(), *live->policy, request);
    if (!signer) return call.answer(std::move(signer.error()));
    auto press = capture::read_slack_press(request.body);
    if (!press) return call.answer(capture_refusal(press.error()));
    const auto button = deliver::slack_button_from(press->action);
    const auto lead = parse_uuid(press->value);
    // The link to the lead is a button, too, of whose press Slack only tells.
    const bool is_ours =
        button && lead && !press->user.empty() && !press->channel.empty() && !press->ts.empty();
    if (!is_ours) return call.answer(http::Response::text(200, ""));
    std::make_shared<Press>(std::move(call), std::move(live), *std::move(signer), *std::move(press),
                            *button, *lead)
        ->take();
}

}  // namespace baton::api
