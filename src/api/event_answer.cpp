#include "api/event_answer.hpp"

#include <fmt/format.h>

#include "api/lead_answer.hpp"
#include "core/desk/state_after.hpp"
#include "core/event/words.hpp"
#include "core/route/words.hpp"

namespace baton::api {
namespace {

std::string by_hand(const route::Decision& decision, const workspace::Policy& policy,
                    std::string_view what) {
    if (decision.person) {
        return fmt::format("{}: goes to {}.", what, policy.names.people.name(*decision.person));
    }
    if (decision.queue) {
        return fmt::format("{}: waits in queue \"{}\".", what,
                           policy.names.queues.name(*decision.queue));
    }
    return fmt::format("{}: {}.", what, desk::to_word(desk::state_after(decision.outcome)));
}

std::string decision_words(const event::Event& event, const route::Decision& decision,
                           const workspace::Policy& policy) {
    switch (event.cause) {
        case event::Cause::Hand:
            return by_hand(decision, policy, "Reassigned by hand");
        case event::Cause::Claimed:
            return by_hand(decision, policy, "Claimed");
        case event::Cause::Silence:
            return "Nobody had acknowledged it. " + route::explain(decision, policy);
        case event::Cause::Waiting:
            return "It had waited. " + route::explain(decision, policy);
        case event::Cause::Submitted:
        case event::Cause::Stale:
        case event::Cause::Published:
            return route::explain(decision, policy);
    }
    return "";
}

class Teller {
  public:
    Teller(ObjectWriter& object, const event::Event& event, const EventContext& context)
        : object_(object), event_(event), policy_(context.policy), is_exact_(context.is_exact) {}

    void tell(const event::Published& body) {
        object_.text_if_any("note", body.note);
        object_.flag_if_set("confirmed", body.confirmed);
        say(fmt::format("Version {} of the document was published.", event_.version));
    }
    void tell(const event::Received& body) {
        object_.text("received_at", format_time(body.received_at));
        decision(body.decision);
    }
    void tell(const event::Revised& body) {
        object_.integer("revision", body.revision);
        say(fmt::format("The same person submitted again: revision {}.", body.revision));
    }
    void tell(const event::Decided& body) {
        if (body.by) object_.text("by", name(*body.by));
        if (!body.passed.empty()) {
            std::string& out = object_.key("passed");
            write_list(out, body.passed, [&](const route::Exclusion& passed) {
                append_json_string(out, route::in_words(passed, policy_));
            });
        }
        decision(body.decision);
    }
    void tell(const event::Acknowledged& body) {
        object_.text("state", desk::to_word(desk::LeadState::Acknowledged));
        object_.text("person", name(body.person));
        say(fmt::format("{} acknowledged it.", name(body.person)));
    }
    void tell(const event::Contacted& body) {
        object_.text("state", desk::to_word(desk::LeadState::Contacted));
        object_.text("person", name(body.person));
        object_.integer("after_seconds", body.after_seconds);
        say(fmt::format("{} made contact {} after getting it.", name(body.person),
                        format_duration(Duration::seconds(body.after_seconds))));
    }
    void tell(const event::Closed& body) {
        object_.text("state", desk::to_word(desk::state_after(body.as)));
        if (body.as == event::Closing::Won) {
            object_.number("amount", body.amount);
            say(fmt::format("Won: {}.", format_number(body.amount)));
            return;
        }
        object_.text("reason", body.reason);
        if (event_.cause == event::Cause::Stale) {
            say("Nothing had happened on it for so long that it was closed as lost.");
        } else {
            say(fmt::format("{}: {}.", body.as == event::Closing::Lost ? "Lost" : "Disqualified",
                            body.reason));
        }
    }
    void tell(const event::Escalated& body) {
        object_.integer("step", body.step);
        say(fmt::format("Nobody had acknowledged it: step {} told {}.", body.step,
                        names(body.notified)));
    }
    void tell(const event::Availability& body) {
        object_.text("person", name(body.person));
        object_.text("change", event::to_word(body.change));
        if (body.change != event::AvailabilityChange::Out) {
            say(fmt::format("{} is {}.", name(body.person),
                            body.change == event::AvailabilityChange::Paused    ? "paused"
                            : body.change == event::AvailabilityChange::Resumed ? "no longer paused"
                                                                                : "back"));
            return;
        }
        object_.text("from", format_time(body.from));
        const bool is_open = body.until == Instant::never();
        if (!is_open) object_.text("until", format_time(body.until));
        say(fmt::format("{} is out of office from {}{}.", name(body.person), local(body.from),
                        is_open ? "" : " until " + local(body.until)));
    }
    void tell(const event::Figures& body) {
        object_.text("person", name(body.person));
        const auto number = [&](std::string_view key, const std::optional<double>& value) {
            if (value) object_.number(key, *value);
        };
        number("deals", body.deals);
        number("quota", body.quota);
        number("attained", body.attained);
        if (body.won) object_.integer("won", *body.won);
        if (body.lost) object_.integer("lost", *body.lost);
        say(fmt::format("Figures of {} were set.", name(body.person)));
    }
    void tell(const event::Alerted& body) {
        object_.text("alert", event::to_word(body.alert));
        object_.integer("step", body.step);
        say(body.alert == event::Alert::LadderFoundNobody
                ? fmt::format("Step {} found nobody to take it: it stays where it is.", body.step)
                : fmt::format("Step {} had nobody to tell.", body.step));
    }

