// Targets that can never have anybody, and ladders that hand a lead back to who has it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/expr/shape.hpp"
#include "core/review/parts.hpp"
#include "core/route/views.hpp"

namespace baton::review {
namespace {

using expr::Shape;
using expr::Value;
using match::Rank;
using workspace::PersonSlot;
using workspace::Policy;
using workspace::Rule;
using workspace::Target;

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// What a part of a `where` may come to for somebody, whatever the lead and however they stand.
struct May {
    bool yes = true;
    bool no = true;
};

// Whether `where` could ever hold for a person: what the document says of them is read, everything
// else (the lead, open leads, figures) may be anything.
class Where {
  public:
    Where(const Policy& policy, const workspace::Pool* pool) : policy_(policy), pool_(pool) {
        standing_.people.resize(policy.people.size());
    }

    [[nodiscard]] bool may_hold(const workspace::Condition& where, team::PersonId person) {
        if (!where) return true;
        const route::PersonView view(policy_, standing_, calendar_, pool_, person);
        view_ = &view;
        return may(expr::shape_of(*where)).yes;
    }

  private:
    [[nodiscard]] May may(const Shape& shape) {
        switch (shape.kind) {
            case Shape::Kind::Opaque:
                return {};
            case Shape::Kind::Always:
                return {true, false};
            case Shape::Kind::Never:
                return {false, true};
            case Shape::Kind::Asked:
                return asked(shape.question);
            case Shape::Kind::Not: {
                const May inner = may(shape.parts[0]);
                return {inner.no, inner.yes};
            }
            case Shape::Kind::And: {
                May all{true, false};
                for (const Shape& part : shape.parts) {
                    const May one = may(part);
                    all = {all.yes && one.yes, all.no || one.no};
                }
                return all;
            }
            case Shape::Kind::Or: {
                May any{false, true};
                for (const Shape& part : shape.parts) {
                    const May one = may(part);
                    any = {any.yes || one.yes, any.no && one.no};
                }
                return any;
            }
            case Shape::Kind::Choose: {
                const May which = may(shape.parts[0]);
                const May then = may(shape.parts[1]);
                const May other = may(shape.parts[2]);
                return {(which.yes && then.yes) || (which.no && other.yes),
                        (which.yes && then.no) || (which.no && other.no)};
            }
        }
        return {};
    }

    // Of the fields that the document alone decides.
    [[nodiscard]] static bool is_fixed(const expr::FieldPath& path) {
        if (path.variable != static_cast<std::uint32_t>(workspace::Variable::Person)) return false;
        if (path.slots.size() != 1) return false;
        const auto slot = static_cast<PersonSlot>(path.slots[0]);
        return slot <= PersonSlot::Weight || slot >= PersonSlot::Count;
    }

    [[nodiscard]] May asked(const expr::Question& question) {
        if (!is_fixed(question.path)) return {};
        Value value = view_->field(question.path.slots[0], arena_);
        if (question.path.key) {
            if (!value.is(expr::Kind::Map)) return {};
            const auto map = value.as_map();
            const auto entry = std::ranges::find_if(map, [&](const expr::Entry& one) {
                return one.key.as_text() == *question.path.key;
            });
            value = entry == map.end() ? Value::missing() : entry->value;
        }
        if (question.asks == expr::Asks::Has) {
            return value.is_missing() ? May{false, true} : May{true, false};
        }
        // What is missing makes it unknown: neither.
        if (value.is_missing()) return {false, false};
        return compared(question, value);
    }

    [[nodiscard]] static May compared(const expr::Question& question, const Value& value) {
        const auto is = [](bool yes) { return May{yes, !yes}; };
        if (question.asks == expr::Asks::Includes && value.is(expr::Kind::List) &&
            question.values[0].is(expr::Kind::String)) {
            return is(std::ranges::any_of(value.as_list(), [&](const Value& item) {
                return item.is(expr::Kind::String) &&
                       item.as_text() == question.values[0].as_text();
            }));
        }
        const auto number = value.to_number();
        if (question.values.size() == 1 && number && question.values[0].to_number()) {
            const double mark = *question.values[0].to_number();
            if (question.asks == expr::Asks::Less) return is(*number < mark);
            if (question.asks == expr::Asks::LessEqual) return is(*number <= mark);
            if (question.asks == expr::Asks::Greater) return is(*number > mark);
            if (question.asks == expr::Asks::GreaterEqual) return is(*number >= mark);
        }
        const bool is_text = value.is(expr::Kind::String);
        const bool among = question.asks == expr::Asks::Equal || question.asks == expr::Asks::OneOf;
        if (is_text && among) {
            return is(std::ranges::any_of(question.values, [&](const Value& one) {
                return one.is(expr::Kind::String) && one.as_text() == value.as_text();
            }));
        }
        return {};
    }

    const Policy& policy_;
    const workspace::Pool* pool_;
    route::Standing standing_;
    route::Calendar calendar_;
    expr::Arena arena_;
    const route::PersonView* view_ = nullptr;
};

bool has_no_room(const team::Capacity& capacity) {
    return (capacity.open && *capacity.open <= 0) ||
           std::ranges::any_of(capacity.per,
                               [](const auto& limit) { return limit && *limit <= 0; });
}

// Why nobody can ever be had there; empty: somebody may.
class Nobody {
  public:
    explicit Nobody(const Policy& policy) : policy_(policy) {}

