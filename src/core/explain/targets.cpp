#include "core/explain/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/explain/ledger.hpp"
#include "core/route/pool_pick.hpp"
#include "core/route/words.hpp"

namespace baton::explain {
namespace {

using route::Gate;
using route::TargetKind;
using workspace::Policy;
using workspace::Target;

// The lists that were, or would have been, tried: a rule's route, then `otherwise`.
struct Lists {
    const std::vector<Target>* route = nullptr;
    const std::vector<Target>* otherwise = nullptr;
};

Lists lists_of(const Scene& scene) {
    const Policy& policy = scene.question.policy;
    Lists lists;
    const auto rule_at = [&](std::string_view path) {
        const workspace::Rule* rule = path.empty() ? nullptr : policy.find_rule(path);
        if (rule != nullptr) lists.route = &rule->route;
        lists.otherwise = &policy.otherwise;
    };
    if (std::holds_alternative<route::FromTheTop>(scene.how)) rule_at(scene.decision.rule);
    if (const auto* along = std::get_if<route::AlongRule>(&scene.how)) rule_at(along->path);
    if (const auto* held = std::get_if<route::HeldIn>(&scene.how)) rule_at(held->path);
    return lists;
}

const workspace::Condition* where_of(const Target& target) {
    if (const auto* person = std::get_if<workspace::ToPerson>(&target)) return &person->where;
    if (const auto* pool = std::get_if<workspace::ToPool>(&target)) return &pool->where;
    return nullptr;
}

// The condition on the person at a place of a list; null where there is none. A territory's owner
// has one of its own.
const workspace::Condition* where_at(const Scene& scene, const Lists& lists, bool otherwise,
                                     std::uint32_t number) {
    const std::vector<Target>* list = otherwise ? lists.otherwise : lists.route;
    if (list == nullptr || number == 0 || number > list->size()) return nullptr;
    const Target& target = (*list)[number - 1];
    const auto* owner = std::get_if<workspace::ToOwner>(&target);
    if (owner == nullptr) return where_of(target);
    if (owner->of != workspace::OwnerOf::Territory) return nullptr;
    const auto* territory = scene.question.policy.find_territory(scene.decision.findings.territory);
    return territory == nullptr || !territory->owner ? nullptr : where_of(*territory->owner);
}

class Teller {
  public:
    Teller(const Scene& scene, Explanation& out)
        : scene_(scene),
          question_(scene.question),
          policy_(scene.question.policy),
          decision_(scene.decision),
          lists_(lists_of(scene)),
          out_(out) {}

    void run() {
        for (const route::Trial& trial : decision_.trials) tried(trial);
        if (decision_.target == 0) return;  // nothing took it: everything was tried
        if (!decision_.otherwise) not_reached(lists_.route, decision_.target, false);
        const bool rest =
            lists_.otherwise != nullptr && !std::holds_alternative<route::HeldIn>(scene_.how);
        if (rest) not_reached(lists_.otherwise, decision_.otherwise ? decision_.target : 0, true);
    }

  private:
    [[nodiscard]] const std::string& name(team::PersonId id) const {
        return policy_.names.people.name(id);
    }

    void tried(const route::Trial& trial) {
        TargetRead told;
        told.kind = trial.kind;
        told.number = trial.number;
        told.otherwise = trial.otherwise;
        told.eligible = trial.eligible;
        told.took_it = decision_.target == trial.number && decision_.otherwise == trial.otherwise;
        told.what = route::target_in_words(trial, policy_);
        if (trial.pool) told.pool = policy_.names.pools.name(*trial.pool);
        const workspace::Condition* where = where_at(scene_, lists_, trial.otherwise, trial.number);
        if (where != nullptr && *where) told.where = (*where)->source();
        const workspace::Pool* pool = trial.pool ? policy_.pool(*trial.pool) : nullptr;
        for (const route::Exclusion& exclusion : trial.excluded) {
            if (exclusion.person) {
                told.people.push_back(kept_out(exclusion, pool, where));
            } else {
                told.gate = exclusion;
                told.reason = route::in_words(exclusion, policy_);
            }
        }
        const bool picked = told.took_it && pool != nullptr && decision_.turn &&
                            decision_.turn->pool == *trial.pool;
        if (picked) {
            tell_pick(*pool, told);
        } else if (told.took_it && decision_.person) {
            Considered chosen;
            chosen.id = *decision_.person;
            chosen.person = name(*decision_.person);
            chosen.chosen = true;
            told.people.push_back(std::move(chosen));
        }
        out_.targets.push_back(std::move(told));
    }

