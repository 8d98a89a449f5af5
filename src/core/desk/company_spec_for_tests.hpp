// A company as plain numbers, made from a seed, and its workspace document. The desk is given the
// document; the slow model reads the numbers, so that the two share no code on the way.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace baton::desk::testing {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    int between(int low, int high) {
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
    }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class T>
    const T& any(const std::vector<T>& of) {
        return of[below(of.size())];
    }

  private:
    std::mt19937_64 random_;
};

struct SpecCapacity {
    std::optional<int> open;
    std::array<std::optional<int>, 4> per;  // hour, day, week, month
    [[nodiscard]] bool any() const {
        return open || std::ranges::any_of(per, [](const auto& p) { return p.has_value(); });
    }
};

struct SpecPerson {
    std::string key;
    bool present = true;  // in this version of the document
    bool active = true;
    std::optional<double> weight;
    int level = 0;
    SpecCapacity capacity;
    std::string schedule;  // empty: none
    std::string zone;      // empty: the workspace's
    int manager = -1;
    int backup = -1;
};

struct SpecMember {
    int person = 0;
    std::optional<double> weight;
};

enum class SpecPick { Turns, HighestLevel, LowestOpen, LeastLoaded, TopPerformer, HighestDeals };
enum class SpecWeight { None, ByLevel, ByRoom };
enum class SpecNone { Next, Hold, Assign };

struct SpecPool {
    std::string key;
    std::vector<SpecMember> members;
    SpecPick pick = SpecPick::Turns;
    SpecWeight weight = SpecWeight::None;
    SpecNone when_none = SpecNone::Next;
    bool hours = false;
    bool catch_up = false;
    bool reassigned = true, passed = false, silent = false, disqualified = false;
    SpecCapacity capacity;
};

enum class SpecTo { Person, Pool, LeadOwner, TerritoryOwner, Queue, Reject };

struct SpecTarget {
    SpecTo to = SpecTo::Pool;
    int index = 0;
    std::optional<int> level;  // where: person.level >= …
};

enum class SpecMove { None, Backup, Next, Person, Pool };

struct SpecStep {
    int minutes = 10;
    bool manager = false, backup = false, assignee = false;
    int pool = -1;
    SpecMove move = SpecMove::None;
    int to = 0;
};

struct SpecLadder {
    std::vector<SpecStep> steps;
    bool working_time = false;
};

enum class SpecWhen { Always, Employees, Source, HasOwner };

struct SpecRule {
    int number = 0;
    SpecWhen when = SpecWhen::Always;
    int value = 0;
    std::vector<SpecTarget> route;
    int ladder = -1;
    [[nodiscard]] std::string name() const { return fmt::format("r{}", number); }
};

struct CompanySpec {
    std::string zone = "America/New_York";
    std::vector<SpecPerson> people;
    std::vector<SpecPool> pools;
    std::vector<SpecLadder> ladders;
    std::vector<SpecRule> rules;
    std::vector<SpecTarget> otherwise;
    int territory_pool = 0;  // who owns New York
    bool merge = false;
    std::optional<int> close_after_hours;
};

// ---- Making one ---------------------------------------------------------------------------------

inline SpecCapacity random_capacity(Dice& dice, int most) {
    SpecCapacity capacity;
    if (dice.one_in(2)) capacity.open = dice.between(1, most);
    if (dice.one_in(6)) capacity.per[0] = dice.between(1, 3);
    if (dice.one_in(4)) capacity.per[1] = dice.between(1, most);
    if (dice.one_in(8)) capacity.per[2] = dice.between(2, 3 * most);
    if (dice.one_in(8)) capacity.per[3] = dice.between(4, 5 * most);
    return capacity;
}

inline std::optional<double> random_weight(Dice& dice) {
    static const std::vector<double> kWeights{0, 0.25, 0.5, 1, 1, 2, 3, 7};
    if (dice.one_in(2)) return std::nullopt;
    return dice.any(kWeights);
}

inline SpecPerson random_person(Dice& dice, int number, int people) {
    static const std::vector<std::string> kSchedules{"", "", "office", "night", "odd"};
    static const std::vector<std::string> kZones{"", "", "Europe/Berlin", "Africa/Lagos"};
    SpecPerson person;
    person.key = fmt::format("p{}", number);
    person.active = !dice.one_in(12);
    person.weight = random_weight(dice);
    person.level = dice.between(0, 5);
    if (!dice.one_in(3)) person.capacity = random_capacity(dice, 6);
    person.schedule = dice.any(kSchedules);
    person.zone = dice.any(kZones);
    if (dice.one_in(2)) person.manager = dice.between(0, people - 1);
    if (dice.one_in(2)) person.backup = dice.between(0, people - 1);
    if (person.manager == number) person.manager = -1;
    if (person.backup == number) person.backup = -1;
    return person;
}

