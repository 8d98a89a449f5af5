// Whatever happens to whatever company: after every step, each report of the kept facts equals what
// a slow recount of the events comes to, over whatever period, told apart by whatever.
#include <gtest/gtest.h>

#include <cmath>

#include "insight/fact_world_for_tests.hpp"
#include "insight/figures.hpp"

namespace baton::insight {
namespace {

using testing::FactWorld;
using testing::Recount;
using testing::Stint;
using testing::Story;

const int kSteps = desk::testing::steps(60);
const std::uint64_t kCompanies = desk::testing::companies(25);

// What is counted under one key, or under none: all of it.
class Counted {
  public:
    Counted(const Recount& recount, const Question& question, std::optional<std::string> key)
        : recount_(recount), question_(question), key_(std::move(key)) {}

    [[nodiscard]] bool here(const Story& story, const Stint* stint, Instant at) const {
        const auto key = recount_.key(question_, story, stint, at);
        return key && (!key_ || *key == *key_);
    }
    [[nodiscard]] bool happened(const Story& story, const Stint* stint, Instant at) const {
        return question_.covers(at) && here(story, stint, at);
    }

    [[nodiscard]] std::vector<Cell> volume() const {
        std::array<std::int64_t, 10> n{};
        for (const Story& story : recount_.stories()) {
            const auto stints = recount_.stints(story);
            const Stint* first = stints.empty() ? nullptr : &stints.front();
            if (happened(story, first, story.events.front()->at)) ++n[0];
            for (const Stint& stint : stints) {
                if (happened(story, &stint, stint.given().at)) ++n[1];
                const bool moved = stint.ended() != nullptr && !stint.closed();
                if (moved && happened(story, &stint, stint.ended()->at)) ++n[2];
                const auto taken = stint.first<event::Acknowledged, event::Contacted>();
                if (taken && happened(story, &stint, *taken)) ++n[3];
                const auto contact = stint.first<event::Contacted>();
                if (contact && happened(story, &stint, *contact)) ++n[4];
            }
            const Stint* last = stints.empty() ? nullptr : &stints.back();
            const auto over = Recount::over(story);
            if (!over || !happened(story, last, *over)) continue;
            ++n[5];
            ++n[6 + static_cast<std::size_t>(Recount::state(story)) -
                static_cast<std::size_t>(desk::LeadState::Won)];
        }
        return {n.begin(), n.end()};
    }

    [[nodiscard]] std::vector<Cell> conversion(const std::optional<double>& all) const {
        std::array<std::int64_t, 9> n{};
        double amount = 0;
        for (const Story& story : recount_.stories()) {
            const auto stints = recount_.stints(story);
            const Stint* last = stints.empty() ? nullptr : &stints.back();
            if (!happened(story, last, story.events.front()->at)) continue;
            ++n[0];
            if (!stints.empty()) ++n[1];
            if (std::ranges::any_of(stints, [](const Stint& stint) {
                    return stint.first<event::Acknowledged, event::Contacted>().has_value();
                })) {
                ++n[2];
            }
            if (recount_.first_contact(story)) ++n[3];
            if (const auto over = Recount::over(story); !over) {
                ++n[8];
            } else {
                ++n[4 + static_cast<std::size_t>(Recount::state(story)) -
                    static_cast<std::size_t>(desk::LeadState::Won)];
            }
            if (const auto* won = std::get_if<event::Closed>(&story.events.back()->body)) {
                amount += won->amount;
            }
        }
        std::vector<Cell> cells(n.begin(), n.end());
        cells.emplace_back(amount);
        const std::int64_t decided = n[4] + n[5];
        const auto rate = rate_of(n[4], n[5]);
        const auto interval = wilson(n[4], n[5]);
        cells.push_back(cell(rate));
        cells.push_back(interval ? Cell(interval->low) : Cell());
        cells.push_back(interval ? Cell(interval->high) : Cell());
        cells.emplace_back(decided >= 20);
        cells.emplace_back(decided >= 20 && all && (*all < interval->low || *all > interval->high));
        return cells;
    }

