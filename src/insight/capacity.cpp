#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "insight/reports.hpp"

namespace baton::insight {
namespace {

struct Change {
    Instant at;
    int by = 0;
};

struct Load {
    std::vector<Change> changes;  // of how many are held
    std::int64_t open = 0;        // at the end
    std::int64_t given = 0;
    std::map<Instant, std::int64_t> by_day;  // by its beginning
};

// What a person's load came to over a period.
struct Course {
    std::int64_t peak = 0;
    double held = 0;  // lead × µs
    double full = 0;  // µs
};

Course course_of(Load& load, const Question& question, std::optional<std::int64_t> most) {
    // Who gives one lead up and gets another at one moment never held both.
    std::ranges::sort(load.changes, [](const Change& a, const Change& b) {
        return std::pair(a.at, a.by) < std::pair(b.at, b.by);
    });
    Course course;
    Instant since = question.from;
    std::int64_t open = 0;
    const auto pass = [&](Instant to) {
        const Instant until = std::min(to, question.until());
        if (until <= since) return;
        const auto micros = static_cast<double>((until - since).micros);
        course.held += static_cast<double>(open) * micros;
        if (most && open >= *most) course.full += micros;
        since = until;
    };
    for (const Change& change : load.changes) {
        pass(change.at);
        open += change.by;
        course.peak = std::max(course.peak, open);
    }
    pass(question.to);
    return course;
}

void note(const Holding& holding, const Question& question, Load& load) {
    if (holding.at >= question.to || holding.ended.value_or(Instant::never()) < question.from) {
        return;
    }
    load.changes.push_back({std::max(holding.at, question.from), 1});
    if (holding.ended && *holding.ended < question.to) {
        load.changes.push_back({*holding.ended, -1});
    } else {
        ++load.open;
    }
    if (holding.at < question.from || holding.gave_back) return;
    ++load.given;
    const team::Zone& zone = *question.policy->zone;
    ++load.by_day[team::period_start(team::Period::Day, zone, holding.at)];
}

std::optional<std::int64_t> limit_of(const workspace::Person* person, team::Period period) {
    return person == nullptr ? std::nullopt
                             : person->capacity.per[static_cast<std::size_t>(period)];
}

Cell cell_of(const std::optional<std::int64_t>& value) { return value ? Cell(*value) : Cell(); }

std::vector<Cell> row_of(PersonId id, Load& load, const Question& question) {
    const workspace::Policy& policy = *question.policy;
    const workspace::Person* person = policy.person(id);
    const auto most = person == nullptr ? std::nullopt : person->capacity.open;
    const auto a_day = limit_of(person, team::Period::Day);
    const Course course = course_of(load, question, most);
    const auto passed = static_cast<double>((question.until() - question.from).micros);
    const auto over_time = [&](double sum) { return passed > 0 ? Cell(sum / passed) : Cell(); };
    Cell use;
    if (most && *most > 0) use = static_cast<double>(load.open) / static_cast<double>(*most);
    std::int64_t days_full = 0;
    for (const auto& [day, given] : load.by_day) {
        if (a_day && given >= *a_day) ++days_full;
    }
    return {policy.names.people.name(id),
            load.open,
            cell_of(most),
            use,
            over_time(course.held),
            course.peak,
            most ? over_time(course.full) : Cell(),
            load.given,
            cell_of(a_day),
            static_cast<std::int64_t>(load.by_day.size()),
            a_day ? Cell(days_full) : Cell()};
}

}  // namespace

Result<Table> capacity(Facts& facts, const Question& question) {
    const workspace::Policy& policy = *question.policy;
    std::map<PersonId, Load> loads;
    for (std::uint32_t i = 0; i < policy.people.size(); ++i) {
        const bool is_shown = policy.people[i] && policy.people[i]->active && !question.pool &&
                              question.sees(PersonId{i});
        if (is_shown) loads[PersonId{i}];
    }
    const auto looked = facts.alive(question.from, question.to, [&](const LeadFact& fact) {
        for (const Holding& holding : fact.holdings) {
            if (question.admits(fact, &holding)) note(holding, question, loads[holding.person]);
        }
    });
    if (!looked) return std::unexpected(looked.error());
    Table table;
    table.columns = {"person",    "open",  "open_capacity", "use",  "mean_open", "peak_open",
                     "full_time", "given", "day_capacity",  "days", "days_full"};
    for (auto& [person, load] : loads) table.rows.push_back(row_of(person, load, question));
    std::ranges::sort(table.rows, [](const auto& a, const auto& b) { return a[0] < b[0]; });
    return table;
}

}  // namespace baton::insight