inline SpecPool random_pool(Dice& dice, int number, int people) {
    SpecPool pool;
    pool.key = fmt::format("pool{}", number);
    const bool weighted = dice.one_in(2);
    for (int p = 0; p < people; ++p) {
        if (!dice.one_in(3)) continue;
        pool.members.push_back({p, weighted ? random_weight(dice) : std::nullopt});
    }
    while (pool.members.size() < 2) {
        const int p = dice.between(0, people - 1);
        if (pool.members.empty() || pool.members[0].person != p) pool.members.push_back({p, {}});
    }
    for (std::size_t i = pool.members.size(); i > 1; --i) {
        std::swap(pool.members[i - 1], pool.members[dice.below(i)]);
    }
    if (dice.one_in(3)) pool.pick = static_cast<SpecPick>(dice.between(1, 5));
    if (pool.pick == SpecPick::Turns && dice.one_in(4)) {
        pool.weight = static_cast<SpecWeight>(dice.between(1, 2));
    }
    pool.when_none = static_cast<SpecNone>(dice.between(0, 2));
    pool.hours = dice.one_in(2);
    pool.catch_up = dice.one_in(3);
    pool.reassigned = !dice.one_in(4);
    pool.passed = dice.one_in(3);
    pool.silent = dice.one_in(3);
    pool.disqualified = dice.one_in(3);
    if (dice.one_in(4)) pool.capacity = random_capacity(dice, 9);
    return pool;
}

inline SpecTarget random_target(Dice& dice, const CompanySpec& spec) {
    SpecTarget target;
    switch (dice.below(10)) {
        case 0:
        case 1:
            target.to = SpecTo::Person;
            target.index = dice.between(0, static_cast<int>(spec.people.size()) - 1);
            break;
        case 2:
            target.to = SpecTo::LeadOwner;
            return target;
        case 3:
            target.to = SpecTo::TerritoryOwner;
            return target;
        case 4:
            target.to = dice.one_in(3) ? SpecTo::Reject : SpecTo::Queue;
            target.index = dice.between(0, 1);
            return target;
        default:
            target.to = SpecTo::Pool;
            target.index = dice.between(0, static_cast<int>(spec.pools.size()) - 1);
            break;
    }
    if (dice.one_in(4)) target.level = dice.between(1, 5);
    return target;
}

inline SpecStep random_step(Dice& dice, const CompanySpec& spec, int after) {
    SpecStep step;
    step.minutes = after;
    step.manager = dice.one_in(2);
    step.backup = dice.one_in(4);
    step.assignee = dice.one_in(4);
    if (dice.one_in(6)) step.pool = dice.between(0, static_cast<int>(spec.pools.size()) - 1);
    if (dice.one_in(2)) step.move = static_cast<SpecMove>(dice.between(1, 4));
    const bool to_pool = step.move == SpecMove::Pool;
    const std::size_t many = to_pool ? spec.pools.size() : spec.people.size();
    step.to = dice.between(0, static_cast<int>(many) - 1);
    if (step.move == SpecMove::Person && !spec.people[static_cast<std::size_t>(step.to)].present) {
        step.move = SpecMove::Backup;
    }
    const bool tells = step.manager || step.backup || step.assignee || step.pool >= 0;
    if (!tells && step.move == SpecMove::None) step.assignee = true;
    return step;
}

