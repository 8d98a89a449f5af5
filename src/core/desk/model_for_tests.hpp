// The slow model of who gets a lead: the words of docs/WORKSPACE.md, one after another, over the
// books and the plain numbers of the company. Whatever the desk decides is held against it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/desk/ledger_for_tests.hpp"
#include "core/lead/lead.hpp"
#include "core/team/schedule.hpp"
#include "core/team/zone.hpp"

namespace baton::desk::testing {

struct ModelPick {
    bool took = false;
    route::Outcome outcome = route::Outcome::Unrouted;
    std::optional<int> person;
    std::optional<int> pool;
    std::optional<int> queue;
    std::optional<int> rule;  // its place in the document
    bool otherwise = false;
    std::uint32_t target = 0;
    std::vector<bool> eligible;  // of a pool's members
};

class Model {
  public:
    Model(const Ledger& books, const team::Zones& zones, Instant now)
        : books_(books), spec_(books.spec()), zones_(zones), now_(now) {}

    struct About {  // the lead
        const lead::Lead* content = nullptr;
        std::optional<int> owner;
        std::vector<int> had;
    };

    // From the top.
    ModelPick from_rules(const About& lead) const {
        for (std::size_t i = 0; i < spec_.rules.size(); ++i) {
            if (!holds(spec_.rules[i], lead)) continue;
            ModelPick pick = list(spec_.rules[i].route, false, lead);
            if (!pick.took) pick = list(spec_.otherwise, true, lead);
            pick.rule = static_cast<int>(i);
            return pick;
        }
        return list(spec_.otherwise, true, lead);
    }
    // The route of the rule of that name again, then `otherwise`.
    ModelPick from_rule(const std::string& name, const About& lead) const {
        for (const SpecRule& rule : spec_.rules) {
            if (rule.name() != name) continue;
            ModelPick pick = list(rule.route, false, lead);
            if (pick.took) return pick;
        }
        return list(spec_.otherwise, true, lead);
    }
    // A held lead asks its pool again, with the `where` of the target that held it.
    ModelPick held(const LedgerLead& held, const About& lead) const {
        const std::vector<SpecTarget>* targets = held.otherwise ? &spec_.otherwise : nullptr;
        for (const SpecRule& rule : spec_.rules) {
            if (!held.otherwise && rule.name() == held.rule) targets = &rule.route;
        }
        std::optional<int> level;
        if (targets != nullptr && held.target >= 1 && held.target <= targets->size()) {
            const SpecTarget& target = (*targets)[held.target - 1];
            if (target.to == SpecTo::Pool && target.index == *held.pool) level = target.level;
        }
        ModelPick pick = ask_pool(*held.pool, level, lead);
        if (pick.outcome == route::Outcome::Held) pick.took = false;
        return pick;
    }
    ModelPick ask_person(int person, std::optional<int> level, const About& lead) const {
        ModelPick pick;
        if (keeps_out(person, nullptr, level, lead, true)) return pick;
        pick.took = true;
        pick.outcome = route::Outcome::Assigned;
        pick.person = person;
        return pick;
    }
    ModelPick ask_pool(int pool, std::optional<int> level, const About& lead) const {
        const SpecPool& about = spec_.pools[static_cast<std::size_t>(pool)];
        const bool full = is_full(about.capacity, books_.open_of_pool(pool), {}, pool);
        ModelPick pick;
        if (!full) pick = choose(pool, level, lead, true);
        if (!pick.took && about.when_none == SpecNone::Assign) {
            pick = choose(pool, level, lead, false);
        }
        if (!pick.took && about.when_none == SpecNone::Hold) {
            pick.took = true;
            pick.outcome = route::Outcome::Held;
            pick.pool = pool;
        }
        return pick;
    }
    // Whether a hand must not even be asked: nobody gives a lead to somebody out of office.
    bool is_there(int person) const {
        const SpecPerson& about = spec_.people[static_cast<std::size_t>(person)];
        return about.present && about.active && !books_.is_out(person, now_);
    }
    bool is_at_capacity(int person) const {
        const SpecPerson& about = spec_.people[static_cast<std::size_t>(person)];
        return is_full(about.capacity, books_.open_of_person(person), person, {});
    }
    // When a step of the lead's ladder falls due; never() when it has no such step.
    Instant due(const LedgerLead& lead, std::uint32_t step) const {
        if (!lead.holder || lead.answered || lead.sla.empty()) return Instant::never();
        const CompanySpec& then = books_.spec(lead.version);
        const SpecLadder& ladder = then.ladders[static_cast<std::size_t>(lead.sla.back() - '0')];
        if (step > ladder.steps.size()) return Instant::never();
        const Duration after = Duration::minutes(ladder.steps[step - 1].minutes);
        const SpecPerson& person = then.people[static_cast<std::size_t>(*lead.holder)];
        if (!ladder.working_time || person.schedule.empty() || !person.present) {
            return lead.assigned_at + after;
        }
        return team::add_working(schedule(person), zone(then, person), lead.assigned_at, after);
    }

