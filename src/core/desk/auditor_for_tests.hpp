// Holds every event of a log against the slow model: who was eligible, which target took the lead,
// who was picked, what was given back, when a step fell due. And a desk against the books. Throws
// Disagreement at the first that does not follow.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/desk/desk.hpp"
#include "core/desk/model_for_tests.hpp"

namespace baton::desk::testing {

class Disagreement : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

template <class T>
std::string show(const T& value) {
    if constexpr (std::is_same_v<T, Instant>) {
        return format_time(value);
    } else if constexpr (std::is_same_v<T, Credit>) {
        return fmt::format("{}/2^56", static_cast<double>(value));
    } else if constexpr (std::is_enum_v<T>) {
        return std::to_string(static_cast<long long>(value));
    } else if constexpr (requires { value.has_value(); }) {
        return value ? show(*value) : "nothing";
    } else if constexpr (std::is_same_v<T, std::vector<bool>>) {
        std::string out;
        for (const bool each : value) out += each ? '1' : '0';
        return out;
    } else {
        return fmt::format("{}", value);
    }
}

inline void must(bool holds, std::string_view what) {
    if (!holds) throw Disagreement(std::string(what));
}
template <class Expected, class Found>
void must_equal(const Expected& expected, const Found& found, std::string_view what) {
    if (expected == found) return;
    throw Disagreement(
        fmt::format("{}: the model says {}, not {}", what, show(expected), show(found)));
}

class Auditor {
  public:
    using Content = std::function<std::shared_ptr<const lead::Lead>(const LeadId&)>;
    struct Sources {                 // borrowed
        const Ledger::Specs& specs;  // by version
        const team::Zones& zones;
        const team::Zone& zone;  // the workspace's
        Content content;         // what a lead said as of the event that is looked at; null: erased
        bool on_time = true;     // everything that fell due was carried out at its very moment
    };
    explicit Auditor(Sources sources)
        : sources_(std::move(sources)), books_(sources_.specs, sources_.zone) {}

    // The next event of the log.
    void look(const event::Event& event) {
        std::visit([&](const auto& body) { check(body, event); }, event.body);
        books_.add(event);
        before_ = {event.seq, event.at, event.lead, {}, {}, 0, {}, event.body};
    }

    // A desk that stands after the last event looked at, and what its clock says.
    void check_books(const State& state, Instant now) const;
    // When everything that is due by `now` has been carried out.
    void check_nobody_waits_in_vain(Instant now) const;
    void check_nothing_is_overdue(Instant now) const;

    [[nodiscard]] const Ledger& books() const { return books_; }
    std::size_t picks = 0;

  private:
    using Cause = event::Cause;
    using Outcome = route::Outcome;

    static int number(std::uint32_t value) { return static_cast<int>(value); }
    [[nodiscard]] Model model(Instant now) const { return {books_, sources_.zones, now}; }
    [[nodiscard]] const LedgerLead& lead_of(const event::Event& event) const {
        const auto found = books_.leads.find(*event.lead);
        must(found != books_.leads.end(), "the event is about a lead that is not open");
        return found->second;
    }
    [[nodiscard]] std::shared_ptr<const lead::Lead> content_of(const LeadId& id) const {
        static const auto kNone = std::make_shared<const lead::Lead>();
        auto content = sources_.content(id);
        return content ? content : kNone;
    }

    // ---- decisions ----

    void expect(const ModelPick& expected, const route::Decision& decision) {
        must_equal(expected.outcome, decision.outcome, "the outcome");
        if (!expected.took) return;
        if (expected.person) {
            must(decision.person.has_value(), "nobody was picked");
            must_equal(*expected.person, number(decision.person->value), "the pick");
        }
        must_equal(number_of(expected.pool), number_of(decision.pool), "the pool");
        must_equal(number_of(expected.queue), number_of(decision.queue), "the queue");
        if (!expected.eligible.empty() && decision.turn) {
            must_equal(expected.eligible, decision.turn->eligible, "who was eligible");
            ++picks;
        }
    }
    template <class Id>
    static std::optional<int> number_of(const std::optional<Id>& id) {
        if (!id) return std::nullopt;
        if constexpr (std::is_same_v<Id, int>) {
            return *id;
        } else {
            return number(id->value);
        }
    }
    void expect_by_rules(const ModelPick& expected, const route::Decision& decision) {
        expect(expected, decision);
        must_equal(expected.otherwise, decision.otherwise, "whether `otherwise` took it");
        must_equal(expected.target, decision.target, "the target");
        const auto& rules = books_.spec().rules;
        const SpecRule* rule =
            expected.rule ? &rules[static_cast<std::size_t>(*expected.rule)] : nullptr;
        must_equal(rule != nullptr ? rule->name() : "", decision.rule, "the rule");
        const bool has_ladder = rule != nullptr && rule->ladder >= 0;
        must_equal(has_ladder ? "sla" + std::to_string(rule->ladder) : "", decision.sla,
                   "the ladder");
    }

