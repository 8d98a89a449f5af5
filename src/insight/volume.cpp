#include <string>

#include "insight/groups.hpp"
#include "insight/reports.hpp"

namespace baton::insight {
namespace {

using desk::LeadState;

struct Counts {
    std::int64_t received = 0;
    std::int64_t assigned = 0;
    std::int64_t moved = 0;
    std::int64_t acknowledged = 0;
    std::int64_t contacted = 0;
    std::int64_t won = 0;
    std::int64_t lost = 0;
    std::int64_t disqualified = 0;
    std::int64_t rejected = 0;

    [[nodiscard]] std::int64_t over() const { return won + lost + disqualified + rejected; }
    [[nodiscard]] std::int64_t weight() const { return received + assigned + moved + over(); }
    void add(const Counts& other) {
        received += other.received;
        assigned += other.assigned;
        moved += other.moved;
        acknowledged += other.acknowledged;
        contacted += other.contacted;
        won += other.won;
        lost += other.lost;
        disqualified += other.disqualified;
        rejected += other.rejected;
    }
    [[nodiscard]] std::vector<Cell> cells() const {
        return {received, assigned, moved, acknowledged, contacted,
                over(),   won,      lost,  disqualified, rejected};
    }
};

std::int64_t Counts::*ending(LeadState state) {
    switch (state) {
        case LeadState::Won:
            return &Counts::won;
        case LeadState::Lost:
            return &Counts::lost;
        case LeadState::Disqualified:
            return &Counts::disqualified;
        default:
            return &Counts::rejected;
    }
}

}  // namespace

Result<Table> volume(Facts& facts, const Question& question) {
    auto groups = Groups<Counts>::of(question);
    if (!groups) return std::unexpected(groups.error());
    const auto note = [&](const LeadFact& fact, const Holding* holding, Instant at,
                          std::int64_t Counts::*what) {
        if (!question.covers(at) || !question.admits(fact, holding)) return;
        ++(groups->at(fact, holding, at).*what);
    };
    const auto looked = facts.alive(question.from, question.to, [&](const LeadFact& fact) {
        // It came in to whoever had it first, and ended with whoever had it last.
        const Holding* first = fact.holdings.empty() ? nullptr : &fact.holdings.front();
        note(fact, first, fact.at, &Counts::received);
        for (const Holding& holding : fact.holdings) {
            note(fact, &holding, holding.at, &Counts::assigned);
            if (holding.acknowledged) {
                note(fact, &holding, *holding.acknowledged, &Counts::acknowledged);
            }
            if (holding.contacted) note(fact, &holding, *holding.contacted, &Counts::contacted);
            if (holding.ended && holding.end != End::Closed) {
                note(fact, &holding, *holding.ended, &Counts::moved);
            }
        }
        if (fact.over) note(fact, fact.last(), *fact.over, ending(fact.state));
    });
    if (!looked) return std::unexpected(looked.error());
    Table table;
    table.columns = {to_word(question.by),
                     "received",
                     "assigned",
                     "moved",
                     "acknowledged",
                     "contacted",
                     "over",
                     "won",
                     "lost",
                     "disqualified",
                     "rejected"};
    Counts total;
    groups->write(table, [&](const Counts& counts) {
        total.add(counts);
        return counts.cells();
    });
    table.total = {Cell()};
    for (Cell& value : total.cells()) table.total.push_back(std::move(value));
    return table;
}

}  // namespace baton::insight