    Considered kept_out(const route::Exclusion& exclusion, const workspace::Pool* pool,
                        const workspace::Condition* where) {
        Considered person;
        person.id = *exclusion.person;
        person.person = name(person.id);
        person.gate = exclusion;
        if (exclusion.gate == Gate::OutsideHours) {
            const workspace::Person& known = *policy_.person(person.id);
            person.gate->until = team::next_working(*known.schedule, *known.zone, question_.now);
        }
        route::Exclusion whole = exclusion;
        whole.person.reset();
        person.reason = route::in_words(whole, policy_);
        person.words = words_of(*person.gate, person.reason);
        if (exclusion.gate == Gate::Where && scene_.lead_known && where != nullptr && *where) {
            const route::PersonView view(policy_, question_.standing, question_.calendar, pool,
                                         person.id);
            const std::array values{scene_.eyes.variables[0], scene_.eyes.variables[1],
                                    expr::Value::record(&view)};
            person.lacks = failed_part(**where, {values, scene_.eyes.zones, scene_.eyes.arena});
            person.words = person.lacks->words.starts_with("lacks ")
                               ? person.lacks->words
                               : "does not meet the condition: " + person.lacks->words;
        }
        return person;
    }

    // The gate as it is told of a person: "is out of office until Monday 09:00".
    [[nodiscard]] std::string words_of(const route::Exclusion& gate,
                                       const std::string& reason) const {
        const bool has_end = gate.until != Instant::never() && gate.until != Instant{};
        const auto until = [&](std::string_view words) {
            return has_end ? fmt::format("{} until {}", words,
                                         moment_in_words(*policy_.zone, gate.until, question_.now))
                           : std::string(words);
        };
        if (gate.gate == Gate::OutOfOffice) return until("is out of office");
        if (gate.gate == Gate::OutsideHours) return until("is outside working hours");
        if (gate.gate == Gate::HasHad) return reason;
        if (gate.gate == Gate::Where) return "does not meet the condition";
        return "is " + reason;
    }

    void tell_pick(const workspace::Pool& pool, TargetRead& told) {
        const route::Turn& turn = *decision_.turn;
        const route::PoolStanding& stands = question_.standing.pools[turn.pool.index()];
        Pick pick;
        pick.pool = pool.key;
        pick.by = pool.pick;
        if (pool.order) pick.order = pool.order->source();
        pick.number = stands.turns + 1;
        pick.target = out_.targets.size();
        told.hours_and_capacity_waived =
            !told.people.empty() && told.eligible > 0 && kept_out_and_eligible(pool, turn, told);
        const route::Draw draw = route::draw_of(policy_, pool, turn);
        const auto shares = route::shares_of(draw.weights, draw.sharing);
        const std::vector<std::size_t> order =
            scene_.lead_known || pool.pick == workspace::PickKind::RoundRobin
                ? route::order_of(question_, scene_.view, pool, turn)
                : std::vector<std::size_t>();
        std::int64_t weight = 0;
        for (std::size_t i = 0; i < pool.members.size(); ++i) {
            if (draw.sharing[i] && weight == 0) weight = draw.weights[i];
            pick.equal_weights =
                pick.equal_weights && (!draw.sharing[i] || draw.weights[i] == weight);
            if (!turn.eligible[i]) continue;
            Considered person;
            person.id = pool.members[i].person;
            person.person = name(person.id);
            person.chosen = decision_.person == person.id;
            const auto at = std::ranges::find(order, i);
            if (at != order.end()) {
                person.place = static_cast<std::uint32_t>(at - order.begin()) + 1;
            }
            // By a figure of a lead that is not known any more: only who came first is.
            if (order.empty() && person.chosen) person.place = 1;
            const route::Seat& seat = stands.seats[i];
            person.weight = std::ldexp(static_cast<double>(draw.weights[i]), -20);
            person.share = in_turns(shares[i]);
            person.credit = in_turns(seat.credit);
            person.last_turn = seat.last_turn;
            if (pool.order && scene_.lead_known) {
                person.figure = route::figure_of(question_, scene_.view, pool, person.id);
            }
            told.people.push_back(std::move(person));
        }
        std::ranges::stable_sort(told.people, [](const Considered& a, const Considered& b) {
            const auto rank = [](const Considered& one) {
                return one.gate ? 0xFFFF'FFFFU : one.place == 0 ? 0xFFFF'FFFEU : one.place;
            };
            return rank(a) < rank(b);
        });
        out_.pick = std::move(pick);
    }

