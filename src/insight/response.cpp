#include <string>

#include "insight/figures.hpp"
#include "insight/groups.hpp"
#include "insight/reports.hpp"

namespace baton::insight {
namespace {

struct Kept {
    std::int64_t met = 0;
    std::int64_t missed = 0;
};

struct Speed {
    std::int64_t assignments = 0;
    Sample assign;  // of the first of a lead, from its arrival
    Sample acknowledge;
    Sample contact;
    Kept ladder;
    Kept respond;

    [[nodiscard]] std::int64_t weight() const { return assignments; }

    void add(const LeadFact& fact, const Holding& holding, Instant now) {
        ++assignments;
        if (&holding == &fact.holdings.front()) assign.add(holding.at - fact.at);
        if (holding.acknowledged) acknowledge.add(*holding.acknowledged - holding.at);
        if (holding.contacted) contact.add(*holding.contacted - holding.at);
        judge_ladder(holding);
        judge_respond(holding, now);
    }

    [[nodiscard]] std::vector<Cell> cells() {
        return {assignments,
                assign.size(),
                cell(assign.median()),
                cell(assign.p90()),
                acknowledge.size(),
                cell(acknowledge.median()),
                cell(acknowledge.p90()),
                contact.size(),
                cell(contact.median()),
                cell(contact.p90()),
                ladder.met,
                ladder.missed,
                cell(rate_of(ladder.met, ladder.missed)),
                respond.met,
                respond.missed,
                cell(rate_of(respond.met, respond.missed)),
                assignments >= kEnough};
    }

  private:
    // Kept: taken in hand or closed before any step of the ladder. What somebody took away before
    // that, or what still runs, says nothing.
    void judge_ladder(const Holding& holding) {
        if (!holding.has_ladder) return;
        if (holding.stepped) {
            ++ladder.missed;
        } else if (holding.acknowledged || holding.end == End::Closed) {
            ++ladder.met;
        }
    }
    void judge_respond(const Holding& holding, Instant now) {
        if (!holding.respond_by) return;
        const Instant by = *holding.respond_by;
        if (holding.contacted ? *holding.contacted <= by
                              : holding.end == End::Closed && *holding.ended <= by) {
            ++respond.met;
        } else if (holding.contacted || holding.ended.value_or(now) > by) {
            ++respond.missed;
        }
    }
};

}  // namespace

Result<Table> response(Facts& facts, const Question& question) {
    auto groups = Groups<Speed>::of(question);
    if (!groups) return std::unexpected(groups.error());
    Speed total;
    const auto looked = facts.alive(question.from, question.to, [&](const LeadFact& fact) {
        for (const Holding& holding : fact.holdings) {
            if (!question.covers(holding.at) || !question.admits(fact, &holding)) continue;
            groups->at(fact, &holding, holding.at).add(fact, holding, question.now);
            total.add(fact, holding, question.now);
        }
    });
    if (!looked) return std::unexpected(looked.error());
    Table table;
    table.columns = {to_word(question.by), "assignments",     "assigned",
                     "assign_median",      "assign_p90",      "acknowledged",
                     "acknowledge_median", "acknowledge_p90", "contacted",
                     "contact_median",     "contact_p90",     "sla_met",
                     "sla_missed",         "sla_rate",        "respond_met",
                     "respond_missed",     "respond_rate",    "enough"};
    groups->write(table, [](Speed& speed) { return speed.cells(); });
    table.total = {Cell()};
    for (Cell& value : total.cells()) table.total.push_back(std::move(value));
    return table;
}

}  // namespace baton::insight
