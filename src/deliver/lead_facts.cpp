#include "deliver/lead_facts.hpp"

#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "core/event/words.hpp"
#include "core/route/words.hpp"

namespace baton::deliver {
namespace {

using team::PersonId;
using workspace::Policy;

// By the document of now, else by the name alone: they may have been dropped since.
PersonFacts describe(PersonId id, const Policy& live) {
    if (const workspace::Person* person = live.person(id)) return person_facts(*person);
    const std::string& key = live.names.people.name(id);
    return {key, key, ""};
}

std::string name_of(std::optional<PersonId> id, const Policy& policy) {
    const workspace::Person* person = id ? policy.person(*id) : nullptr;
    return person == nullptr ? std::string() : person->name;
}

// Whom a step tells, as the reader would say it; empty parts where there is nobody.
struct RecipientName {
    const Policy& policy;
    const workspace::Person* holder;  // null: not in the document

    std::string operator()(workspace::NotifyManager) const {
        return holder == nullptr ? "" : name_of(holder->manager, policy);
    }
    std::string operator()(workspace::NotifyBackup) const {
        return holder == nullptr ? "" : name_of(holder->backup, policy);
    }
    std::string operator()(workspace::NotifyAssignee) const {
        return holder == nullptr ? "" : holder->name;
    }
    std::string operator()(const workspace::NotifyPerson& to) const {
        return name_of(to.person, policy);
    }
    std::string operator()(const workspace::NotifyPool& to) const {
        const workspace::Pool* pool = policy.pool(to.pool);
        return pool == nullptr ? "" : "everybody in " + pool->key;
    }
};

struct ReassignName {
    const Policy& policy;
    const workspace::Person* holder;

    std::string operator()(workspace::ReassignNext) const { return "the next in line"; }
    std::string operator()(workspace::ReassignBackup) const {
        const std::string backup = holder == nullptr ? "" : name_of(holder->backup, policy);
        return backup.empty() ? "the backup" : backup;
    }
    std::string operator()(const workspace::ToPerson& to) const {
        return name_of(to.person, policy);
    }
    std::string operator()(const workspace::ToPool& to) const {
        const workspace::Pool* pool = policy.pool(to.pool);
        return pool == nullptr ? "" : pool->key;
    }
};

std::string step_in_words(const workspace::LadderStep& step, const Policy& policy,
                          const workspace::Person* holder) {
    std::vector<std::string> parts;
    std::vector<std::string> told;
    for (const workspace::Recipient& recipient : step.notify) {
        std::string name = std::visit(RecipientName{policy, holder}, recipient);
        if (!name.empty()) told.push_back(std::move(name));
    }
    if (!told.empty()) {
        parts.push_back(join(told, ", ") + (told.size() == 1 ? " is told" : " are told"));
    }
    if (step.reassign) {
        parts.push_back("it goes to " + std::visit(ReassignName{policy, holder}, *step.reassign));
    }
    return join(parts, " and ");
}

const workspace::Ladder* ladder_of(const event::Event& assigned, const Policy& policy) {
    const std::string& key = event::decision_of(assigned)->sla;
    const auto found = policy.ladders.find(key);
    return found == policy.ladders.end() ? nullptr : &found->second;
}

// How many steps of the ladder are behind when the message is about `event`.
std::size_t steps_done(const event::Event& event) {
    if (const auto* escalated = std::get_if<event::Escalated>(&event.body)) return escalated->step;
    if (const auto* alerted = std::get_if<event::Alerted>(&event.body)) return alerted->step;
    return 0;
}

void tell_sla(LeadFacts& facts, const event::Event& about, const event::Event& assigned,
              const StoryPolicies& policies) {
    facts.assigned_at = assigned.at;
    const workspace::Ladder* ladder = ladder_of(assigned, policies.decided);
    if (ladder == nullptr) return;
    facts.respond_within = ladder->respond_within;
    facts.in_working_time = ladder->working_time_only;
    const std::size_t done = steps_done(about);
    if (done >= ladder->steps.size()) return;
    const workspace::LadderStep& next = ladder->steps[done];
    const workspace::Person* holder =
        policies.decided.person(*event::decision_of(assigned)->person);
    facts.next_step = step_in_words(next, policies.decided, holder);
    if (!ladder->working_time_only) facts.next_at = assigned.at + next.after;
}

struct Detail {
    const event::Event* assigned;
    const StoryPolicies& policies;