    // A pool that assigns when it has nobody: who was kept out stands among the eligible as well.
    static bool kept_out_and_eligible(const workspace::Pool& pool, const route::Turn& turn,
                                      TargetRead& told) {
        bool waived = false;
        std::erase_if(told.people, [&](const Considered& person) {
            const auto at = std::ranges::find(pool.members, person.id, &workspace::Member::person);
            const bool both = at != pool.members.end() &&
                              turn.eligible[static_cast<std::size_t>(at - pool.members.begin())];
            waived = waived || both;
            return both;
        });
        return waived || (told.gate && told.gate->gate == Gate::PoolCapacity);
    }

    void not_reached(const std::vector<Target>* list, std::uint32_t after, bool otherwise) {
        if (list == nullptr) return;
        for (std::uint32_t i = after; i < list->size(); ++i) {
            TargetRead told;
            told.number = i + 1;
            told.otherwise = otherwise;
            told.tried = false;
            const Target& target = (*list)[i];
            route::Trial trial;
            trial.otherwise = otherwise;
            if (const auto* pool = std::get_if<workspace::ToPool>(&target)) {
                trial.kind = TargetKind::Pool;
                trial.pool = pool->pool;
                told.pool = policy_.names.pools.name(pool->pool);
            } else if (std::holds_alternative<workspace::ToQueue>(target)) {
                trial.kind = TargetKind::Queue;
            } else if (std::holds_alternative<workspace::ToReject>(target)) {
                trial.kind = TargetKind::Reject;
            } else if (const auto* owner = std::get_if<workspace::ToOwner>(&target)) {
                trial.kind = owner->of == workspace::OwnerOf::Account ? TargetKind::AccountOwner
                             : owner->of == workspace::OwnerOf::Lead  ? TargetKind::LeadOwner
                                                                      : TargetKind::TerritoryOwner;
            }
            told.kind = trial.kind;
            told.what = route::target_in_words(trial, policy_);
            if (const auto* person = std::get_if<workspace::ToPerson>(&target)) {
                told.what += fmt::format(" {}", name(person->person));
            }
            const workspace::Condition* where = where_of(target);
            if (where != nullptr && *where) told.where = (*where)->source();
            out_.targets.push_back(std::move(told));
        }
    }

    const Scene& scene_;
    const route::Question& question_;
    const Policy& policy_;
    const route::Decision& decision_;
    const Lists lists_;
    Explanation& out_;
};

}  // namespace

std::string moment_in_words(const team::Zone& zone, Instant at, Instant now) {
    constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
    const std::int64_t local = at.to_seconds() + zone.offset_at(at);
    std::int64_t day = local / 86'400;
    if (local % 86'400 < 0) --day;
    const std::int64_t minutes = (local - day * 86'400) / 60;
    std::string words(kDays[static_cast<std::size_t>(weekday_from_days(day) - 1)]);
    if (at - now > Duration::days(6)) {
        const Date date = date_from_days(day);
        words += fmt::format(" {:04}-{:02}-{:02}", date.year, date.month, date.day);
    }
    return words + fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
}

void tell_targets(const Scene& scene, Explanation& explanation) {
    Teller(scene, explanation).run();
}

}  // namespace baton::explain