    [[nodiscard]] std::vector<Cell> response() const {
        std::int64_t assignments = 0;
        std::vector<double> assign, acknowledge, contact;
        std::int64_t sla_met = 0, sla_missed = 0, met = 0, missed = 0;
        for (const Story& story : recount_.stories()) {
            for (const Stint& stint : recount_.stints(story)) {
                const Instant at = stint.given().at;
                if (!happened(story, &stint, at)) continue;
                ++assignments;
                const auto note = [](std::vector<double>& all, Instant from, Instant to) {
                    all.push_back(static_cast<double>((to - from).micros) / 1e6);
                };
                if (stint.is_first) note(assign, story.events.front()->at, at);
                const auto taken = stint.first<event::Acknowledged, event::Contacted>();
                if (taken) note(acknowledge, at, *taken);
                const auto contacted = stint.first<event::Contacted>();
                if (contacted) note(contact, at, *contacted);
                const workspace::Ladder* ladder = recount_.ladder(stint);
                if (ladder != nullptr && !ladder->steps.empty()) {
                    if (stint.stepped()) ++sla_missed;
                    if (!stint.stepped() && (taken || stint.closed())) ++sla_met;
                }
                const auto by = recount_.respond_by(stint);
                if (!by) continue;
                const bool closed_in_time = stint.closed() && stint.ended()->at <= *by;
                const Instant end = stint.ended() ? stint.ended()->at : question_.now;
                if (contacted && *contacted <= *by) ++met;
                if (contacted && *contacted > *by) ++missed;
                if (!contacted && closed_in_time) ++met;
                if (!contacted && !closed_in_time && end > *by) ++missed;
            }
        }
        std::vector<Cell> cells{assignments};
        for (std::vector<double>* values : {&assign, &acknowledge, &contact}) {
            std::ranges::sort(*values);
            const std::size_t size = values->size();
            cells.emplace_back(static_cast<std::int64_t>(size));
            cells.push_back(size == 0 ? Cell() : Cell(median(*values)));
            cells.push_back(size == 0 ? Cell() : Cell((*values)[nine_tenths(size) - 1]));
        }
        for (const auto& [good, bad] : {std::pair(sla_met, sla_missed), std::pair(met, missed)}) {
            cells.emplace_back(good);
            cells.emplace_back(bad);
            cells.push_back(cell(rate_of(good, bad)));
        }
        cells.emplace_back(assignments >= 20);
        return cells;
    }

    [[nodiscard]] std::vector<Cell> queues() const {
        std::vector<double> ages;
        std::array<std::int64_t, 7> classes{};
        for (const Story& story : recount_.stories()) {
            if (Recount::over(story)) continue;
            const auto stints = recount_.stints(story);
            const Stint* last = stints.empty() || stints.back().ended() ? nullptr : &stints.back();
            if (!here(story, last, question_.now)) continue;
            const double age =
                static_cast<double>((question_.now - since(story, last)).micros) / 1e6;
            ages.push_back(age);
            std::size_t place = 0;
            for (const double most : {3600., 14400., 86400., 259200., 604800., 2592000.}) {
                if (age >= most) ++place;
            }
            ++classes[place];
        }
        std::ranges::sort(ages);
        std::vector<Cell> cells{static_cast<std::int64_t>(ages.size())};
        cells.push_back(ages.empty() ? Cell() : Cell(ages.back()));
        cells.push_back(ages.empty() ? Cell() : Cell(median(ages)));
        cells.push_back(ages.empty() ? Cell() : Cell(ages[nine_tenths(ages.size()) - 1]));
        for (const std::int64_t count : classes) cells.emplace_back(count);
        return cells;
    }

