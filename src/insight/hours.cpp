#include <array>

#include "insight/reports.hpp"

namespace baton::insight {

Result<Table> hours(Facts& facts, const Question& question) {
    struct Count {
        std::int64_t received = 0;
        std::int64_t contacted = 0;  // by now
        std::int64_t won = 0;
        void add(const LeadFact& fact) {
            ++received;
            if (fact.first_contact()) ++contacted;
            if (fact.state == desk::LeadState::Won) ++won;
        }
    };
    std::array<std::array<Count, 24>, 7> week{};
    Count total;
    const auto looked = facts.arrived(question.from, question.to, [&](const LeadFact& fact) {
        if (!question.admits(fact, fact.last())) return;
        const team::Zone::Local local = question.policy->zone->local(fact.at);
        const auto day = static_cast<std::size_t>(weekday_from_days(local.day) - 1);
        week[day][static_cast<std::size_t>(local.second / 3600)].add(fact);
        total.add(fact);
    });
    if (!looked) return std::unexpected(looked.error());
    Table table;
    table.columns = {"weekday", "hour", "received", "contacted", "won"};
    for (std::size_t day = 0; day < week.size(); ++day) {
        for (std::size_t hour = 0; hour < week[day].size(); ++hour) {
            const Count& count = week[day][hour];
            table.rows.push_back({static_cast<std::int64_t>(day + 1),
                                  static_cast<std::int64_t>(hour), count.received, count.contacted,
                                  count.won});
        }
    }
    table.total = {Cell(), Cell(), total.received, total.contacted, total.won};
    return table;
}

}  // namespace baton::insight