    void check(const event::Received& body, const event::Event& event) {
        must(!books_.leads.contains(*event.lead) && !books_.ended.contains(*event.lead),
             "the lead came in before");
        const auto content = content_of(*event.lead);
        Model::About about{content.get(), {}, {}};
        if (body.decision.findings.owner) about.owner = number(body.decision.findings.owner->value);
        expect_by_rules(model(event.at).from_rules(about), body.decision);
    }

    void check(const event::Decided& body, const event::Event& event) {
        const LedgerLead& lead = lead_of(event);
        check_gives_back(body, event, lead);
        switch (event.cause) {
            case Cause::Waiting:
                check_retry(body.decision, event, lead);
                break;
            case Cause::Silence:
                check_step_time(event, lead, moving_step(event, lead));
                expect(moved(event, lead), body.decision);
                break;
            case Cause::Hand:
                check_hand(body, event, lead);
                break;
            case Cause::Claimed:
                must_equal(lead.outcome, Outcome::Queued, "what was claimed");
                must(!model(event.at).is_at_capacity(number(body.decision.person->value)),
                     "somebody who has no room claimed it");
                break;
            case Cause::Submitted:
            case Cause::Stale:
            case Cause::Published:
                throw Disagreement("a lead is not decided again for this");
        }
    }

    void check_gives_back(const event::Decided& body, const event::Event& event,
                          const LedgerLead& lead) const {
        bool expected = false;
        if (lead.turn) {
            const int of = books_.turns[*lead.turn].pool;
            const SpecPool& pool = books_.spec().pools[static_cast<std::size_t>(of)];
            const bool own = body.by && number(body.by->value) == *lead.holder;
            if (event.cause == Cause::Hand) expected = own ? pool.passed : pool.reassigned;
            if (event.cause == Cause::Silence) expected = pool.silent;
        }
        must_equal(expected, body.gives_back, "whether the turn is given back");
    }

    void check_retry(const route::Decision& decision, const event::Event& event,
                     const LedgerLead& lead) {
        const auto content = content_of(*event.lead);
        const Model::About about{content.get(), lead.owner, lead.barred};
        if (lead.outcome == Outcome::Held) {
            expect(model(event.at).held(lead, about), decision);
            must_equal(lead.sla, decision.sla, "the ladder");
        } else {
            must_equal(lead.outcome, Outcome::Unrouted, "what was waiting");
            expect_by_rules(model(event.at).from_rules(about), decision);
        }
    }

    void check_hand(const event::Decided& body, const event::Event& event, const LedgerLead& lead) {
        const route::Decision& decision = body.decision;
        const Model slow = model(event.at);
        const auto content = content_of(*event.lead);
        Model::About about{content.get(), lead.holder, {}};
        if (lead.holder) about.had.push_back(*lead.holder);
        if (decision.pool) {
            expect(slow.ask_pool(number(decision.pool->value), {}, about), decision);
        } else if (decision.person) {
            const int person = number(decision.person->value);
            must(slow.is_there(person), "it was handed to somebody who is out");
            must_equal(slow.ask_person(person, {}, about).took, body.passed.empty(),
                       "whether the hand went past no gate");
        } else {
            must_equal(Outcome::Queued, decision.outcome, "the outcome");
        }
    }

    // ---- ladders ----

