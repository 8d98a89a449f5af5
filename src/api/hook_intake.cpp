#include "api/hook_intake.hpp"

#include <array>
#include <utility>

#include "api/answers.hpp"
#include "api/intake.hpp"
#include "api/json.hpp"
#include "api/request_body.hpp"
#include "api/service.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"

namespace baton::api {
namespace {

// The hook's name and the source's own id: the same lead again, whatever else it says by then.
std::optional<dispatch::Key> key_of(const std::string& hook, const std::string& id) {
    if (id.empty()) return std::nullopt;
    constexpr std::string_view kGap("\0", 1);
    const std::array<std::string_view, 3> pieces{hook, kGap, id};
    const Digest digest = sha256(pieces);
    return dispatch::Key{"hook:" + to_hex(bytes_of(digest)), digest};
}

}  // namespace

HookIntake::HookIntake(Call call, std::shared_ptr<const dispatch::Live> live,
                       const workspace::HookSource& hook, capture::HookType type)
    : call_(std::move(call)), live_(std::move(live)), hook_(hook), type_(type) {}

void HookIntake::take(capture::HookContent content, const std::string& repeat_key,
                      const deliver::HttpCall& fetch_like) {
    left_ = content.leads.size() + content.to_fetch.size();
    taken_.resize(left_);
    if (left_ == 0) {
        std::string body;
        {
            ObjectWriter answer(body);
            answer.key("leads") += "[]";
            answer.text("note", content.nothing);
        }
        return call_.answer(http::Response::json(200, std::move(body)));
    }
    std::size_t place = 0;
    for (capture::HookLead& lead : content.leads) submit(place++, std::move(lead), repeat_key);
    for (const std::string& id : content.to_fetch) fetch(place++, id, fetch_like);
}

void HookIntake::fetch(std::size_t place, const std::string& id, const deliver::HttpCall& like) {
    deliver::HttpCall get = like;
    get.url = capture::fetch_address(type_, like.url, id, {hook_.map, live_->policy->schema});
    call_.service().options.outbound->submit(
        std::move(get), [self = shared_from_this(), place, id](deliver::Outcome outcome) {
            // Off the client's thread: the writer may have to read the store.
            Background::Job job = [self, place, id, outcome = std::move(outcome)] {
                self->on_fetched(place, id, outcome);
            };
            if (!self->call_.service().background.run(job)) {
                self->fail(unavailable("too many slow requests are waiting; try again shortly"));
            }
        });
}

void HookIntake::on_fetched(std::size_t place, const std::string& id,
                            const deliver::Outcome& outcome) {
    if (outcome.kind != deliver::OutcomeKind::Sent) {
        return fail(unavailable("lead " + id + " cannot be fetched: " + outcome.message, 30));
    }
    auto lead =
        capture::read_fetched(type_, {hook_.map, live_->policy->schema}, id, outcome.answer);
    if (!lead) {
        return fail(unavailable(
            "what was fetched as lead " + id + " is none: " + lead.error().message, 30));
    }
    submit(place, *std::move(lead), "");
}

void HookIntake::submit(std::size_t place, capture::HookLead lead, const std::string& repeat_key) {
    std::erase_if(lead.raw, [](const auto& member) { return member.name == "source"; });
    lead.raw.emplace_back("source", lead::RawValue{hook_.key});
    Prepared prepared = prepare(call_.service(), lead.raw, *live_);
    if (!says_something(*prepared.intake.content)) {
        if (type_ == capture::HookType::Json) {
            return fail(http::problem_response(
                422, "there is nothing in it: send an e-mail address, a name …", "email"));
        }
        return count_down();
    }
    dispatch::Request request;
    request.what = std::move(prepared.intake);
    request.key = key_of(hook_.key, lead.id.empty() ? repeat_key : lead.id);
    request.actor = {"hook:" + hook_.key};
    request.render = [](const dispatch::Done& done) {
        return dispatch::Rendered{200, format_uuid(*done.events.front().lead)};
    };
    request.reply = [self = shared_from_this(), place](dispatch::Answer answer) {
        self->settle(place, std::move(answer));
    };
    call_.writer().submit(std::move(request));
}

void HookIntake::settle(std::size_t place, dispatch::Answer answer) {
    const auto* accepted = std::get_if<dispatch::Accepted>(&answer);
    const bool was_there = accepted != nullptr && accepted->replayed;
    http::Response response = response_of(call_.service(), std::move(answer));
    if (response.status >= 300) return fail(std::move(response));
    {
        const std::lock_guard lock(mutex_);
        taken_[place] = {std::move(response.body), was_there};
    }
    count_down();
}

void HookIntake::fail(http::Response refusal) {
    {
        const std::lock_guard lock(mutex_);
        if (!refusal_) refusal_ = std::move(refusal);
    }
    count_down();
}

void HookIntake::count_down() {
    std::string body;
    {
        const std::lock_guard lock(mutex_);
        if (--left_ > 0) return;
        if (!refusal_) {
            ObjectWriter answer(body);
            std::erase_if(taken_, [](const Taken& taken) { return taken.lead.empty(); });
            write_list(answer.key("leads"), taken_, [&](const Taken& taken) {
                ObjectWriter one(body);
                one.text("lead", taken.lead);
                flag(one, "repeat", taken.was_there);
            });
        }
    }
    call_.answer(refusal_ ? *std::move(refusal_) : http::Response::json(200, std::move(body)));
}

}  // namespace baton::api
