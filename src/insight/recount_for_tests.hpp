// The reports counted the slow way, from the events alone: for each figure, all leads are gone
// through again. What the kept facts are held to.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/desk/office_for_tests.hpp"
#include "core/desk/state_after.hpp"
#include "core/lead/schema.hpp"
#include "insight/question.hpp"
#include "insight/table.hpp"

namespace baton::insight::testing {

using event::Event;

// One lead: all its events, the first of them that by which it came in.
struct Story {
    std::string source;
    std::vector<const Event*> events;
};

// One assignment: events[from] gave it, events[to] (one past the end: nothing yet) ended it.
struct Stint {
    const Story* story = nullptr;
    std::size_t from = 0;
    std::size_t to = 0;
    bool is_first = false;

    [[nodiscard]] const Event& given() const { return *story->events[from]; }
    [[nodiscard]] const Event* ended() const {
        return to < story->events.size() ? story->events[to] : nullptr;
    }
    [[nodiscard]] const route::Decision& decision() const { return *event::decision_of(given()); }
    // The first event of one of these kinds while it lasted.
    template <class... Kinds>
    [[nodiscard]] std::optional<Instant> first() const {
        for (std::size_t i = from + 1; i < to; ++i) {
            const Event& event = *story->events[i];
            if ((std::holds_alternative<Kinds>(event.body) || ...)) return event.at;
        }
        return std::nullopt;
    }
    [[nodiscard]] bool closed() const {
        return ended() != nullptr && std::holds_alternative<event::Closed>(ended()->body);
    }
    [[nodiscard]] bool gave_back() const {
        if (ended() == nullptr) return false;
        const auto* decided = std::get_if<event::Decided>(&ended()->body);
        const auto* over = std::get_if<event::Closed>(&ended()->body);
        return (decided != nullptr && decided->gives_back) || (over != nullptr && over->gives_back);
    }
    [[nodiscard]] bool stepped() const {
        const bool silent = ended() != nullptr && ended()->cause == event::Cause::Silence;
        return silent || first<event::Escalated, event::Alerted>();
    }
};

class Recount {
  public:
    using Policies = std::function<std::shared_ptr<const workspace::Policy>(std::uint64_t version)>;

    Recount(const std::vector<Event>& events,
            const std::function<std::string(const Uuid&)>& source_of, Policies policies)
        : policies_(std::move(policies)) {
        std::map<Uuid, std::size_t> places;
        for (const Event& event : events) {
            if (!event.lead) continue;
            const auto [place, is_new] = places.try_emplace(*event.lead, stories_.size());
            if (is_new) stories_.push_back({source_of(*event.lead), {}});
            stories_[place->second].events.push_back(&event);
        }
    }

    [[nodiscard]] const std::vector<Story>& stories() const { return stories_; }

    [[nodiscard]] std::vector<Stint> stints(const Story& story) const {
        std::vector<Stint> all;
        for (std::size_t i = 0; i < story.events.size(); ++i) {
            const route::Decision* decision = event::decision_of(*story.events[i]);
            if (decision == nullptr || !decision->person) continue;
            std::size_t to = i + 1;
            while (to < story.events.size() &&
                   !std::holds_alternative<event::Decided>(story.events[to]->body) &&
                   !std::holds_alternative<event::Closed>(story.events[to]->body)) {
                ++to;
            }
            all.push_back({&story, i, to, all.empty()});
        }
        return all;
    }

