// The index gives what the walk gives: random rules, random leads, and each way of growing the
// tree. BATON_MATCH_PAIRS says how many pairs of a set of rules and a lead; the run prints what
// each operator met. An index that was broken on purpose must be found out by the same run.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>

#include "core/match/encounters_for_tests.hpp"
#include "core/match/random_for_tests.hpp"

namespace baton::match {
namespace {

constexpr std::size_t kLeadsPerSet = 200;

constexpr std::size_t kUsualPairs = 120'000;

std::size_t wanted_pairs() {
    const char* text = std::getenv("BATON_MATCH_PAIRS");
    return text == nullptr ? kUsualPairs : std::strtoull(text, nullptr, 10);
}

using Sabotage = std::function<void(RowTable&, Chance&)>;

struct Trial {
    std::size_t pairs = 0;
    std::size_t taken = 0;
    std::optional<std::string> difference;  // the first one
};

// All shapes of trees, most of them far smaller than those that serve, so that few rules do.
Growth some_growth(Chance& chance) {
    if (chance.one_in(4)) return {};
    return {chance.below(4), 1 + chance.below(24)};
}

class Comparison {
  public:
    // One set of rules against many leads; false when the index differs from the walk.
    bool try_set(std::uint64_t seed, const Sabotage& sabotage, Encounters* encounters) {
        Chance chance(seed);
        const std::size_t size = chance.one_in(10) ? 200 + chance.below(600) : chance.below(60);
        const std::vector<workspace::Rule> rules = RandomRules(lab_, chance).list(1 + size);
        RowTable table = tabulate(rules);
        if (sabotage) sabotage(table, chance);
        const RuleIndex index(rules, std::move(table), some_growth(chance));
        for (std::size_t i = 0; i < kLeadsPerSet; ++i) {
            lead_.fill(chance);
            if (!try_lead(rules, index, seed)) return false;
            if (encounters != nullptr && i % 16 == 0) note(rules, *encounters);
        }
        return true;
    }

    Trial trial;

  private:
    bool try_lead(const std::vector<workspace::Rule>& rules, const RuleIndex& index,
                  std::uint64_t seed) {
        arena_.reset();
        const auto variables = lead_.lead.variables();
        const workspace::Rule* expected = first_rule(rules, {variables, nullptr}, arena_);
        const workspace::Rule* found = index.first({variables, nullptr}, arena_);
        ++trial.pairs;
        trial.taken += expected != nullptr ? 1 : 0;
        if (found == expected) return true;
        const auto path = [](const workspace::Rule* rule) {
            return rule == nullptr ? std::string("none") : rule->path;
        };
        trial.difference = fmt::format("seed {}, pair {}: the walk finds\n  {}\nthe index\n  {}",
                                       seed, trial.pairs, path(expected), path(found));
        return false;
    }

    void note(const std::vector<workspace::Rule>& rules, Encounters& encounters) {
        const auto variables = lead_.lead.variables();
        for (const workspace::Rule& rule : rules) {
            if (rule.when)
                encounters.note(expr::shape_of(*rule.when), {variables, nullptr}, arena_);
            note(rule.rules, encounters);
        }
    }

