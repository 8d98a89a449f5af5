#include "core/review/examples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/lead/normalise.hpp"
#include "core/lead/raw_json.hpp"
#include "core/match/facet.hpp"
#include "core/match/walk.hpp"
#include "core/route/findings.hpp"

namespace baton::review {
namespace {

using expr::Kind;
using expr::Type;
using expr::Value;
using lead::RawField;
using lead::RawLead;
using lead::RawMap;
using lead::RawValue;
using match::Aspect;
using match::Facet;

// Accounts that are tried where a rule asks about the lead's account.
constexpr std::size_t kMostAccounts = 20;
constexpr std::size_t kMostJson = 4096;
constexpr std::size_t kMostTextBytes = 1000;

void set(RawLead& lead, std::string_view name, RawValue value) {
    const auto known = std::ranges::find(lead, name, &RawField::name);
    if (known == lead.end()) {
        lead.push_back({std::string(name), std::move(value)});
    } else {
        known->value = std::move(value);
    }
}

std::string day_of(std::int64_t seconds) {
    return format_time(Instant::from_seconds(seconds)).substr(0, 10);
}

}  // namespace

Examples::Examples(const workspace::Policy& policy, const std::vector<workspace::Rule>& rules,
                   const match::RowTable& table, const std::vector<CodeSet>& universes,
                   const Outside& outside, std::size_t budget)
    : policy_(policy),
      rules_(rules),
      table_(table),
      universes_(universes),
      outside_(outside),
      left_(budget) {
    gather(rules);
    for (match::FacetId i = 0; i < table.facets.size(); ++i) {
        const expr::FieldPath& path = table.facets[i].key().path;
        if (places_.empty() || places_.back().path != path) places_.push_back({path, {}, {}});
        places_.back().facets.push_back(i);
    }
    for (Place& place : places_) fill(place);
}

// ---- What values there are
// -----------------------------------------------------------------------

void Examples::gather(const std::vector<workspace::Rule>& rules) {
    for (const workspace::Rule& rule : rules) {
        if (rule.when) gather(expr::shape_of(*rule.when));
        gather(rule.rules);
    }
}

void Examples::gather(const expr::Shape& shape) {
    if (shape.kind == expr::Shape::Kind::Asked) {
        auto& known = constants_[shape.question.path];
        // Of very many the first will do.
        constexpr std::size_t kMostConstants = 4096;
        for (const Value& value : shape.question.values) {
            if (known.size() < kMostConstants) known.push_back(value);
        }
    }
    for (const expr::Shape& part : shape.parts) gather(part);
}

// `values`: what expressions read of it; several of a list, none of what is missing.
void Examples::offer(Place& place, RawValue raw, const std::vector<Value>& values) {
    Candidate candidate{std::move(raw), {}};
    const bool is_missing = std::holds_alternative<std::monostate>(candidate.value.value);
    for (const match::FacetId id : place.facets) {
        const Facet& facet = table_.facets[id];
        match::Code code = Facet::kMissing;
        if (facet.key().aspect == Aspect::Member) {
            const bool has = std::ranges::any_of(values, [&](const Value& value) {
                return value.is(Kind::String) && value.as_text() == facet.key().member;
            });
            if (!is_missing) code = has ? Facet::kTrue : Facet::kFalse;
        } else if (!is_missing) {
            if (std::holds_alternative<lead::RawList>(candidate.value.value)) {
                code = Facet::kNoScalar;
            } else {
                const auto answers = facet.answers({expr::Asks::Equal, place.path, values});
                code = answers.yes.intervals().front().from;
            }
        }
        candidate.codes.emplace_back(id, code);
    }
    place.candidates.push_back(std::move(candidate));
}

void Examples::fill(Place& place) {
    offer(place, {}, {});
    const expr::FieldPath& path = place.path;
    if (path.variable != static_cast<std::uint32_t>(workspace::Variable::Lead)) return;
    if (path.slots.size() != 1) return;
    const expr::FieldDecl& field = policy_.types->lead.field(path.slots[0]);
    Type type = field.type;
    if (path.key) {
        if (!type.is(Type::Tag::Map)) return;
        type = Type(type.value());
    }
    std::vector<Value> constants = constants_[path];
    for (const std::string& value : field.values) constants.push_back(Value::text(value));
    if (type.is(Type::Tag::Bool)) {
        offer(place, {true}, {Value::boolean(true)});
        offer(place, {false}, {Value::boolean(false)});
    } else if (type.is(Type::Tag::Double)) {
        fill_numbers(place, constants);
    } else if (type.is(Type::Tag::Text)) {
        fill_texts(place, constants);
    } else if (type.is(Type::Tag::List)) {
        fill_sets(place);
    } else if (type.is(Type::Tag::Timestamp)) {
        for (const Value& constant : constants) {
            if (!constant.is(Kind::Timestamp)) continue;
            for (const int days : {0, -1, 1}) {
                const std::int64_t at = (constant.seconds() / 86400 + days) * 86400;
                offer(place, {day_of(at)}, {Value::timestamp(at)});
            }
        }
    }
}

void Examples::fill_numbers(Place& place, const std::vector<Value>& constants) {
    std::vector<double> marks;
    for (const Value& constant : constants) {
        if (const auto number = constant.to_number()) marks.push_back(*number);
    }
    std::ranges::sort(marks);
    const auto repeated = std::ranges::unique(marks);
    marks.erase(repeated.begin(), repeated.end());
    std::vector<double> numbers{10};
    for (std::size_t i = 0; i < marks.size(); ++i) {
        numbers.insert(numbers.end(), {marks[i], marks[i] + 1, marks[i] - 1});
        if (i + 1 < marks.size()) numbers.push_back(marks[i] / 2 + marks[i + 1] / 2);
    }
    for (const double number : numbers) {
        if (std::isfinite(number)) offer(place, {number}, {Value::number(number)});
    }
}

void Examples::fill_texts(Place& place, const std::vector<Value>& constants) {
    const auto text = [&](const std::string& words) {
        offer(place, {words}, {Value::text(words)});
    };
    for (const Value& constant : constants) {
        if (!constant.is(Kind::String) || constant.as_text().size() > kMostTextBytes) continue;
        const std::string words(constant.as_text());
        text(words);
        for (const match::FacetId facet : place.facets) {
            if (table_.facets[facet].key().aspect == Aspect::Ending) text("x" + words);
        }
    }
    for (const Value& constant : constants) {
        if (constant.is(Kind::String) && constant.as_text().size() < kMostTextBytes) {
            text(std::string(constant.as_text()) + "1");
        }
    }
    for (const char* other :
         {"another", "SE", "SE-AB", "sv", "someone@firm.example", "firm.example"}) {
        text(other);
    }
}

// A list without any of the members that are asked about, with each of them, with each two.
void Examples::fill_sets(Place& place) {
    std::vector<std::string> members;
    for (const match::FacetId facet : place.facets) {
        if (table_.facets[facet].key().aspect == Aspect::Member) {
            members.push_back(table_.facets[facet].key().member);
        }
    }
    constexpr std::size_t kMostMembers = 32;
    if (members.size() > kMostMembers) members.resize(kMostMembers);
    const auto list = [&](const std::vector<std::string>& items) {
        lead::RawList raw;
        std::vector<Value> values;
        for (const std::string& item : items) {
            raw.push_back({item});
            values.push_back(Value::text(item));
        }
        offer(place, {std::move(raw)}, values);
    };
    for (const std::string& one : members) list({one});
    for (std::size_t i = 0; i < members.size(); ++i) {
        for (std::size_t k = i + 1; k < members.size(); ++k) list({members[i], members[k]});
    }
    const expr::FieldDecl& field = policy_.types->lead.field(place.path.slots[0]);
    for (const std::string& value : field.values) {
        if (std::ranges::find(members, value) == members.end()) list({value});
    }
    if (field.values.empty()) list({"another"});
}

// ---- Leads
// ---------------------------------------------------------------------------------------

void Examples::put_territory(const std::string& key, RawLead& lead) const {
    const workspace::Territory* territory = policy_.find_territory(key);
    if (territory == nullptr) return;
    const team::TerritoryArea& area = territory->area;
    if (!area.countries.empty()) {
        set(lead, "country", {area.countries.front()});
    } else if (!area.states.empty()) {
        set(lead, "state", {area.states.front()});
    } else if (!area.postal.empty()) {
        set(lead, "country", {area.postal.front().country});
        set(lead, "postal_code", {area.postal.front().from});
    }
}

// False for what no source can send.
bool Examples::put(const Place& place, const Candidate& candidate, RawLead& lead) const {
    if (std::holds_alternative<std::monostate>(candidate.value.value)) return true;
    const std::uint32_t slot = place.path.slots[0];
    if (slot >= policy_.schema.size()) {
        const auto derived = static_cast<workspace::LeadSlot>(slot - policy_.schema.size());
        if (derived == workspace::LeadSlot::Territory) {
            put_territory(std::get<std::string>(candidate.value.value), lead);
        }
        return derived != workspace::LeadSlot::Owner;
    }
    const std::string& name = policy_.schema.spec(lead::FieldId{slot}).name;
    if (slot == lead::field::kFreemail.value) {
        const bool free = std::get<bool>(candidate.value.value);
        set(lead, "email", {std::string(free ? "ann@gmail.com" : "ann@firm.example")});
    } else if (slot == lead::field::kDomain.value) {
        set(lead, "website", candidate.value);
    } else if (place.path.key) {
        const auto known = std::ranges::find(lead, name, &RawField::name);
        RawMap map;
        if (known != lead.end()) map = std::get<RawMap>(known->value.value);
        map.push_back({*place.path.key, candidate.value});
        set(lead, name, {std::move(map)});
    } else {
        set(lead, name, candidate.value);
    }
    return true;
}

std::optional<std::string> Examples::find(const Line& box,
                                          const std::function<bool(const Tried&)>& shows) {
    RawLead lead;
    bool asks_account = false;
    for (const Place& place : places_) {
        const auto fits = [&](const Candidate& candidate) {
            return std::ranges::all_of(candidate.codes, [&](const auto& code) {
                return codes_of(box, code.first, universes_).contains(code.second);
            });
        };
        const auto fitting = std::ranges::find_if(place.candidates, fits);
        if (fitting != place.candidates.end()) {
            if (!put(place, *fitting, lead)) return std::nullopt;
            continue;
        }
        // Account, score and tier follow from other fields: those are tried.
        if (place.path.variable != static_cast<std::uint32_t>(workspace::Variable::Lead) ||
            place.path.slots[0] < policy_.schema.size()) {
            return std::nullopt;
        }
        asks_account = asks_account || place.path.slots[0] == policy_.schema.size();
    }
    if (!asks_account) {
        if (try_out(lead, shows)) return lead::to_json({RawMap(lead)}, kMostJson);
        return std::nullopt;
    }
    for (std::uint32_t i = 0; i < std::min(kMostAccounts, policy_.accounts.size()); ++i) {
        const team::Account& account = policy_.accounts.account(team::AccountId{i});
        RawLead with = lead;
        if (!account.domains.empty()) {
            set(with, "website", {account.domains.front()});
        } else {
            set(with, "company", {account.name});
        }
        if (try_out(with, shows)) return lead::to_json({RawMap(with)}, kMostJson);
    }
    return std::nullopt;
}

bool Examples::try_out(const RawLead& raw, const std::function<bool(const Tried&)>& shows) {
    if (left_ == 0) return false;
    --left_;
    // Any moment will do: what asks about `now` is not shown by examples.
    const Instant now = Instant::from_seconds(days_from_date({2026, 3, 2}) * 86400 + 15 * 3600);
    const lead::Lead lead = lead::normalise(raw, policy_.schema, outside_.suffixes).lead;
    arena_.reset();
    const route::Calendar calendar = route::Calendar::at(*policy_.zone, now);
    const route::Question question{.policy = policy_,
                                   .standing = standing_,
                                   .calendar = calendar,
                                   .lead = lead,
                                   .now = now,
                                   .zones = outside_.zones,
                                   .owner = std::nullopt,
                                   .arena = arena_};
    route::LeadView view(policy_, lead, arena_);
    const route::Findings findings = route::find_out(question, view);
    const std::array values{Value::record(&view), Value::timestamp(now.to_seconds())};
    const expr::Bindings bindings{values, outside_.zones};
    Tried tried;
    tried.rule = match::first_rule(rules_, bindings, arena_);
    tried.territory = findings.territory;
    tried.holds = [&](const std::vector<const workspace::Rule*>& rules) {
        return std::ranges::all_of(rules, [&](const workspace::Rule* rule) {
            return rule->when == nullptr ||
                   rule->when->holds(bindings, arena_) == expr::Truth::True;
        });
    };
    return shows(tried);
}

}  // namespace baton::review