  private:
    bool holds(const SpecRule& rule, const About& lead) const {
        switch (rule.when) {
            case SpecWhen::Always:
                return true;
            case SpecWhen::Employees: {
                const auto* number =
                    std::get_if<double>(&lead.content->at(lead::field::kEmployees));
                return number != nullptr && *number >= rule.value;
            }
            case SpecWhen::Source:
                return lead.content->text(lead::field::kSource) == "s" + std::to_string(rule.value);
            case SpecWhen::HasOwner:
                return lead.owner.has_value();
        }
        return false;
    }

    ModelPick list(const std::vector<SpecTarget>& targets, bool otherwise,
                   const About& lead) const {
        ModelPick pick;
        for (std::size_t i = 0; i < targets.size() && !pick.took; ++i) {
            pick = ask(targets[i], lead);
            pick.otherwise = otherwise;
            pick.target = static_cast<std::uint32_t>(i + 1);
        }
        return pick.took ? pick : ModelPick{};
    }
    ModelPick ask(const SpecTarget& target, const About& lead) const {
        ModelPick pick;
        switch (target.to) {
            case SpecTo::Person:
                return ask_person(target.index, target.level, lead);
            case SpecTo::Pool:
                return ask_pool(target.index, target.level, lead);
            case SpecTo::LeadOwner:
                return lead.owner ? ask_person(*lead.owner, {}, lead) : pick;
            case SpecTo::TerritoryOwner:
                if (lead.content->text(lead::field::kState) != "US-NY") return pick;
                return ask_pool(spec_.territory_pool, {}, lead);
            case SpecTo::Queue:
                pick.took = true;
                pick.outcome = route::Outcome::Queued;
                pick.queue = target.index;
                return pick;
            case SpecTo::Reject:
                pick.took = true;
                pick.outcome = route::Outcome::Rejected;
                return pick;
        }
        return pick;
    }

    static const team::Schedule& schedule(const SpecPerson& person) {
        static const auto kMake = [](const char* hours) {
            return team::parse_hours(hours).value();
        };
        static const team::Schedule kOffice = [] {
            team::Schedule s = kMake("Mon-Fri 09:00-17:00");
            s.holidays = {{2026, 1, 1}, {2027, 1, 1}};
            return s;
        }();
        static const team::Schedule kNight = kMake("Mon-Sun 22:00-06:00");
        static const team::Schedule kOdd = kMake("Sat,Sun 01:30-03:30; Mon 00:00-24:00");
        if (person.schedule == "office") return kOffice;
        return person.schedule == "night" ? kNight : kOdd;
    }
    const team::Zone& zone(const CompanySpec& spec, const SpecPerson& person) const {
        return *zones_.find(person.zone.empty() ? spec.zone : person.zone);
    }

    bool is_full(const SpecCapacity& capacity, std::int64_t open, std::optional<int> person,
                 std::optional<int> pool) const {
        if (capacity.open && open >= *capacity.open) return true;
        for (const team::Period period : team::kPeriods) {
            const auto& limit = capacity.per[static_cast<std::size_t>(period)];
            if (limit && books_.given(person, pool, period, now_) >= *limit) return true;
        }
        return false;
    }
    // `missed`: whether what keeps them out is an absence, a pause, hours or capacity alone.
    bool keeps_out(int person, const SpecPool* pool, std::optional<int> level, const About& lead,
                   bool bound, bool* missed = nullptr) const {
        const SpecPerson& about = spec_.people[static_cast<std::size_t>(person)];
        const bool never = !about.present || !about.active ||
                           std::ranges::find(lead.had, person) != lead.had.end() ||
                           (level && about.level < *level);
        bool for_now = books_.is_out(person, now_) || books_.paused.contains(person);
        if (bound) {
            for_now = for_now || is_at_capacity(person);
            for_now = for_now || (pool != nullptr && pool->hours && !about.schedule.empty() &&
                                  !team::is_working(schedule(about), zone(spec_, about), now_));
        }
        if (missed != nullptr) *missed = for_now && !never;
        return never || for_now;
    }

    double weight(const SpecPool& pool, const SpecMember& member) const {
        const SpecPerson& about = spec_.people[static_cast<std::size_t>(member.person)];
        const double listed = member.weight ? *member.weight : about.weight.value_or(1);
        const auto open = static_cast<double>(books_.open_of_person(member.person));
        switch (pool.weight) {
            case SpecWeight::None:
                return listed;
            case SpecWeight::ByLevel:
                return about.level - 2.0;
            case SpecWeight::ByRoom:
                return listed * (4.0 - open);
        }
        return listed;
    }