    Lab lab_;
    RandomLead lead_{lab_};
    expr::Arena arena_;
};

Trial compare(std::size_t pairs, const Sabotage& sabotage = {}, Encounters* encounters = nullptr) {
    Comparison comparison;
    for (std::uint64_t seed = 1; comparison.trial.pairs < pairs; ++seed) {
        if (!comparison.try_set(seed, sabotage, encounters)) break;
    }
    return std::move(comparison.trial);
}

TEST(MatchProperty, IndexGivesWhatTheWalkGives) {
    Encounters encounters;
    const Trial trial = compare(wanted_pairs(), {}, &encounters);
    EXPECT_FALSE(trial.difference.has_value()) << *trial.difference;
    std::printf("%zu pairs, %zu with a rule that takes the lead; operators met\n%s", trial.pairs,
                trial.taken, encounters.table().c_str());
    EXPECT_GT(trial.taken, trial.pairs / 10);
    EXPECT_LT(trial.taken, trial.pairs * 9 / 10);
    for (const auto asks : {expr::Asks::Equal, expr::Asks::Less, expr::Asks::LessEqual,
                            expr::Asks::Greater, expr::Asks::GreaterEqual, expr::Asks::OneOf,
                            expr::Asks::StartsWith, expr::Asks::EndsWith, expr::Asks::Includes}) {
        for (std::size_t met = 0; met < kMetWords.size(); ++met) {
            const bool cannot = met == static_cast<std::size_t>(Met::Unknown) &&
                                asks >= expr::Asks::StartsWith;  // texts are always finite
            EXPECT_TRUE(cannot || encounters.of(asks)[met] > 0)
                << kAskWords[static_cast<std::size_t>(asks)] << " never met " << kMetWords[met];
        }
    }
}

// Broken on purpose ------------------------------------------------------------------------------

// Any row's constraint that fits, or none.
Constraint* some_constraint(RowTable& table, Chance& chance,
                            const std::function<bool(const Constraint&)>& fits) {
    std::vector<Constraint*> all;
    for (Row& row : table.rows) {
        for (Constraint& constraint : row.line) {
            if (fits(constraint)) all.push_back(&constraint);
        }
    }
    return all.empty() ? nullptr : chance.among(all);
}

bool is_simple(const Constraint& constraint) { return constraint.codes.intervals().size() == 1; }

TEST(MatchProperty, FindsARowLeftOut) {
    const Trial trial = compare(kUsualPairs, [](RowTable& table, Chance& chance) {
        if (table.rows.empty()) return;
        table.rows.erase(table.rows.begin() +
                         static_cast<std::ptrdiff_t>(chance.below(table.rows.size())));
    });
    EXPECT_TRUE(trial.difference.has_value());
}

TEST(MatchProperty, FindsARangeOneCodeTooWide) {
    const Trial trial = compare(kUsualPairs, [](RowTable& table, Chance& chance) {
        Constraint* const broken = some_constraint(table, chance, is_simple);
        if (broken == nullptr) return;
        const Interval was = broken->codes.intervals()[0];
        if (was.to < table.facets[broken->facet].size())
            broken->codes = CodeSet(was.from, was.to + 1);
    });
    EXPECT_TRUE(trial.difference.has_value());
}

TEST(MatchProperty, FindsARangeOneCodeTooNarrow) {
    const Trial trial = compare(kUsualPairs, [](RowTable& table, Chance& chance) {
        Constraint* const broken = some_constraint(table, chance, [](const Constraint& constraint) {
            return is_simple(constraint) && constraint.codes.size() > 1;
        });
        if (broken == nullptr) return;
        const Interval was = broken->codes.intervals()[0];
        broken->codes = CodeSet(was.from + 1, was.to);
    });
    EXPECT_TRUE(trial.difference.has_value());
}

TEST(MatchProperty, FindsAProgramThatIsNotAsked) {
    const Trial trial = compare(kUsualPairs, [](RowTable& table, Chance&) {
        for (Taker& taker : table.takers) taker.asks_own = false;
    });
    EXPECT_TRUE(trial.difference.has_value());
}

TEST(MatchProperty, FindsAMissingFieldTakenForAValue) {
    const Trial trial = compare(kUsualPairs, [](RowTable& table, Chance& chance) {
        Constraint* const broken = some_constraint(table, chance, [](const Constraint& constraint) {
            return !constraint.codes.contains(Facet::kMissing);
        });
        if (broken == nullptr) return;
        broken->codes = CodeSet(Facet::kMissing, Facet::kMissing + 1) | broken->codes;
    });
    EXPECT_TRUE(trial.difference.has_value());
}

}  // namespace
}  // namespace baton::match
