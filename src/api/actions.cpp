// What people do with a lead: acknowledge, contact, close, reassign, claim.
#include <fmt/format.h>

#include <utility>
#include <variant>

#include "api/answers.hpp"
#include "api/body_fields.hpp"
#include "api/lead_answer.hpp"
#include "api/names.hpp"
#include "api/request_body.hpp"
#include "api/resources.hpp"
#include "api/service.hpp"
#include "api/sight.hpp"
#include "base/text.hpp"
#include "core/desk/command.hpp"

namespace baton::api {
namespace {

// An action on its way: what was sent, under the document that is live.
struct Action {
    desk::LeadId lead{};
    lead::RawMap body;
    std::shared_ptr<const dispatch::Live> live;  // shared with the writer's other readers
    std::optional<dispatch::Key> key;
};

OrResponse<Action> read_action(const Call& call, const http::Request& request) {
    Action action;
    auto body = json_body_or_nothing(request);
    if (!body) return std::unexpected(std::move(body.error()));
    action.body = *std::move(body);
    const auto id = parse_uuid(call.argument(0));
    if (!id) return std::unexpected(no_such_lead());
    action.lead = *id;
    auto key = idempotency_key(call, request);
    if (!key) return std::unexpected(std::move(key.error()));
    action.key = *std::move(key);
    action.live = call.writer().live();
    if (!action.live->policy) return std::unexpected(no_document());
    return action;
}

// Whoever is named as having done it is in the caller's sight.
bool may_speak_for(const Call& call, const Action& action,
                   const std::optional<team::PersonId>& person) {
    return !person || may_act_for(call, action.live->policy->names.people.name(*person));
}

void carry_out(Call call, Action action, desk::Command command) {
    // The row as it is now stands in for what the desk forgets of a lead that is over.
    auto row = call.service().options.store.lead(call.workspace(), action.lead);
    if (!row) return call.answer(store_failed(row.error()));
    if (!*row) return call.answer(no_such_lead());
    const bool may =
        std::holds_alternative<desk::Claim>(command) ? sees(call, **row) : may_act_on(call, **row);
    if (!may) return call.answer(not_theirs());
    (*row)->content.reset();
    Submission submission;
    submission.what =
        dispatch::Act{[command = std::move(command)](const dispatch::Moment&) { return command; },
                      action.lead, std::nullopt};
    submission.key = std::move(action.key);
    submission.render = [row = **std::move(row)](const dispatch::Done& done) {
        return render_state(done, row);
    };
    submit(std::move(call), std::move(submission));
}

// A reason as people give one.
std::optional<std::string> reason(BodyFields& fields, std::string_view name) {
    auto text = fields.text(name);
    if (!text) return std::nullopt;
    if (trim(*text).empty()) {
        fields.wrong(name, fmt::format("\"{}\" needs a reason", name));
    } else if (text->size() > kMaxReasonBytes) {
        fields.wrong(name, fmt::format("a reason has at most {} bytes", kMaxReasonBytes));
    }
    return text;
}

}  // namespace

void post_acknowledge(Call call, http::Request& request) {
    auto action = read_action(call, request);
    if (!action) return call.answer(std::move(action.error()));
    BodyFields fields(action->body, {"person"});
    const auto person = person_named(fields, "person", *action->live->policy);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (!may_speak_for(call, *action, person)) return call.answer(not_for_others());
    const desk::Acknowledge command{action->lead, person};
    carry_out(std::move(call), *std::move(action), command);
}

void post_contact(Call call, http::Request& request) {
    auto action = read_action(call, request);
    if (!action) return call.answer(std::move(action.error()));
    BodyFields fields(action->body, {"person"});
    const auto person = person_named(fields, "person", *action->live->policy);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (!may_speak_for(call, *action, person)) return call.answer(not_for_others());
    const desk::Contact command{action->lead, person};
    carry_out(std::move(call), *std::move(action), command);
}

void post_close(Call call, http::Request& request) {
    auto action = read_action(call, request);
    if (!action) return call.answer(std::move(action.error()));
    BodyFields fields(action->body, {"won", "lost", "disqualified"});
    desk::Close command;
    command.lead = action->lead;
    fields.need_one_of({"won", "lost", "disqualified"});
    if (const auto amount = fields.number("won")) {
        command.as = event::Closing::Won;
        command.amount = *amount;
        if (*amount < 0) fields.wrong("won", "an amount is 0 or more");
    }
    if (auto why = reason(fields, "lost")) {
        command.as = event::Closing::Lost;
        command.reason = *std::move(why);
    }
    if (auto why = reason(fields, "disqualified")) {
        command.as = event::Closing::Disqualified;
        command.reason = *std::move(why);
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    carry_out(std::move(call), *std::move(action), std::move(command));
}

void post_reassign(Call call, http::Request& request) {
    auto action = read_action(call, request);
    if (!action) return call.answer(std::move(action.error()));
    const workspace::Policy& policy = *action->live->policy;
    BodyFields fields(action->body, {"to", "by"});
    desk::ReassignTo command;
    command.lead = action->lead;
    command.by = person_named(fields, "by", policy);
    fields.need_one_of({"to"});
    if (auto to = fields.object("to", {"person", "pool", "queue"})) {
        to->need_one_of({"person", "pool", "queue"});
        if (const auto person = person_named(*to, "person", policy)) command.to = *person;
        if (const auto pool = pool_named(*to, "pool", policy)) command.to = *pool;
        if (const auto queue = queue_named(*to, "queue", policy)) command.to = *queue;
    }
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (!may_speak_for(call, *action, command.by)) return call.answer(not_for_others());
    carry_out(std::move(call), *std::move(action), command);
}

void post_claim(Call call, http::Request& request) {
    auto action = read_action(call, request);
    if (!action) return call.answer(std::move(action.error()));
    BodyFields fields(action->body, {"person"});
    fields.need_one_of({"person"});
    const auto person = person_named(fields, "person", *action->live->policy);
    if (!fields.is_fine()) return call.answer(fields.refusal());
    if (!may_speak_for(call, *action, person)) return call.answer(not_for_others());
    const desk::Claim command{action->lead, *person};
    carry_out(std::move(call), *std::move(action), command);
}

}  // namespace baton::api