    // What one person held, looked at between any two moments at which it changed.
    [[nodiscard]] std::vector<Cell> capacity(const workspace::Person* person) const {
        struct Held {
            Instant from;
            Instant to;
        };
        std::vector<Held> held;
        std::vector<Instant> moments{question_.from, question_.until()};
        std::map<std::string, std::int64_t> days;
        std::int64_t open = 0, given = 0;
        for (const Story& story : recount_.stories()) {
            for (const Stint& stint : recount_.stints(story)) {
                const Instant at = stint.given().at;
                if (!here(story, &stint, at) || at >= question_.to) continue;
                held.push_back({at, stint.ended() ? stint.ended()->at : Instant::never()});
                if (held.back().to >= question_.to) ++open;
                moments.push_back(at);
                moments.push_back(held.back().to);
                if (at < question_.from || stint.gave_back()) continue;
                ++given;
                const std::int32_t offset = question_.policy->zone->offset_at(at);
                ++days[format_time(at, offset).substr(0, 10)];
            }
        }
        const auto most = person == nullptr ? std::nullopt : person->capacity.open;
        const auto a_day = person == nullptr ? std::nullopt : person->capacity.per[1];
        std::ranges::sort(moments);
        std::int64_t peak = 0, sum = 0, full = 0;
        for (std::size_t i = 0; i < moments.size(); ++i) {
            const Instant from = moments[i];
            if (from < question_.from || from >= question_.to) continue;
            const std::int64_t now = std::ranges::count_if(
                held, [&](const Held& one) { return one.from <= from && from < one.to; });
            peak = std::max(peak, now);
            const Instant to = i + 1 < moments.size() ? moments[i + 1] : from;
            const std::int64_t micros = (std::min(to, question_.until()) - from).micros;
            if (micros <= 0) continue;
            sum += now * micros;
            if (most && now >= *most) full += micros;
        }
        const auto passed = static_cast<double>((question_.until() - question_.from).micros);
        const auto part = [&](std::int64_t of) {
            return passed > 0 ? Cell(static_cast<double>(of) / passed) : Cell();
        };
        const std::int64_t days_full = std::ranges::count_if(
            days, [&](const auto& day) { return a_day && day.second >= *a_day; });
        return {open,
                most ? Cell(*most) : Cell(),
                most && *most > 0 ? Cell(static_cast<double>(open) / static_cast<double>(*most))
                                  : Cell(),
                part(sum),
                peak,
                most ? part(full) : Cell(),
                given,
                a_day ? Cell(*a_day) : Cell(),
                static_cast<std::int64_t>(days.size()),
                a_day ? Cell(days_full) : Cell()};
    }

  private:
    static double median(const std::vector<double>& sorted) {
        const std::size_t half = sorted.size() / 2;
        if (sorted.size() % 2 == 1) return sorted[half];
        // The sum in whole microseconds, as it is exact.
        return static_cast<double>(std::llround(sorted[half - 1] * 1e6) +
                                   std::llround(sorted[half] * 1e6)) /
               1e6 / 2;
    }
    static std::size_t nine_tenths(std::size_t size) {
        std::size_t rank = 1;
        while (rank * 10 < size * 9) ++rank;
        return rank;
    }
    // Since when it has been as it is: with whom it is, in that queue, or waiting in one go.
    static Instant since(const Story& story, const Stint* holder) {
        if (holder != nullptr) return holder->given().at;
        Instant since{};
        bool waits = false;
        for (const event::Event* event : story.events) {
            const route::Decision* decision = event::decision_of(*event);
            if (decision == nullptr) continue;
            const bool goes_on = waits;
            waits = decision->outcome == route::Outcome::Held ||
                    decision->outcome == route::Outcome::Unrouted;
            if (!waits || !goes_on) since = event->at;
        }
        return since;
    }

