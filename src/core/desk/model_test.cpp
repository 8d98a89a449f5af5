// Every decision of random companies held against the slow model: who was eligible, which target
// took the lead, who was picked, what it did to the books. And what must hold after every step.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <tuple>

#include "core/desk/history_for_tests.hpp"
#include "core/desk/model_for_tests.hpp"

namespace baton::desk {
namespace {

using event::Cause;
using route::Outcome;
using testing::Credit;
using testing::History;
using testing::Ledger;
using testing::LedgerLead;
using testing::Model;
using testing::ModelPick;
using testing::Office;
using testing::SpecMove;

const int kSteps = testing::steps(110);

int number(std::uint32_t value) { return static_cast<int>(value); }

class Auditor {
  public:
    explicit Auditor(History& history) : history_(history), office_(history.office()) {}

    // Everything that happened since the last time.
    void look() {
        for (; seen_ < office_.events().size(); ++seen_) {
            const event::Event& event = office_.events()[seen_];
            SCOPED_TRACE(std::string(event::kind_of(event)) + " " + office_.log()[seen_].body);
            const Ledger books = books_before(seen_);
            std::visit([&](const auto& body) { check(body, event, books); }, event.body);
            if (::testing::Test::HasFailure()) return;
        }
        const Ledger books = books_before(seen_);
        check_books(books);
        check_nobody_waits_in_vain(books);
        check_nothing_is_overdue(books);
        worst = std::max(worst, books.worst);
        worst_catching_up = std::max(worst_catching_up, books.worst_catching_up);
    }

    Credit worst = 0;
    Credit worst_catching_up = 0;
    std::size_t picks = 0;

  private:
    Ledger books_before(std::size_t n) const {
        return {std::span(office_.events()).first(n), history_.specs(),
                *office_.state().policy()->zone};
    }
    Model model(const Ledger& books, Instant now) const { return {books, office_.zones(), now}; }

    static const lead::Lead& content_or_none(const std::shared_ptr<const lead::Lead>& content) {
        static const lead::Lead kNone;
        return content ? *content : kNone;
    }

    // ---- decisions ----

    void expect(const ModelPick& expected, const route::Decision& decision) {
        ASSERT_EQ(expected.outcome, decision.outcome);
        if (!expected.took) return;
        if (expected.person) {
            ASSERT_TRUE(decision.person);
            ASSERT_EQ(*expected.person, number(decision.person->value));
        }
        ASSERT_EQ(expected.pool.has_value(), decision.pool.has_value());
        if (expected.pool) {
            ASSERT_EQ(*expected.pool, number(decision.pool->value));
        }
        ASSERT_EQ(expected.queue.has_value(), decision.queue.has_value());
        if (expected.queue) {
            ASSERT_EQ(*expected.queue, number(decision.queue->value));
        }
        if (!expected.eligible.empty() && decision.turn) {
            ASSERT_EQ(expected.eligible, decision.turn->eligible);
            ++picks;
        }
    }
    void expect_by_rules(const ModelPick& expected, const route::Decision& decision,
                         const testing::CompanySpec& spec) {
        expect(expected, decision);
        ASSERT_EQ(expected.otherwise, decision.otherwise);
        ASSERT_EQ(expected.target, decision.target);
        const auto* rule =
            expected.rule ? &spec.rules[static_cast<std::size_t>(*expected.rule)] : nullptr;
        ASSERT_EQ(rule != nullptr ? rule->name() : "", decision.rule);
        const bool has_ladder = rule != nullptr && rule->ladder >= 0;
        ASSERT_EQ(has_ladder ? "sla" + std::to_string(rule->ladder) : "", decision.sla);
    }

    void check(const event::Received& body, const event::Event& event, const Ledger& books) {
        const auto content = office_.lead(*event.lead);
        Model::About about{&content_or_none(content), {}, {}};
        if (body.decision.findings.owner) about.owner = number(body.decision.findings.owner->value);
        expect_by_rules(model(books, event.at).from_rules(about), body.decision, books.spec());
    }