    // Which step took the lead away: the one that has just told people, or the next.
    [[nodiscard]] std::uint32_t moving_step(const event::Event& event,
                                            const LedgerLead& lead) const {
        const auto& steps = ladder(lead).steps;
        const bool told = before_.lead == event.lead && before_.at == event.at &&
                          std::holds_alternative<event::Escalated>(before_.body);
        if (told && steps[lead.steps_done - 1].move != SpecMove::None) return lead.steps_done;
        return lead.steps_done + 1;
    }
    [[nodiscard]] const SpecLadder& ladder(const LedgerLead& lead) const {
        must(!lead.sla.empty(), "a step was taken of a lead that has no ladder");
        return books_.spec(lead.version).ladders[static_cast<std::size_t>(lead.sla.back() - '0')];
    }
    [[nodiscard]] ModelPick moved(const event::Event& event, const LedgerLead& lead) const {
        const Model slow = model(event.at);
        const auto content = content_of(*event.lead);
        const Model::About about{content.get(), lead.holder, lead.history};
        const std::uint32_t number_of_step = moving_step(event, lead);
        must(number_of_step <= ladder(lead).steps.size(), "the ladder has no such step");
        const SpecStep& step = ladder(lead).steps[number_of_step - 1];
        const auto* holder = &books_.spec().people[static_cast<std::size_t>(*lead.holder)];
        if (!holder->present) {
            holder = &books_.spec(lead.version).people[static_cast<std::size_t>(*lead.holder)];
        }
        ModelPick pick;
        switch (step.move) {
            case SpecMove::None:
                break;
            case SpecMove::Backup:
                if (holder->backup >= 0) pick = slow.ask_person(holder->backup, {}, about);
                if (!pick.took && holder->manager >= 0) {
                    pick = slow.ask_person(holder->manager, {}, about);
                }
                break;
            case SpecMove::Next:
                pick = slow.from_rule(lead.rule, about);
                break;
            case SpecMove::Person:
                pick = slow.ask_person(step.to, {}, about);
                break;
            case SpecMove::Pool:
                pick = slow.ask_pool(step.to, {}, about);
                break;
        }
        return pick;
    }
    void check_step_time(const event::Event& event, const LedgerLead& lead,
                         std::uint32_t step) const {
        const Instant due = model(event.at).due(lead, step);
        if (sources_.on_time) {
            must_equal(due, event.at, fmt::format("when step {} falls due", step));
        } else {
            must(due <= event.at, fmt::format("step {} came before it was due", step));
        }
    }
    void check_once(const event::Event& event, const LedgerLead& lead, std::uint32_t step) {
        must(fired_.insert({*event.lead, *lead.assignment, step}).second,
             fmt::format("step {} came twice", step));
    }

    void check(const event::Escalated& body, const event::Event& event) {
        const LedgerLead& lead = lead_of(event);
        must_equal(lead.steps_done + 1, body.step, "the step");
        must(!body.notified.empty(), "nobody was told");
        check_step_time(event, lead, body.step);
        check_once(event, lead, body.step);
    }
    void check(const event::Alerted& body, const event::Event& event) {
        const LedgerLead& lead = lead_of(event);
        check_step_time(event, lead, body.step);
        const auto& steps = ladder(lead).steps;
        if (body.alert == event::Alert::LadderToldNobody) {
            check_once(event, lead, body.step);
            must(steps[body.step - 1].move == SpecMove::None, "the step moves the lead");
        } else {
            must_equal(moving_step(event, lead), body.step, "the step");
            must(!moved(event, lead).took, "the step found nobody, though somebody is free");
        }
    }

    // ---- the rest ----

    void check(const event::Closed& body, const event::Event& event) {
        const LedgerLead& lead = lead_of(event);
        if (event.cause == Cause::Stale) {
            must(body.reason == "stale", "a lead that is stale is closed as such");
            const auto hours = books_.spec().close_after_hours;
            must(hours && event.at >= lead.touched + Duration::hours(*hours),
                 "the lead is not stale yet");
        }
        bool expected = false;
        if (lead.turn && body.as == event::Closing::Disqualified) {
            const int pool = books_.turns[*lead.turn].pool;
            expected = books_.spec().pools[static_cast<std::size_t>(pool)].disqualified;
        }
        must_equal(expected, body.gives_back, "whether the turn is given back");
    }
    void check(const event::Acknowledged& body, const event::Event& event) {
        must_equal(lead_of(event).holder, std::optional(number(body.person.value)), "who has it");
    }
    void check(const event::Contacted& body, const event::Event& event) {
        const LedgerLead& lead = lead_of(event);
        must_equal(lead.holder, std::optional(number(body.person.value)), "who has it");
        must_equal((event.at - lead.assigned_at).micros / 1'000'000, body.after_seconds,
                   "how long it took");
    }
    void check(const event::Revised&, const event::Event& event) { (void)lead_of(event); }
    template <class Other>
    void check(const Other&, const event::Event&) {}

    void check_pool(int pool, const route::PoolStanding& stands, const route::Calendar& today,
                    Instant now) const;