inline CompanySpec random_company(Dice& dice) {
    CompanySpec spec;
    static const std::vector<std::string> kZones{"America/New_York", "Europe/Berlin", "UTC"};
    spec.zone = dice.any(kZones);
    const int people = dice.between(3, 8);
    for (int i = 0; i < people; ++i) spec.people.push_back(random_person(dice, i, people));
    const int pools = dice.between(2, 4);
    for (int i = 0; i < pools; ++i) spec.pools.push_back(random_pool(dice, i, people));
    for (int i = 0; i < 2; ++i) {
        SpecLadder ladder;
        ladder.working_time = dice.one_in(3);
        int after = 0;
        for (int n = dice.between(1, 3); n > 0; --n) {
            after += dice.between(1, 40);
            ladder.steps.push_back(random_step(dice, spec, after));
        }
        spec.ladders.push_back(ladder);
    }
    const int rules = dice.between(2, 6);
    for (int i = 0; i < rules; ++i) {
        SpecRule rule{.number = i, .when = static_cast<SpecWhen>(dice.between(1, 3)), .route = {}};
        rule.value = rule.when == SpecWhen::Employees ? dice.between(1, 900) : dice.between(0, 3);
        for (int n = dice.between(1, 3); n > 0; --n) {
            rule.route.push_back(random_target(dice, spec));
        }
        if (!dice.one_in(3)) rule.ladder = dice.between(0, 1);
        spec.rules.push_back(rule);
    }
    for (int n = dice.between(1, 2); n > 0; --n) {
        SpecTarget target{.to = SpecTo::Pool, .index = dice.between(0, pools - 1), .level = {}};
        spec.otherwise.push_back(target);
    }
    spec.territory_pool = dice.between(0, pools - 1);
    spec.merge = dice.one_in(3);
    if (dice.one_in(3)) spec.close_after_hours = dice.between(10, 200);
    return spec;
}

// A change that somebody might publish.
inline void change_company(Dice& dice, CompanySpec& spec) {
    SpecPool& pool = spec.pools[dice.below(spec.pools.size())];
    SpecPerson& person = spec.people[dice.below(spec.people.size())];
    switch (dice.below(9)) {
        case 0:
            person.capacity = dice.one_in(2) ? SpecCapacity{} : random_capacity(dice, 8);
            break;
        case 1:
            person.active = !person.active;
            break;
        case 2:
            if (pool.members.size() > 1) {
                pool.members.erase(pool.members.begin() +
                                   static_cast<std::ptrdiff_t>(dice.below(pool.members.size())));
            }
            break;
        case 3: {
            const auto p = static_cast<int>(dice.below(spec.people.size()));
            const bool there =
                std::ranges::find(pool.members, p, &SpecMember::person) != pool.members.end();
            if (!there && spec.people[static_cast<std::size_t>(p)].present) {
                pool.members.insert(pool.members.begin(), {p, random_weight(dice)});
            }
            break;
        }
        case 4:
            pool.when_none = static_cast<SpecNone>(dice.between(0, 2));
            pool.hours = !pool.hours;
            break;
        case 5:
            spec.rules.erase(spec.rules.begin() +
                             static_cast<std::ptrdiff_t>(dice.below(spec.rules.size())));
            if (spec.rules.empty()) {
                spec.rules.push_back({.number = 90, .value = 0, .route = {{}}, .ladder = 0});
            }
            break;
        case 6:
            spec.close_after_hours =
                dice.one_in(2) ? std::optional(dice.between(10, 200)) : std::nullopt;
            break;
        case 7:
            for (SpecMember& member : pool.members) member.weight = random_weight(dice);
            break;
        default:
            for (SpecStep& step : spec.ladders[0].steps) {
                step = random_step(dice, spec, step.minutes);
            }
    }
}

// Takes a person out of the document, and whatever names them. False where a pool would be empty.
inline bool drop_person(CompanySpec& spec, int gone) {
    for (const SpecPool& pool : spec.pools) {
        if (pool.members.size() == 1 && pool.members[0].person == gone) return false;
    }
    int other = -1;
    for (std::size_t i = 0; i < spec.people.size(); ++i) {
        if (static_cast<int>(i) != gone && spec.people[i].present) other = static_cast<int>(i);
    }
    if (other < 0) return false;
    spec.people[static_cast<std::size_t>(gone)].present = false;
    for (SpecPool& pool : spec.pools) {
        std::erase_if(pool.members, [&](const SpecMember& m) { return m.person == gone; });
    }
    for (SpecPerson& person : spec.people) {
        if (person.manager == gone) person.manager = -1;
        if (person.backup == gone) person.backup = -1;
    }
    const auto replace = [&](std::vector<SpecTarget>& targets) {
        for (SpecTarget& t : targets) {
            if (t.to == SpecTo::Person && t.index == gone) t.index = other;
        }
    };
    for (SpecRule& rule : spec.rules) replace(rule.route);
    replace(spec.otherwise);
    for (SpecLadder& ladder : spec.ladders) {
        for (SpecStep& step : ladder.steps) {
            if (step.move == SpecMove::Person && step.to == gone) step.to = other;
        }
    }
    return true;
}

}  // namespace baton::desk::testing
