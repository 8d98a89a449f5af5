#include <algorithm>
#include <map>
#include <utility>

#include "core/route/turns.hpp"
#include "insight/reports.hpp"

namespace baton::insight {
namespace {

using route::Credit;

// One member's part in a pool's rotation.
struct Part {
    std::int64_t turns = 0;
    std::int64_t returned = 0;
    Credit due = 0;  // the shares that were theirs
};
struct Rotation {
    std::int64_t turns = 0;
    std::int64_t returned = 0;
    std::map<DrawKey, std::int64_t> draws;  // how often each was
    std::map<PersonId, Part> parts;
};

// In leads. Exact as long as the pool had fewer than some ten thousand turns too many or too few.
double in_leads(Credit credit) {
    constexpr auto kOne = static_cast<double>(route::kOneLead);
    const Credit whole = credit / route::kOneLead;
    return static_cast<double>(whole) +
           static_cast<double>(credit - whole * route::kOneLead) / kOne;
}

void note(Facts& facts, const Holding& holding, Rotation& rotation) {
    Part& part = rotation.parts[holding.person];
    ++rotation.draws[holding.draw];
    if (!holding.gave_back) {
        ++part.turns;
        ++rotation.turns;
        return;
    }
    // A turn that was undone: its holder's share is taken back with it, the others keep theirs.
    ++part.returned;
    ++rotation.returned;
    const Draw* draw = facts.draw(holding.draw);
    if (draw == nullptr) return;
    const auto own = std::ranges::find(draw->shares, holding.person, &Draw::Share::person);
    if (own != draw->shares.end()) part.due -= own->share;
}

// Whether the bound of one lead is promised: everybody eligible with the same weights, from the
// first turn on, and none undone.
bool is_bounded(Facts& facts, const Rotation& rotation, bool from_the_first) {
    if (!from_the_first || rotation.returned > 0 || rotation.draws.size() != 1) return false;
    const Draw* draw = facts.draw(rotation.draws.begin()->first);
    return draw != nullptr && draw->everybody;
}

}  // namespace

Result<Table> fairness(Facts& facts, const Question& question) {
    const workspace::Policy& policy = *question.policy;
    std::map<PoolId, Rotation> rotations;
    const auto looked = facts.alive(question.from, question.to, [&](const LeadFact& fact) {
        for (const Holding& holding : fact.holdings) {
            if (holding.draw == kNoDraw || !question.covers(holding.at)) continue;
            const Draw* draw = facts.draw(holding.draw);
            if (draw == nullptr || (question.pool && draw->pool != *question.pool)) continue;
            note(facts, holding, rotations[draw->pool]);
        }
    });
    if (!looked) return std::unexpected(looked.error());
    const auto first = facts.first_at();
    const bool from_the_first = !first || question.from <= *first;
    Table table;
    table.columns = {"pool",       "person",     "turns", "returned", "expected",
                     "difference", "pool_turns", "bound", "within"};
    for (auto& [pool, rotation] : rotations) {
        for (const auto& [key, times] : rotation.draws) {
            for (const Draw::Share& share : facts.draw(key)->shares) {
                rotation.parts[share.person].due += Credit{share.share} * times;
            }
        }
        const bool bounded = is_bounded(facts, rotation, from_the_first);
        for (const auto& [person, part] : rotation.parts) {
            if (!question.sees(person)) continue;
            const double difference = in_leads(Credit{part.turns} * route::kOneLead - part.due);
            table.rows.push_back({policy.names.pools.name(pool), policy.names.people.name(person),
                                  part.turns, part.returned, in_leads(part.due), difference,
                                  rotation.turns, bounded ? Cell(std::int64_t{1}) : Cell(),
                                  bounded ? Cell(difference > -1 && difference < 1) : Cell()});
        }
    }
    std::ranges::sort(table.rows, [](const auto& a, const auto& b) {
        return std::pair(a[0], a[1]) < std::pair(b[0], b[1]);
    });
    return table;
}

}  // namespace baton::insight