    ModelPick choose(int number, std::optional<int> level, const About& lead, bool bound) const {
        const SpecPool& pool = spec_.pools[static_cast<std::size_t>(number)];
        ModelPick pick;
        std::vector<bool> shares;
        std::vector<double> weights;
        for (const SpecMember& member : pool.members) {
            bool missed = false;
            const bool out = keeps_out(member.person, &pool, level, lead, bound, &missed);
            pick.eligible.push_back(!out);
            shares.push_back(!out || (pool.catch_up && missed));
            weights.push_back(weight(pool, member));
        }
        if (std::ranges::find(pick.eligible, true) == pick.eligible.end()) return pick;
        const std::size_t seat = pool.pick == SpecPick::Turns
                                     ? turn(number, sharing_of(pick.eligible, shares, weights))
                                     : best(number, pick.eligible);
        pick.took = true;
        pick.outcome = route::Outcome::Assigned;
        pick.person = pool.members[seat].person;
        pick.pool = number;
        return pick;
    }

    bool waited_longer(int pool, std::size_t a, std::size_t b) const {
        const auto& members = spec_.pools[static_cast<std::size_t>(pool)].members;
        const auto last_a = books_.last_turn(pool, members[a].person);
        const auto last_b = books_.last_turn(pool, members[b].person);
        return last_a != last_b ? last_a < last_b : a < b;
    }

    std::size_t turn(int pool, const Sharing& who) const {
        const auto& members = spec_.pools[static_cast<std::size_t>(pool)].members;
        const auto shares = split_one(who.weights);
        Credit m = 0;
        bool equal = true;
        Credit some = 0;
        for (const Credit w : who.weights) {
            if (w == 0) continue;
            ++m;
            equal = equal && (some == 0 || w == some);
            some = w;
        }
        const Credit parts = m > 1 ? 2 * m - 2 : 1;
        std::optional<std::size_t> best;
        bool best_is_due = false;
        Credit best_room = 0;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (!who.eligible[i]) continue;
            const Credit credit = (books_.credit(pool, members[i].person) + shares[i]) * parts;
            const bool due = m <= 1 || credit >= kWhole;
            const Credit room = (parts - 1) * kWhole - credit;  // deadline = room / weight
            bool better = !best || (due && !best_is_due);
            if (best && due == best_is_due) {
                const Credit mine = room * who.weights[*best];
                const Credit theirs = best_room * who.weights[i];
                const bool by_wait = m <= 1 || (due && equal) || mine == theirs;
                better = by_wait ? waited_longer(pool, i, *best) : mine < theirs;
            }
            if (!better) continue;
            best = i;
            best_is_due = due;
            best_room = room;
        }
        return *best;
    }

    std::optional<double> figure(const SpecPool& pool, int person) const {
        const SpecPerson& about = spec_.people[static_cast<std::size_t>(person)];
        const auto open = static_cast<double>(books_.open_of_person(person));
        const auto count = [](const std::map<int, std::int64_t>& of, int p) {
            const auto it = of.find(p);
            return it == of.end() ? 0.0 : static_cast<double>(it->second);
        };
        switch (pool.pick) {
            case SpecPick::Turns:
                return std::nullopt;
            case SpecPick::HighestLevel:
                return about.level;
            case SpecPick::LowestOpen:
                return -open;
            case SpecPick::LeastLoaded:
                return -(about.capacity.open ? open / *about.capacity.open : open);
            case SpecPick::TopPerformer: {
                double won = 0;
                double lost = 0;
                for (const SpecMember& member : pool.members) {
                    won += count(books_.won, member.person);
                    lost += count(books_.lost, member.person);
                }
                const double rate = won + lost > 0 ? won / (won + lost) : 0.5;
                const double own = count(books_.won, person);
                return (own + 10 * rate) / (own + count(books_.lost, person) + 10);
            }
            case SpecPick::HighestDeals: {
                const auto it = books_.deals.find(person);
                return it == books_.deals.end() ? std::nullopt : std::optional(it->second);
            }
        }
        return std::nullopt;
    }
    std::size_t best(int number, const std::vector<bool>& eligible) const {
        const SpecPool& pool = spec_.pools[static_cast<std::size_t>(number)];
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < eligible.size(); ++i) {
            if (!eligible[i]) continue;
            const auto mine = figure(pool, pool.members[i].person);
            const auto theirs =
                best ? figure(pool, pool.members[*best].person) : std::optional<double>();
            const bool better =
                !best || mine > theirs || (mine == theirs && waited_longer(number, i, *best));
            if (better) best = i;
        }
        return *best;
    }

    const Ledger& books_;
    const CompanySpec& spec_;
    const team::Zones& zones_;
    Instant now_;
};

}  // namespace baton::desk::testing
