#include "core/route/ways.hpp"

#include <algorithm>
#include <array>

#include "core/match/rule_index.hpp"
#include "core/route/findings.hpp"
#include "core/route/owners.hpp"

namespace baton::route {
namespace {

using workspace::PersonSlot;
using workspace::Target;

// Whether the document alone says what stands in this slot of a person.
bool is_settled(std::uint32_t slot) {
    switch (static_cast<PersonSlot>(slot)) {
        case PersonSlot::Open:
        case PersonSlot::Load:
        case PersonSlot::Today:
        case PersonSlot::Week:
        case PersonSlot::Deals:
        case PersonSlot::Quota:
        case PersonSlot::Attained:
        case PersonSlot::Won:
        case PersonSlot::Lost:
        case PersonSlot::WinRate:
        case PersonSlot::Response:
            return false;
        case PersonSlot::Id:
        case PersonSlot::Name:
        case PersonSlot::Email:
        case PersonSlot::Skills:
        case PersonSlot::Languages:
        case PersonSlot::Weight:
        case PersonSlot::Count:
            break;
    }
    return true;
}

// Whether `where` says the same of somebody for as long as lead and document stay.
bool is_settled(const workspace::Policy& policy, const expr::Program& where) {
    if (policy.uses_now) return false;
    return std::ranges::none_of(where.uses(), [](const expr::FieldUse& use) {
        return use.variable == static_cast<std::uint32_t>(workspace::Variable::Person) &&
               (use.slots.empty() || !is_settled(use.slots.front()));
    });
}

class Search {
  public:
    explicit Search(const Question& question)
        : question_(question),
          view_(question.policy, question.lead, question.arena),
          findings_(find_out(question, view_)) {}

    [[nodiscard]] const LeadView& view() const { return view_; }

    // False where one of them takes any lead.
    bool list(const std::vector<Target>& targets) {
        return std::ranges::all_of(targets, [this](const Target& target) {
            return std::visit([this](const auto& to) { return add(to); }, target);
        });
    }
    void pool(PoolId id, const workspace::Condition& where) {
        const workspace::Pool* pool = question_.policy.pool(id);
        if (pool == nullptr) return;
        for (const workspace::Member& member : pool->members) {
            person(member.person, id, pool, where);
        }
    }
    [[nodiscard]] Ways take() { return std::move(ways_); }

  private:
    void person(PersonId id, std::optional<PoolId> through, const workspace::Pool* pool,
                const workspace::Condition& where) {
        const workspace::Person* person = question_.policy.person(id);
        if (person == nullptr || !person->active) return;
        if (std::ranges::find(question_.had, id) != question_.had.end()) return;
        const bool never = where && is_settled(question_.policy, *where) &&
                           !where_holds(question_, view_, id, pool, where);
        if (!never) ways_.push_back({through, id});
    }
    bool add(const workspace::ToPerson& to) {
        person(to.person, std::nullopt, nullptr, to.where);
        return true;
    }
    bool add(const workspace::ToPool& to) {
        pool(to.pool, to.where);
        const workspace::Pool* asked = question_.policy.pool(to.pool);
        return asked == nullptr || asked->when_none != workspace::WhenNone::Hold;
    }
    bool add(const workspace::ToOwner& to) {
        const auto owner = owner_of(question_, findings_, to.of);
        if (!owner) return true;
        if (const auto* pool = std::get_if<workspace::ToPool>(&*owner)) return add(*pool);
        return add(std::get<workspace::ToPerson>(*owner));
    }
    bool add(const workspace::ToQueue&) { return false; }
    bool add(const workspace::ToReject&) { return false; }

    const Question& question_;
    LeadView view_;
    Findings findings_;
    Ways ways_;
};

}  // namespace

std::optional<Ways> ways_of(const Question& question, const FromTheTop&) {
    // Another minute may have another rule.
    if (question.policy.uses_now) return std::nullopt;
    Search search(question);
    const std::array values{expr::Value::record(&search.view()),
                            expr::Value::timestamp(question.now.to_seconds())};
    const workspace::Rule* rule =
        match::find_rule(question.policy, {values, question.zones}, question.arena);
    if (rule != nullptr && !search.list(rule->route)) return std::nullopt;
    if (!search.list(question.policy.otherwise)) return std::nullopt;
    return search.take();
}

std::optional<Ways> ways_of(const Question& question, const HeldIn& how) {
    Search search(question);
    search.pool(how.pool, where_of(question.policy, how));
    return search.take();
}

bool is_open(const Question& question, std::span<const Way> ways) {
    std::optional<PoolId> asked;  // the pool that the last way led through …
    bool is_full = false;         // … and what was found out about it
    bool assigns = false;
    const workspace::Pool* pool = nullptr;
    return std::ranges::any_of(ways, [&](const Way& way) {
        if (way.pool && way.pool != asked) {
            asked = way.pool;
            pool = question.policy.pool(*asked);
            if (pool != nullptr) is_full = pool_gate(question, *asked).has_value();
            assigns = pool != nullptr && pool->when_none == workspace::WhenNone::Assign;
        }
        if (!way.pool) return !standing_gate(question, way.person, nullptr);
        if (pool == nullptr) return false;
        if (!is_full && !standing_gate(question, way.person, pool)) return true;
        constexpr GateRules kAssigned{.capacity = false, .hours = false};
        return assigns && !standing_gate(question, way.person, pool, kAssigned);
    });
}

}  // namespace baton::route