    void check(const event::Decided& body, const event::Event& event, const Ledger& books) {
        const LedgerLead& lead = books.leads.at(*event.lead);
        check_gives_back(body, event, lead, books);
        switch (event.cause) {
            case Cause::Waiting:
                check_retry(body.decision, event, lead, books);
                break;
            case Cause::Silence:
                check_step_time(event, lead, books, moving_step(event, lead, books));
                expect(moved(event, lead, books), body.decision);
                break;
            case Cause::Hand:
                check_hand(body, event, lead, books);
                break;
            case Cause::Claimed: {
                const int person = number(body.decision.person->value);
                ASSERT_EQ(lead.outcome, Outcome::Queued);
                ASSERT_FALSE(model(books, event.at).is_at_capacity(person));
                break;
            }
            case Cause::Submitted:
            case Cause::Stale:
            case Cause::Published:
                FAIL() << "a lead is not decided again for this";
        }
    }

    void check_gives_back(const event::Decided& body, const event::Event& event,
                          const LedgerLead& lead, const Ledger& books) {
        bool expected = false;
        if (lead.turn) {
            const int number_of_pool = books.turns[*lead.turn].pool;
            const auto& pool = books.spec().pools[static_cast<std::size_t>(number_of_pool)];
            const bool own = body.by && number(body.by->value) == *lead.holder;
            if (event.cause == Cause::Hand) expected = own ? pool.passed : pool.reassigned;
            if (event.cause == Cause::Silence) expected = pool.silent;
        }
        ASSERT_EQ(expected, body.gives_back);
    }

    void check_retry(const route::Decision& decision, const event::Event& event,
                     const LedgerLead& lead, const Ledger& books) {
        const auto content = office_.lead(*event.lead);
        const Model::About about{&content_or_none(content), lead.owner, lead.barred};
        if (lead.outcome == Outcome::Held) {
            expect(model(books, event.at).held(lead, about), decision);
            ASSERT_EQ(lead.sla, decision.sla);
        } else {
            ASSERT_EQ(lead.outcome, Outcome::Unrouted);
            expect_by_rules(model(books, event.at).from_rules(about), decision, books.spec());
        }
    }

    void check_hand(const event::Decided& body, const event::Event& event, const LedgerLead& lead,
                    const Ledger& books) {
        const route::Decision& decision = body.decision;
        const Model slow = model(books, event.at);
        const auto content = office_.lead(*event.lead);
        Model::About about{&content_or_none(content), lead.holder, {}};
        if (lead.holder) about.had.push_back(*lead.holder);
        if (decision.pool) {
            expect(slow.ask_pool(number(decision.pool->value), {}, about), decision);
        } else if (decision.person) {
            const int person = number(decision.person->value);
            ASSERT_TRUE(slow.is_there(person));
            ASSERT_EQ(slow.ask_person(person, {}, about).took, body.passed.empty());
        } else {
            ASSERT_EQ(decision.outcome, Outcome::Queued);
        }
    }

    // ---- ladders ----