    std::string operator()(const workspace::ToPerson& to) const {
        const workspace::Person* person = policy_.person(to.person);
        if (person == nullptr) return "";
        if (!person->active) return fmt::format("{} is not active", quoted(person->key));
        if (has_no_room(person->capacity)) {
            return fmt::format("{} has a capacity of 0", quoted(person->key));
        }
        if (!Where(policy_, nullptr).may_hold(to.where, to.person)) {
            return fmt::format("{} cannot satisfy its \"where\"", quoted(person->key));
        }
        return "";
    }

    std::string operator()(const workspace::ToPool& to) const {
        const workspace::Pool* pool = policy_.pool(to.pool);
        if (pool == nullptr) return "";
        const std::string name = quoted(pool->key);
        if (pool->members.empty()) return fmt::format("pool {} is empty", name);
        const bool assigns = pool->when_none == workspace::WhenNone::Assign;
        if (!assigns && has_no_room(pool->capacity)) {
            return fmt::format("pool {} has a capacity of 0", name);
        }
        std::size_t active = 0;
        std::size_t with_room = 0;
        Where where(policy_, pool);
        for (const workspace::Member& member : pool->members) {
            const workspace::Person* person = policy_.person(member.person);
            if (person == nullptr || !person->active) continue;
            ++active;
            if (!assigns && has_no_room(person->capacity)) continue;
            ++with_room;
            if (where.may_hold(to.where, member.person)) return "";
        }
        if (active == 0) return fmt::format("nobody in pool {} is active", name);
        if (with_room == 0) return fmt::format("everybody in pool {} has a capacity of 0", name);
        return fmt::format("nobody in pool {} can satisfy its \"where\"", name);
    }

    std::string operator()(const workspace::ToOwner& to) const {
        if (to.of == workspace::OwnerOf::Account) {
            for (std::uint32_t i = 0; i < policy_.accounts.size(); ++i) {
                if (policy_.accounts.account(team::AccountId{i}).owner) return "";
            }
            return "no account has an owner";
        }
        if (to.of == workspace::OwnerOf::Territory) {
            const bool any = std::ranges::any_of(policy_.territories, [](const auto& territory) {
                return territory.owner.has_value();
            });
            return any ? "" : "no territory has an owner";
        }
        return "";
    }
    std::string operator()(const workspace::ToQueue&) const { return ""; }
    std::string operator()(const workspace::ToReject&) const { return ""; }

  private:
    const Policy& policy_;
};

// The one person to whom all the targets can lead; nothing where it may be another, or a pool.
std::optional<team::PersonId> only_person(const std::vector<Target>& targets) {
    std::optional<team::PersonId> only;
    for (const Target& target : targets) {
        const auto* to = std::get_if<workspace::ToPerson>(&target);
        if (to == nullptr || (only && *only != to->person)) return std::nullopt;
        only = to->person;
    }
    return only;
}

// Whether a step can only give the lead to `holder`.
bool gives_back_to(const workspace::Reassign& how, team::PersonId holder, const Policy& policy) {
    if (const auto* person = std::get_if<workspace::ToPerson>(&how))
        return person->person == holder;
    if (const auto* pool = std::get_if<workspace::ToPool>(&how)) {
        const workspace::Pool* to = policy.pool(pool->pool);
        return to != nullptr && to->members.size() == 1 && to->members[0].person == holder;
    }
    return false;
}

}  // namespace

void review_targets(Review& review) {
    const Nobody nobody(review.policy);
    for (Rank rank = 0; rank < review.table.takers.size(); ++rank) {
        if (review.is_dead[rank]) continue;
        const Rule& rule = *review.table.takers[rank].rule;
        for (std::size_t i = 0; i < rule.route.size(); ++i) {
            const std::string why = std::visit(nobody, rule.route[i]);
            if (why.empty()) continue;
            const std::string which =
                rule.route.size() == 1 ? "the route" : fmt::format("target {} of the route", i + 1);
            review.warn(code::kNobody, rule.place,
                        fmt::format("{} of rule {} can never have anybody: {}", which,
                                    quoted(rule.path), why),
                        review.taken_by(rank));
        }
    }
}

void review_ladders(Review& review) {
    for (Rank rank = 0; rank < review.table.takers.size(); ++rank) {
        const Rule& rule = *review.table.takers[rank].rule;
        if (rule.sla == nullptr || review.is_dead[rank]) continue;
        const auto holder = only_person(rule.route);
        if (!holder) continue;
        for (std::size_t i = 0; i < rule.sla->steps.size(); ++i) {
            const auto& step = rule.sla->steps[i];
            if (!step.reassign) continue;
            if (!gives_back_to(*step.reassign, *holder, review.policy)) break;
            review.warn(
                code::kSamePerson, rule.place,
                fmt::format(
                    "step {0} of sla {1} reassigns to {3} what rule {2} gave to {3}: whoever "
                    "has had a lead is passed over, so it finds nobody",
                    i + 1, quoted(rule.sla->key), quoted(rule.path),
                    quoted(review.policy.names.people.name(*holder))),
                review.taken_by(rank));
        }
    }
}

}  // namespace baton::review