    std::string operator()(const event::Escalated& body) const {
        std::vector<std::string> names;
        for (const PersonId id : body.notified) names.push_back(describe(id, policies.live).name);
        std::string out = waited(body.step);
        if (names.empty()) return out;
        return fmt::format("{} {} told: {}", join(names, ", "), names.size() == 1 ? "is" : "are",
                           out);
    }
    std::string operator()(const event::Alerted& body) const {
        switch (body.alert) {
            case event::Alert::LadderFoundNobody:
                return "nobody is free to take it: " + waited(body.step);
            case event::Alert::LadderToldNobody:
                return "there is nobody to tell: " + waited(body.step);
        }
        return {};
    }
    std::string operator()(const event::Closed& body) const {
        std::string out(event::to_word(body.as));
        if (body.as == event::Closing::Won && body.amount > 0) {
            out += ", " + format_number(body.amount);
        }
        return body.reason.empty() ? out : out + ": " + body.reason;
    }
    std::string operator()(const event::Contacted& body) const {
        return fmt::format("{} after the assignment",
                           format_duration(Duration::seconds(body.after_seconds)));
    }
    std::string operator()(const event::Received& body) const { return body.decision.rejected; }
    std::string operator()(const event::Decided& body) const { return body.decision.rejected; }
    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }

    // "no answer for 10m"
    std::string waited(std::uint32_t step) const {
        const workspace::Ladder* ladder =
            assigned == nullptr ? nullptr : ladder_of(*assigned, policies.decided);
        if (ladder == nullptr || step == 0 || step > ladder->steps.size()) return "no answer yet";
        return "no answer for " + format_duration(ladder->steps[step - 1].after);
    }
};

}  // namespace

PersonFacts person_facts(const workspace::Person& person) {
    return {person.key, person.name.empty() ? person.key : person.name, person.email};
}

void tell_decision(LeadFacts& facts, const LeadStory& story, const StoryPolicies& policies) {
    const event::Event& about = story.last();
    const route::Decision& ruled = *event::decision_of(*story.ruled());
    const route::Decision& decided = *event::decision_of(*story.decided());
    facts.at = about.at;
    const workspace::Person* reader = nullptr;
    if (facts.recipient) {
        const auto id = policies.live.names.people.find(facts.recipient->key);
        reader = id ? policies.live.person(*id) : nullptr;
    }
    const team::Zone* zone = reader == nullptr ? policies.live.zone : reader->zone;
    facts.offset_seconds = zone->offset_at(about.at);

    facts.rule = ruled.rule;
    facts.score = ruled.findings.score;
    facts.tier = ruled.findings.tier;
    facts.account = ruled.findings.account;
    facts.territory = ruled.findings.territory;
    for (const std::uint32_t line : ruled.findings.score_lines) {
        if (line >= policies.ruled.score.size()) continue;
        facts.reasons.push_back(
            {policies.ruled.score[line].add, policies.ruled.score[line].because});
    }
    facts.explanation = route::explain(decided, policies.decided);
    if (decided.pool) facts.pool = policies.live.names.pools.name(*decided.pool);
    if (decided.queue) facts.queue = policies.live.names.queues.name(*decided.queue);
    if (const auto holder = story.holder()) facts.assignee = describe(*holder, policies.live);
    for (const PersonId id : story.previous()) {
        facts.previous.push_back(describe(id, policies.live));
    }
    const event::Event* assigned = story.assigned();
    if (assigned != nullptr) tell_sla(facts, about, *assigned, policies);
    facts.detail = std::visit(Detail{assigned, policies}, about.body);
}

}  // namespace baton::deliver