    // ---- what a lead is told apart by ----
    [[nodiscard]] static std::string rule(const Story& story) {
        std::string rule;
        for (const Event* event : story.events) {
            const bool by_rules =
                event->cause == event::Cause::Submitted || event->cause == event::Cause::Waiting;
            if (by_rules && event::decision_of(*event)) rule = event::decision_of(*event)->rule;
        }
        return rule;
    }
    [[nodiscard]] static const route::Findings& findings(const Story& story) {
        return event::decision_of(*story.events.front())->findings;
    }
    [[nodiscard]] static desk::LeadState state(const Story& story) {
        desk::LeadState state = desk::LeadState::Unrouted;
        for (const Event* event : story.events) {
            if (const auto* decision = event::decision_of(*event)) {
                state = desk::state_after(decision->outcome);
            } else if (std::holds_alternative<event::Acknowledged>(event->body)) {
                state = desk::LeadState::Acknowledged;
            } else if (std::holds_alternative<event::Contacted>(event->body)) {
                state = desk::LeadState::Contacted;
            } else if (const auto* closed = std::get_if<event::Closed>(&event->body)) {
                state = desk::state_after(closed->as);
            }
        }
        return state;
    }
    [[nodiscard]] static std::optional<Instant> over(const Story& story) {
        if (desk::is_over(state(story))) return story.events.back()->at;
        return std::nullopt;
    }
    [[nodiscard]] std::optional<Instant> first_contact(const Story& story) const {
        for (const Event* event : story.events) {
            if (std::holds_alternative<event::Contacted>(event->body)) return event->at;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::string method(const Stint& stint) const {
        const Event& given = stint.given();
        if (given.cause == event::Cause::Hand) return "hand";
        if (given.cause == event::Cause::Claimed) return "claim";
        if (given.cause == event::Cause::Silence) return "silence";
        const auto policy = policies_(given.version);
        const route::Decision& decision = stint.decision();
        if (decision.pool) {
            switch (policy->pool(*decision.pool)->pick) {
                case workspace::PickKind::RoundRobin:
                    return "round_robin";
                case workspace::PickKind::Highest:
                    return "highest";
                case workspace::PickKind::Lowest:
                    return "lowest";
            }
        }
        return decision.trials.back().kind == route::TargetKind::Person ? "person" : "owner";
    }
    // By when the SLA wanted an answer, and whether it has steps.
    [[nodiscard]] const workspace::Ladder* ladder(const Stint& stint) const {
        const auto policy = policies_(stint.given().version);
        const auto found = policy->ladders.find(stint.decision().sla);
        return found == policy->ladders.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::optional<Instant> respond_by(const Stint& stint) const {
        const workspace::Ladder* asked = ladder(stint);
        if (asked == nullptr || !asked->respond_within) return std::nullopt;
        const auto policy = policies_(stint.given().version);
        const workspace::Person* person = policy->person(*stint.decision().person);
        if (asked->working_time_only && person != nullptr && person->schedule != nullptr) {
            return team::add_working(*person->schedule, *person->zone, stint.given().at,
                                     *asked->respond_within);
        }
        return stint.given().at + *asked->respond_within;
    }

    // The key of a happening under a question; nothing: it does not count at all.
    [[nodiscard]] std::optional<std::string> key(const Question& question, const Story& story,
                                                 const Stint* stint, Instant at) const {
        if (question.source && *question.source != story.source) return std::nullopt;
        if (question.rule && *question.rule != rule(story)) return std::nullopt;
        if (question.person || question.pool || question.sight) {
            if (stint == nullptr) return std::nullopt;
            const PersonId person = *stint->decision().person;
            if (question.person && *question.person != person) return std::nullopt;
            if (question.pool && question.pool != stint->decision().pool) return std::nullopt;
            if (question.sight && !question.sight->people[person.index()]) return std::nullopt;
        }
        return name(question, story, stint, at);
    }
    [[nodiscard]] std::string name(const Question& question, const Story& story, const Stint* stint,
                                   Instant at) const {
        const team::Names& names = question.policy->names;
        const std::int32_t offset = question.policy->zone->offset_at(at);
        const std::string local = format_time(at, offset);
        switch (question.by) {
            case By::Nothing:
                return "";
            case By::Hour: {
                std::string hour = format_time(Instant::from_seconds(at.to_seconds()), offset);
                return hour.replace(14, 5, "00:00");
            }
            case By::Day:
                return local.substr(0, 10);
            case By::Week: {
                const std::int64_t day = days_from_date(*parse_date(local.substr(0, 10)));
                const Date monday = date_from_days(day - (weekday_from_days(day) - 1));
                return fmt::format("{:04}-{:02}-{:02}", monday.year, monday.month, monday.day);
            }
            case By::Month:
                return local.substr(0, 7);
            case By::Source:
                return story.source;
            case By::Rule:
                return rule(story);
            case By::Tier:
                return findings(story).tier;
            case By::Territory:
                return findings(story).territory;
            case By::State:
                return std::string(desk::to_word(state(story)));
            case By::Person:
                return stint == nullptr ? "" : names.people.name(*stint->decision().person);
            case By::Pool:
                if (stint == nullptr || !stint->decision().pool) return "";
                return names.pools.name(*stint->decision().pool);
            case By::Method:
                return stint == nullptr ? "" : method(*stint);
            case By::Queue:
                return "";
            case By::Delay:
                return delay(story);
        }
        return "";
    }
    [[nodiscard]] std::string delay(const Story& story) const {
        const auto contact = first_contact(story);
        if (!contact) return "never";
        const Duration took = *contact - story.events.front()->at;
        for (const char* most : {"1m", "5m", "15m", "30m", "1h", "4h", "1d", "1w"}) {
            if (took <= *parse_duration(most)) return most;
        }
        return "later";
    }

  private:
    Policies policies_;
    std::vector<Story> stories_;
};

}  // namespace baton::insight::testing
