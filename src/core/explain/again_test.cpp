// Whatever happens to whatever company: each decision of its log, made again from the state before
// it, is the same, and its explanation agrees with it in every particular.
#include <gtest/gtest.h>

#include <map>

#include "core/desk/history_for_tests.hpp"
#include "core/explain/recorded.hpp"
#include "core/explain/scribe.hpp"
#include "core/explain/sentences.hpp"

namespace baton::explain {
namespace {

using desk::testing::History;

// What each decided lead said at that moment, by event.
class Recorder final : public desk::Witness {
  public:
    void decided(const route::Question& question, const route::How&,
                 const route::Decision&) override {
        last_ = question.lead;
    }
    void before(const event::Event& event, const desk::State&) override {
        if (event::decision_of(event) != nullptr) said[event.seq] = last_;
    }
    std::map<std::uint64_t, lead::Lead> said;

  private:
    lead::Lead last_;
};

void expect_places(const TargetRead& target, const route::Decision& decision,
                   const Explanation& told) {
    if (!told.pick ||
        told.pick->target != static_cast<std::size_t>(&target - told.targets.data())) {
        return;
    }
    std::uint32_t place = 0;
    for (const Considered& person : target.people) {
        if (person.gate || person.place == 0) continue;
        ASSERT_EQ(person.place, ++place);
        ASSERT_EQ(person.chosen, place == 1);
        ASSERT_EQ(person.id == *decision.person, place == 1);
    }
    ASSERT_GE(place, 1U);
}

// Everybody whom the decision excluded is told of with that gate, and nobody else.
void expect_gates(const TargetRead& target, const route::Trial& trial) {
    std::vector<std::pair<team::PersonId, route::Gate>> told;
    for (const Considered& person : target.people) {
        if (person.gate) told.emplace_back(person.id, person.gate->gate);
    }
    std::vector<std::pair<team::PersonId, route::Gate>> recorded;
    for (const route::Exclusion& gate : trial.excluded) {
        if (gate.person) recorded.emplace_back(*gate.person, gate.gate);
    }
    ASSERT_EQ(told, recorded);
}

void expect_agreement(const Explanation& told, const route::Decision& decision) {
    if (told.by_rules && told.lead_known) {
        const bool matched = !told.rules.empty() && told.rules.back().matched;
        ASSERT_EQ(matched ? told.rules.back().path : "", decision.rule);
    }
    ASSERT_GE(told.targets.size(), decision.trials.size());
    for (std::size_t i = 0; i < decision.trials.size(); ++i) {
        const TargetRead& target = told.targets[i];
        ASSERT_TRUE(target.tried);
        if (!target.hours_and_capacity_waived) expect_gates(target, decision.trials[i]);
        expect_places(target, decision, told);
    }
    for (std::size_t i = decision.trials.size(); i < told.targets.size(); ++i) {
        ASSERT_FALSE(told.targets[i].tried);
    }
    ASSERT_FALSE(text(told).empty());
}

TEST(Again, EveryDecisionOfRandomCompaniesComesOutTheSame) {
    std::size_t decisions = 0;
    for (std::uint64_t seed = 1; seed <= desk::testing::companies(25); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        auto& office = history.office();
        Recorder recorder;
        office.desk().watch(&recorder);
        for (int i = 0; i < desk::testing::steps(100); ++i) history.carry_out(history.next());
        office.desk().watch(nullptr);
        desk::Desk past(office.setting());
        for (const event::Event& event : office.events()) {
            const route::Decision* decision = event::decision_of(event);
            if (decision != nullptr) {
                SCOPED_TRACE(office.log()[event.seq - 1].body);
                const team::PersonId somebody{static_cast<std::uint32_t>(
                    event.seq % past.state().policy()->names.people.size())};
                Scribe scribe({.about = somebody});
                past.watch(&scribe);
                const auto again = past.decide_again(event, recorder.said[event.seq]);
                past.watch(nullptr);
                ASSERT_TRUE(again);
                ASSERT_TRUE(*again == *decision);
                ++decisions;
                auto told = scribe.take();
                const bool by_hand = event.cause == event::Cause::Hand;
                ASSERT_EQ(told.has_value(), !by_hand || !decision->queue);
                if (told && !by_hand) expect_agreement(*told, *decision);
                if (told) {
                    ASSERT_EQ(told->about->got_it && !by_hand,
                              decision->person == somebody && !by_hand);
                    ASSERT_FALSE(told->about->sentence.empty());
                }
                Explanation recorded_only =
                    recorded(event, past.state(), office.setting().zones, somebody);
                tell_event(recorded_only, event, *past.state().policy());
                if (!by_hand) expect_agreement(recorded_only, *decision);
            }
            past.apply(event);
            if (HasFailure()) return;
        }
    }
    RecordProperty("decisions", std::to_string(decisions));
    EXPECT_GT(decisions, 20U * desk::testing::companies(25));
}

}  // namespace
}  // namespace baton::explain