    Sources sources_;
    Ledger books_;
    event::Event before_;
    std::set<std::tuple<LeadId, std::size_t, std::uint32_t>> fired_;
};

inline std::set<LeadId> ids_in(const LeadSet& leads) {
    const std::vector<LeadId> all = leads.newest({}, leads.size());
    return {all.begin(), all.end()};
}

inline void Auditor::check_books(const State& state, Instant now) const {
    must_equal(books_.leads.size(), state.leads().size(), "how many leads are open");
    std::int64_t held = 0;
    for (const auto& [id, lead] : books_.leads) {
        const OpenLead* open = state.find(id);
        must(open != nullptr, "an open lead is missing");
        must_equal(lead.holder, number_of(open->person), "who has the lead");
        held += lead.holder ? 1 : 0;
    }
    std::int64_t open = 0;
    const route::Calendar today = route::Calendar::at(*state.policy()->zone, now);
    for (std::size_t p = 0; p < state.standing().people.size(); ++p) {
        const auto& stands = state.standing().people[p];
        const auto person = static_cast<int>(p);
        must_equal(books_.open_of_person(person), std::int64_t{stands.open},
                   fmt::format("the open leads of p{}", p));
        open += stands.open;
        for (const team::Period period : team::kPeriods) {
            must_equal(books_.given(person, {}, period, now),
                       std::int64_t{today.count(stands.given, period)},
                       fmt::format("what p{} was given this {}", p, team::to_word(period)));
        }
    }
    must_equal(held, open, "the open leads of all");
    std::set<LeadId> escalated;
    std::set<LeadId> untaken;
    for (const auto& [id, lead] : state.leads()) {
        if (lead.state == LeadState::Assigned && lead.steps_done > 0) escalated.insert(id);
        if (!lead.person) untaken.insert(id);
    }
    must(ids_in(state.escalated()) == escalated, "which leads are escalated");
    must(ids_in(state.untaken()) == untaken, "which leads nobody has");
    for (std::size_t i = 0; i < state.standing().pools.size(); ++i) {
        check_pool(static_cast<int>(i), state.standing().pools[i], today, now);
    }
}

inline void Auditor::check_pool(int pool, const route::PoolStanding& stands,
                                const route::Calendar& today, Instant now) const {
    const auto of = [&](std::string_view what) { return fmt::format("{} of pool{}", what, pool); };
    must_equal(books_.open_of_pool(pool), std::int64_t{stands.open}, of("the open leads"));
    must_equal(books_.turns_of(pool), stands.turns, of("the turns"));
    for (const team::Period period : team::kPeriods) {
        must_equal(books_.given({}, pool, period, now),
                   std::int64_t{today.count(stands.given, period)}, of("the count"));
    }
    const auto& members = books_.spec().pools[static_cast<std::size_t>(pool)].members;
    must_equal(members.size(), stands.seats.size(), of("the seats"));
    for (std::size_t i = 0; i < members.size(); ++i) {
        const int person = members[i].person;
        const route::Seat& seat = stands.seats[i];
        const std::string whose = of(fmt::format("p{} in the credits", person));
        must_equal(books_.credit(pool, person), Credit{seat.credit}, whose);
        must_equal(books_.last_turn(pool, person), seat.last_turn, of("a last turn"));
        must_equal(books_.had_turns(pool, person), seat.given, of("the turns of a member"));
    }
}

inline void Auditor::check_nobody_waits_in_vain(Instant now) const {
    for (const auto& [id, lead] : books_.leads) {
        const auto content = content_of(id);
        const Model::About about{content.get(), lead.owner, lead.barred};
        if (lead.outcome == Outcome::Held) {
            must(!model(now).held(lead, about).took, "a lead is held, though somebody is free");
        } else if (lead.outcome == Outcome::Unrouted) {
            must(!model(now).from_rules(about).took, "a lead is unrouted, though somebody is free");
        }
    }
}

inline void Auditor::check_nothing_is_overdue(Instant now) const {
    for (const auto& [id, lead] : books_.leads) {
        const std::uint32_t step = lead.steps_done + 1;
        must(model(now).due(lead, step) > now,
             fmt::format("step {} of the ladder of lead {} is overdue", step, format_uuid(id)));
        if (const auto hours = books_.spec().close_after_hours) {
            must(lead.touched + Duration::hours(*hours) > now,
                 fmt::format("lead {} should be closed: it is stale", format_uuid(id)));
        }
    }
}

}  // namespace baton::desk::testing
