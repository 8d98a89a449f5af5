#include <string>

#include "insight/figures.hpp"
#include "insight/groups.hpp"
#include "insight/reports.hpp"

namespace baton::insight {
namespace {

using desk::LeadState;

struct Fate {
    std::int64_t leads = 0;
    std::int64_t assigned = 0;  // ever, as the next
    std::int64_t acknowledged = 0;
    std::int64_t contacted = 0;
    std::int64_t won = 0;
    std::int64_t lost = 0;
    std::int64_t disqualified = 0;
    std::int64_t rejected = 0;
    std::int64_t open = 0;
    double amount = 0;

    [[nodiscard]] std::int64_t weight() const { return leads; }

    void add(const LeadFact& fact) {
        ++leads;
        if (!fact.holdings.empty()) ++assigned;
        bool is_acknowledged = false;
        for (const Holding& holding : fact.holdings) {
            is_acknowledged = is_acknowledged || holding.acknowledged.has_value();
        }
        if (is_acknowledged) ++acknowledged;
        if (fact.first_contact()) ++contacted;
        switch (fact.state) {
            case LeadState::Won:
                ++won;
                amount += fact.amount;
                break;
            case LeadState::Lost:
                ++lost;
                break;
            case LeadState::Disqualified:
                ++disqualified;
                break;
            case LeadState::Rejected:
                ++rejected;
                break;
            default:
                ++open;
        }
    }

    // `all`: the rate of the whole, which a group differs from only where its interval leaves it
    // out.
    [[nodiscard]] std::vector<Cell> cells(const std::optional<double>& all) const {
        const auto interval = wilson(won, lost);
        const bool enough = won + lost >= kEnough;
        const bool differs =
            enough && interval && all && (*all < interval->low || *all > interval->high);
        return {leads,
                assigned,
                acknowledged,
                contacted,
                won,
                lost,
                disqualified,
                rejected,
                open,
                amount,
                cell(rate_of(won, lost)),
                interval ? Cell(interval->low) : Cell(),
                interval ? Cell(interval->high) : Cell(),
                enough,
                differs};
    }
};

}  // namespace

Result<Table> conversion(Facts& facts, const Question& question) {
    auto groups = Groups<Fate>::of(question);
    if (!groups) return std::unexpected(groups.error());
    Fate total;
    const auto looked = facts.arrived(question.from, question.to, [&](const LeadFact& fact) {
        if (!question.admits(fact, fact.last())) return;
        groups->at(fact, fact.last(), fact.at).add(fact);
        total.add(fact);
    });
    if (!looked) return std::unexpected(looked.error());
    const auto all = rate_of(total.won, total.lost);
    Table table;
    table.columns = {to_word(question.by),
                     "leads",
                     "assigned",
                     "acknowledged",
                     "contacted",
                     "won",
                     "lost",
                     "disqualified",
                     "rejected",
                     "open",
                     "amount",
                     "win_rate",
                     "win_low",
                     "win_high",
                     "enough",
                     "differs"};
    groups->write(table, [&](const Fate& fate) { return fate.cells(all); });
    table.total = {Cell()};
    for (Cell& value : total.cells(all)) table.total.push_back(std::move(value));
    return table;
}

}  // namespace baton::insight