  private:
    void decision(const route::Decision& decision) {
        const team::Names& all = policy_.names;
        object_.text("state", desk::to_word(desk::state_after(decision.outcome)));
        if (decision.person) object_.text("person", name(*decision.person));
        if (decision.pool) object_.text("pool", all.pools.name(*decision.pool));
        if (decision.queue) object_.text("queue", all.queues.name(*decision.queue));
        object_.text("rule", rule_name(decision.rule, policy_));
        if (decision.target != 0) object_.integer("target", decision.target);
        object_.text_if_any("rejected", decision.rejected);
        object_.text_if_any("sla", decision.sla);
        object_.text_if_any("account", decision.findings.account);
        object_.text_if_any("territory", decision.findings.territory);
        if (decision.findings.owner) object_.text("owner", name(*decision.findings.owner));
        if (decision.findings.score) object_.number("score", *decision.findings.score);
        object_.text_if_any("tier", decision.findings.tier);
        if (is_exact_ && !decision.findings.score_lines.empty()) {
            std::string& out = object_.key("because");
            write_list(out, route::because(decision.findings, policy_),
                       [&](const std::string& reason) { append_json_string(out, reason); });
        }
        say(decision_words(event_, decision, policy_));
    }

    void say(const std::string& sentence) { object_.text("explanation", sentence); }
    [[nodiscard]] const std::string& name(team::PersonId id) const {
        return policy_.names.people.name(id);
    }
    [[nodiscard]] std::string names(const std::vector<team::PersonId>& people) const {
        std::string list;
        for (const team::PersonId id : people) list += (list.empty() ? "" : ", ") + name(id);
        return list.empty() ? "nobody" : list;
    }
    [[nodiscard]] std::string local(Instant at) const {
        return format_time(Instant::from_seconds(at.to_seconds()), policy_.zone->offset_at(at));
    }

    ObjectWriter& object_;
    const event::Event& event_;
    const workspace::Policy& policy_;
    const bool is_exact_;
};

}  // namespace

std::vector<team::PersonId> told_by(const event::Event& event, const workspace::Policy& policy) {
    if (const auto* escalated = std::get_if<event::Escalated>(&event.body)) {
        return escalated->notified;
    }
    const route::Decision* decision = event::decision_of(event);
    if (decision == nullptr) return {};
    if (decision->person) return {*decision->person};
    if (!decision->queue) return {};
    const workspace::Queue* queue = policy.queue(*decision->queue);
    if (queue == nullptr || !queue->notify || !queue->open_to) return {};
    std::vector<team::PersonId> people;
    if (const workspace::Pool* pool = policy.pool(*queue->open_to)) {
        for (const workspace::Member& member : pool->members) people.push_back(member.person);
    }
    return people;
}

std::string explanation_of(const event::Event& event, const EventContext& context) {
    const route::Decision* decision = event::decision_of(event);
    return decision == nullptr ? "" : decision_words(event, *decision, context.policy);
}

void write_event(ObjectWriter& object, const event::Event& event, const EventContext& context) {
    object.integer("seq", static_cast<std::int64_t>(event.seq));
    object.text("at", format_time(event.at));
    object.text("kind", event::kind_of(event));
    object.text("cause", event::to_word(event.cause));
    object.text("actor", event.actor);
    object.integer("document", static_cast<std::int64_t>(event.version));
    if (event.lead) object.text("lead", format_uuid(*event.lead));
    Teller teller(object, event, context);
    std::visit([&](const auto& body) { teller.tell(body); }, event.body);
    const auto told = told_by(event, context.policy);
    if (told.empty()) return;
    std::string& out = object.key("notified");
    write_list(out, told, [&](team::PersonId id) {
        append_json_string(out, context.policy.names.people.name(id));
    });
}

}  // namespace baton::api