    // Which step took the lead away: the one that has just told people, or the next.
    std::uint32_t moving_step(const event::Event& event, const LedgerLead& lead,
                              const Ledger& books) const {
        const auto& steps = ladder(lead, books).steps;
        const event::Event& before = office_.events()[static_cast<std::size_t>(event.seq) - 2];
        const bool told = before.lead == event.lead && before.at == event.at &&
                          std::holds_alternative<event::Escalated>(before.body);
        if (told && steps[lead.steps_done - 1].move != SpecMove::None) return lead.steps_done;
        return lead.steps_done + 1;
    }
    static const testing::SpecLadder& ladder(const LedgerLead& lead, const Ledger& books) {
        return books.spec(lead.version).ladders[static_cast<std::size_t>(lead.sla.back() - '0')];
    }
    ModelPick moved(const event::Event& event, const LedgerLead& lead, const Ledger& books) const {
        const Model slow = model(books, event.at);
        const auto content = office_.lead(*event.lead);
        const Model::About about{&content_or_none(content), lead.holder, lead.history};
        const std::uint32_t number_of_step = moving_step(event, lead, books);
        const testing::SpecStep& step = ladder(lead, books).steps.at(number_of_step - 1);
        const auto* holder = &books.spec().people[static_cast<std::size_t>(*lead.holder)];
        if (!holder->present) {
            holder = &books.spec(lead.version).people[static_cast<std::size_t>(*lead.holder)];
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
    // At its very moment, and once.
    void check_step_time(const event::Event& event, const LedgerLead& lead, const Ledger& books,
                         std::uint32_t step) {
        ASSERT_EQ(model(books, event.at).due(lead, step), event.at) << "step " << step;
    }
    void check_once(const event::Event& event, const LedgerLead& lead, std::uint32_t step) {
        ASSERT_TRUE(fired_.insert({*event.lead, *lead.assignment, step}).second)
            << "step " << step << " twice";
    }

    void check(const event::Escalated& body, const event::Event& event, const Ledger& books) {
        const LedgerLead& lead = books.leads.at(*event.lead);
        ASSERT_EQ(lead.steps_done + 1, body.step);
        ASSERT_FALSE(body.notified.empty());
        check_step_time(event, lead, books, body.step);
        check_once(event, lead, body.step);
    }
    void check(const event::Alerted& body, const event::Event& event, const Ledger& books) {
        const LedgerLead& lead = books.leads.at(*event.lead);
        check_step_time(event, lead, books, body.step);
        const auto& steps = ladder(lead, books).steps;
        if (body.alert == event::Alert::LadderToldNobody) {
            check_once(event, lead, body.step);
            ASSERT_EQ(steps[body.step - 1].move, SpecMove::None);
        } else {
            ASSERT_EQ(moving_step(event, lead, books), body.step);
            ASSERT_FALSE(moved(event, lead, books).took);
        }
    }

    // ---- the rest ----

    void check(const event::Closed& body, const event::Event& event, const Ledger& books) {
        const LedgerLead& lead = books.leads.at(*event.lead);
        if (event.cause == Cause::Stale) {
            ASSERT_EQ(body.reason, "stale");
            const auto hours = books.spec().close_after_hours;
            ASSERT_TRUE(hours);
            ASSERT_GE(event.at, lead.touched + Duration::hours(*hours));
        }
        bool expected = false;
        if (lead.turn && body.as == event::Closing::Disqualified) {
            const int pool = books.turns[*lead.turn].pool;
            expected = books.spec().pools[static_cast<std::size_t>(pool)].disqualified;
        }
        ASSERT_EQ(expected, body.gives_back);
    }
    void check(const event::Acknowledged& body, const event::Event& event, const Ledger& books) {
        ASSERT_EQ(books.leads.at(*event.lead).holder, number(body.person.value));
    }
    void check(const event::Contacted& body, const event::Event& event, const Ledger& books) {
        const LedgerLead& lead = books.leads.at(*event.lead);
        ASSERT_EQ(lead.holder, number(body.person.value));
        ASSERT_EQ((event.at - lead.assigned_at).micros / 1'000'000, body.after_seconds);
    }
    template <class Other>
    void check(const Other&, const event::Event&, const Ledger&) {}

    void check_books(const Ledger& books) {
        const State& state = office_.state();
        ASSERT_EQ(books.leads.size(), state.leads().size()) << "a lead was lost or made";
        std::int64_t held = 0;
        for (const auto& [id, lead] : books.leads) {
            const OpenLead* open = state.find(id);
            ASSERT_NE(open, nullptr);
            ASSERT_EQ(lead.holder.has_value(), open->person.has_value());
            if (lead.holder) {
                ASSERT_EQ(*lead.holder, number(open->person->value));
                ++held;
            }
        }
        std::int64_t open = 0;
        const route::Calendar today = route::Calendar::at(*state.policy()->zone, office_.now());
        for (int p = 0; p < number(static_cast<std::uint32_t>(state.standing().people.size()));
             ++p) {
            const auto& stands = state.standing().people[static_cast<std::size_t>(p)];
            ASSERT_EQ(books.open_of_person(p), stands.open) << "p" << p;
            open += stands.open;
            for (const team::Period period : team::kPeriods) {
                ASSERT_EQ(books.given(p, {}, period, office_.now()),
                          today.count(stands.given, period))
                    << "p" << p << " by " << team::to_word(period);
            }
        }
        ASSERT_EQ(open, held);
        for (std::size_t i = 0; i < state.standing().pools.size(); ++i) {
            check_pool(books, static_cast<int>(i), state.standing().pools[i], today);
        }
    }
    void check_pool(const Ledger& books, int pool, const route::PoolStanding& stands,
                    const route::Calendar& today) {
        SCOPED_TRACE("pool" + std::to_string(pool));
        ASSERT_EQ(books.open_of_pool(pool), stands.open);
        ASSERT_EQ(books.turns_of(pool), stands.turns);
        for (const team::Period period : team::kPeriods) {
            ASSERT_EQ(books.given({}, pool, period, office_.now()),
                      today.count(stands.given, period));
        }
        const auto& members = books.spec().pools[static_cast<std::size_t>(pool)].members;
        ASSERT_EQ(members.size(), stands.seats.size());
        for (std::size_t i = 0; i < members.size(); ++i) {
            const int person = members[i].person;
            ASSERT_TRUE(books.credit(pool, person) == stands.seats[i].credit) << "p" << person;
            ASSERT_EQ(books.last_turn(pool, person), stands.seats[i].last_turn) << "p" << person;
            ASSERT_EQ(books.had_turns(pool, person), stands.seats[i].given) << "p" << person;
        }
    }

    void check_nobody_waits_in_vain(const Ledger& books) {
        for (const auto& [id, lead] : books.leads) {
            const auto content = office_.lead(id);
            const Model::About about{&content_or_none(content), lead.owner, lead.barred};
            if (lead.outcome == Outcome::Held) {
                ASSERT_FALSE(model(books, office_.now()).held(lead, about).took)
                    << "held, though somebody is free";
            } else if (lead.outcome == Outcome::Unrouted) {
                ASSERT_FALSE(model(books, office_.now()).from_rules(about).took)
                    << "unrouted, though somebody is free";
            }
        }
    }
    void check_nothing_is_overdue(const Ledger& books) {
        for (const auto& [id, lead] : books.leads) {
            ASSERT_GT(model(books, office_.now()).due(lead, lead.steps_done + 1), office_.now());
            if (const auto hours = books.spec().close_after_hours) {
                ASSERT_GT(lead.touched + Duration::hours(*hours), office_.now());
            }
        }
    }

    History& history_;
    Office& office_;
    std::size_t seen_ = 0;
    std::set<std::tuple<LeadId, std::size_t, std::uint32_t>> fired_;
};

TEST(SlowModel, AgreesWithEveryDecision) {
    Credit worst = 0;
    Credit worst_catching_up = 0;
    std::size_t events = 0;
    std::size_t picks = 0;
    for (std::uint64_t seed = 1; seed <= testing::companies(35); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        Auditor auditor(history);
        for (int i = 0; i < kSteps; ++i) {
            history.carry_out(history.next());
            auditor.look();
            if (HasFailure()) {
                FAIL() << "at step " << i << "\n" << to_yaml(history.spec());
            }
        }
        worst = std::max(worst, auditor.worst);
        worst_catching_up = std::max(worst_catching_up, auditor.worst_catching_up);
        picks += auditor.picks;
        events += history.office().events().size();
    }
    const auto leads = [](Credit credit) {
        return static_cast<double>(credit) / static_cast<double>(testing::kWhole);
    };
    std::printf(
        "%zu events, %zu picks; worst credit or debt: %.3f leads, %.3f in pools that catch up\n",
        events, picks, leads(worst), leads(worst_catching_up));
    RecordProperty("worst_credit", std::to_string(leads(worst)));
}

}  // namespace
}  // namespace baton::desk
