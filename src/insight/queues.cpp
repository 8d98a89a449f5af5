#include <array>
#include <string>

#include "insight/figures.hpp"
#include "insight/groups.hpp"
#include "insight/reports.hpp"

namespace baton::insight {
namespace {

// Upper ends of the classes of age, in hours; the last has none.
constexpr std::array<std::int64_t, 6> kClasses{1, 4, 24, 3 * 24, 7 * 24, 30 * 24};

struct Ages {
    std::int64_t leads = 0;
    Sample ages;
    std::array<std::int64_t, kClasses.size() + 1> classes{};

    [[nodiscard]] std::int64_t weight() const { return leads; }
    void add(Duration age) {
        ++leads;
        ages.add(age);
        std::size_t i = 0;
        while (i < kClasses.size() && age >= Duration::hours(kClasses[i])) ++i;
        ++classes[i];
    }
    [[nodiscard]] std::vector<Cell> cells() {
        std::vector<Cell> cells{leads, cell(ages.largest()), cell(ages.median()), cell(ages.p90())};
        for (const std::int64_t count : classes) cells.emplace_back(count);
        return cells;
    }
};

}  // namespace

Result<Table> queues(Facts& facts, const Question& question) {
    auto groups = Groups<Ages>::of(question);
    if (!groups) return std::unexpected(groups.error());
    Ages total;
    const auto looked = facts.open([&](const LeadFact& fact) {
        const Holding* holder = fact.last();
        if (holder != nullptr && holder->ended) holder = nullptr;
        if (holder == nullptr ? !question.admits_waiting(fact) : !question.admits(fact, holder)) {
            return;
        }
        const Duration age = std::max(question.now - fact.since, Duration{});
        // A pool that holds a lead for one of its people has it waiting.
        const bool is_held = question.by == By::Pool && holder == nullptr && fact.held_by;
        Ages& row = is_held ? groups->find(question.policy->names.pools.name(*fact.held_by))
                            : groups->at(fact, holder, question.now);
        row.add(age);
        total.add(age);
    });
    if (!looked) return std::unexpected(looked.error());
    Table table;
    table.columns = {to_word(question.by), "leads",    "oldest",   "median",   "p90",
                     "under_1h",           "under_4h", "under_1d", "under_3d", "under_7d",
                     "under_30d",          "older"};
    groups->write(table, [](Ages& ages) { return ages.cells(); });
    table.total = {Cell()};
    for (Cell& value : total.cells()) table.total.push_back(std::move(value));
    return table;
}

}  // namespace baton::insight