    const Recount& recount_;
    const Question& question_;
    std::optional<std::string> key_;
};

std::string shown(const std::vector<Cell>& cells) {
    Table table;
    table.columns.assign(cells.size(), "x");
    table.rows.push_back(cells);
    return to_csv(table);
}

std::vector<Cell> without_key(const std::vector<Cell>& row) { return {row.begin() + 1, row.end()}; }

template <class CountRow>
void expect_rows(const Table& table, const Recount& recount, const Question& question,
                 CountRow&& count) {
    std::int64_t sum = 0;
    for (const auto& row : table.rows) {
        const auto* text = std::get_if<std::string>(&row.front());
        const Counted counted(recount, question, text == nullptr ? "" : *text);
        ASSERT_EQ(shown(without_key(row)), shown(count(counted)))
            << to_word(question.by) << " " << (text == nullptr ? "(none)" : *text) << " from "
            << format_time(question.from) << " to " << format_time(question.to) << " in "
            << question.policy->zone->name << "\n"
            << to_csv(table);
        sum += std::get<std::int64_t>(row[1]);
    }
    // So no row is missing.
    ASSERT_EQ(std::get<std::int64_t>(table.total[1]), sum);
    ASSERT_EQ(shown(without_key(table.total)),
              shown(count(Counted(recount, question, std::nullopt))));
}

void expect_capacity(const Table& table, const Recount& recount, Question question) {
    question.by = By::Person;
    for (const auto& row : table.rows) {
        const std::string& name = std::get<std::string>(row.front());
        const auto id = question.policy->names.people.find(name);
        ASSERT_EQ(shown(without_key(row)),
                  shown(Counted(recount, question, name).capacity(question.policy->person(*id))))
            << name << " from " << format_time(question.from) << " to " << format_time(question.to)
            << ", now " << format_time(question.now);
    }
}

Question random_question(desk::testing::Dice& dice, FactWorld& world) {
    Question question;
    const desk::testing::Office& office = world.office();
    question.policy = office.state().policy().get();
    question.now = office.now();
    const Instant begin = office.events().front().at;
    const std::int64_t span = (question.now - begin).micros + 1;
    const auto moment = [&] {
        return Instant{begin.micros +
                       static_cast<std::int64_t>(dice.below(static_cast<std::uint64_t>(span)))};
    };
    question.from = dice.one_in(2) ? begin : moment();
    question.to = dice.one_in(2) ? question.now + Duration{1} : moment();
    if (question.to <= question.from) question.to = question.from + Duration::hours(30);
    const std::size_t people = question.policy->names.people.size();
    if (dice.one_in(4)) question.person = PersonId{static_cast<std::uint32_t>(dice.below(people))};
    if (dice.one_in(5)) question.pool = PoolId{0};
    if (dice.one_in(6)) question.source = fmt::format("s{}", dice.below(4));
    if (dice.one_in(4)) {
        question.sight = Question::Sight{std::vector<bool>(people), std::vector<bool>(2)};
        for (std::size_t i = 0; i < people; ++i) question.sight->people[i] = dice.one_in(2);
    }
    return question;
}

// Hours of a long period are too many for one report.
By any_of(desk::testing::Dice& dice, const Report& report, const Question& question) {
    for (;;) {
        const By by = report.by[dice.below(report.by.size())];
        if (by != By::Hour || question.to - question.from < Duration::days(60)) return by;
    }
}

void expect_exact(FactWorld& world, desk::testing::Dice& dice) {
    const Recount recount = world.recount();
    for (const Report& report : reports()) {
        SCOPED_TRACE(report.name);
        Question question = random_question(dice, world);
        if (!report.by.empty()) question.by = any_of(dice, report, question);
        if (report.name == "volume") {
            expect_rows(world.ask(report, question), recount, question,
                        [](const Counted& counted) { return counted.volume(); });
        } else if (report.name == "conversion") {
            const Table table = world.ask(report, question);
            std::optional<double> all;
            if (const auto* rate = std::get_if<double>(&table.total[11])) all = *rate;
            expect_rows(table, recount, question,
                        [&](const Counted& counted) { return counted.conversion(all); });
        } else if (report.name == "response") {
            expect_rows(world.ask(report, question), recount, question,
                        [](const Counted& counted) { return counted.response(); });
        } else if (report.name == "capacity") {
            expect_capacity(world.ask(report, question), recount, question);
        } else if (report.name == "queues" && !question.sight && !question.pool) {
            if (question.by != By::State && question.by != By::Person) question.by = By::State;
            expect_rows(world.ask(report, question), recount, question,
                        [](const Counted& counted) { return counted.queues(); });
        }
    }
}

// Over all time, turns against shares are what the desk itself keeps as credits.
void expect_credits(FactWorld& world) {
    const desk::testing::Office& office = world.office();
    const workspace::Policy& policy = *office.state().policy();
    Question question;
    question.policy = &policy;
    question.to = question.now = office.now() + Duration{1};
    std::map<std::pair<std::string, std::string>, double> differences;
    for (const auto& row : world.ask(reports()[4], question).rows) {
        differences[{std::get<std::string>(row[0]), std::get<std::string>(row[1])}] =
            std::get<double>(row[5]);
    }
    const auto& pools = office.state().standing().pools;
    for (std::uint32_t i = 0; i < pools.size(); ++i) {
        std::vector<std::pair<PersonId, route::Seat>> seats = pools[i].former;
        if (const workspace::Pool* pool = policy.pool(PoolId{i})) {
            for (std::size_t seat = 0; seat < pools[i].seats.size(); ++seat) {
                seats.emplace_back(pool->members[seat].person, pools[i].seats[seat]);
            }
        }
        for (const auto& [person, seat] : seats) {
            const double credit =
                static_cast<double>(seat.credit) / static_cast<double>(route::kOneLead);
            const double difference =
                differences[{policy.names.pools.name(PoolId{i}), policy.names.people.name(person)}];
            ASSERT_NEAR(difference, -credit, 1e-12)
                << policy.names.pools.name(PoolId{i}) << " " << policy.names.people.name(person);
        }
    }
}

// Turns and shares of two periods that follow each other are those of both.
void expect_parts(FactWorld& world, desk::testing::Dice& dice) {
    const Question whole = random_question(dice, world);
    const std::int64_t span = (whole.to - whole.from).micros;
    Question first = whole;
    first.to.micros =
        whole.from.micros + static_cast<std::int64_t>(dice.below(static_cast<std::uint64_t>(span)));
    Question second = whole;
    second.from = first.to;
    std::map<std::string, std::pair<std::int64_t, double>> sums;
    const auto add = [&](const Question& question, int sign) {
        for (const auto& row : world.ask(reports()[4], question).rows) {
            auto& [turns, due] = sums[shown({row[0], row[1]})];
            turns += sign * std::get<std::int64_t>(row[2]);
            due += sign * std::get<double>(row[4]);
        }
    };
    add(first, 1);
    add(second, 1);
    add(whole, -1);
    for (const auto& [who, sum] : sums) {
        ASSERT_EQ(sum.first, 0) << who;
        ASSERT_NEAR(sum.second, 0, 1e-9) << who;
    }
}

TEST(ReportsProperty, EqualARecountAfterEveryStep) {
    for (std::uint64_t seed = 1; seed <= kCompanies && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        FactWorld world(seed);
        desk::testing::Dice dice(seed + 1'000'000);
        for (int i = 0; i < kSteps && !HasFailure(); ++i) {
            SCOPED_TRACE("step " + std::to_string(i));
            world.history().carry_out(world.history().next());
            world.keep_up();
            if (dice.one_in(20)) world.reopen();
            expect_exact(world, dice);
            expect_credits(world);
            expect_parts(world, dice);
        }
    }
}

}  // namespace
}  // namespace baton::insight
