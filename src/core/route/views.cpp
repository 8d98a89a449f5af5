#include "core/route/views.hpp"

#include <algorithm>
#include <vector>

namespace baton::route {
namespace {

using expr::Arena;
using expr::Entry;
using expr::Value;
using workspace::AccountSlot;
using workspace::LeadSlot;
using workspace::PersonSlot;

Value text_or_missing(std::string_view text) {
    return text.empty() ? Value::missing() : Value::text(text);
}

Value of_column(const team::Column& column, Arena& arena) {
    struct Read {
        Arena& arena;

        Value operator()(std::monostate) const { return Value::missing(); }
        Value operator()(double number) const { return Value::number(number); }
        Value operator()(bool boolean) const { return Value::boolean(boolean); }
        Value operator()(const std::string& text) const { return Value::text(text); }
        Value operator()(const std::vector<std::string>& list) const {
            return Value::text_list(std::span<const std::string>(list), arena);
        }
    };
    return std::visit(Read{arena}, column);
}

template <class Pairs>
Value of_pairs(const Pairs& pairs, Arena& arena) {
    const auto entries = arena.array<Entry>(pairs.size());
    std::size_t i = 0;
    for (const auto& [key, number] : pairs) {
        entries[i++] = {Value::text(key), Value::number(number)};
    }
    return Value::map(entries);
}

struct FieldReader {
    Arena& arena;

    Value operator()(std::monostate) const { return Value::missing(); }
    Value operator()(bool boolean) const { return Value::boolean(boolean); }
    Value operator()(double number) const { return Value::number(number); }
    Value operator()(const std::string& text) const { return Value::text(text); }
    Value operator()(const std::vector<std::string>& list) const {
        return Value::text_list(std::span<const std::string>(list), arena);
    }
    Value operator()(const Date& date) const {
        return Value::timestamp(days_from_date(date) * 86400);
    }
    Value operator()(const lead::Signals& signals) const { return of_pairs(signals, arena); }
};

// The member's weight in the pool, else the person's, else 1.
double weight_in(const workspace::Pool* pool, team::PersonId id, const workspace::Person& person) {
    if (pool != nullptr) {
        const auto member = std::ranges::find(pool->members, id, &workspace::Member::person);
        if (member != pool->members.end() && member->weight) return *member->weight;
    }
    return person.weight.value_or(1);
}

// Mostly another core has read the lead: its fields are sent for together, since each that is
// waited for alone costs as much as all the rest of finding a rule.
void send_for(std::span<const lead::FieldValue> fields) {
    constexpr std::size_t kLine = 64;
    const auto bytes = std::as_bytes(fields);
    for (std::size_t i = 0; i < bytes.size(); i += kLine) __builtin_prefetch(&bytes[i]);
}

Value number_or_missing(const std::optional<double>& number) {
    return number ? Value::number(*number) : Value::missing();
}

}  // namespace

Value AccountView::field(std::uint32_t slot, Arena& arena) const {
    const team::Account& account = policy_->accounts.account(account_);
    switch (static_cast<AccountSlot>(slot)) {
        case AccountSlot::Id:
            return Value::text(account.id);
        case AccountSlot::Name:
            return text_or_missing(account.name);
        case AccountSlot::Owner:
            return account.owner ? Value::text(policy_->names.people.name(*account.owner))
                                 : Value::missing();
        case AccountSlot::Count:
            break;
    }
    const std::size_t column = slot - static_cast<std::uint32_t>(AccountSlot::Count);
    return column < account.columns.size() ? of_column(account.columns[column], arena)
                                           : Value::missing();
}

LeadView::LeadView(const workspace::Policy& policy, const lead::Lead& lead, Arena& arena)
    : policy_(policy),
      lead_(lead),
      arena_(arena),
      derived_(policy.schema.size()),
      values_(arena.array<Value>(derived_ + static_cast<std::size_t>(LeadSlot::Count))) {
    const std::size_t known = std::min(derived_, lead.fields.size());
    send_for(std::span(lead.fields).first(known));
    std::ranges::fill(values_.first(known), Value::null());
}

Value LeadView::read(std::uint32_t slot) const {
    return std::visit(FieldReader{arena_}, lead_.fields[slot]);
}

void LeadView::set_account(team::AccountId account) {
    account_ = AccountView(policy_, account);
    set(LeadSlot::Account, Value::record(&account_));
}

double PersonView::win_rate() const {
    constexpr double kPrior = 10;
    double own_won = 0;
    double own_lost = 0;
    if (pool_ != nullptr) {
        for (const workspace::Member& member : pool_->members) {
            const PersonStanding& stands = standing_.people[member.person.index()];
            own_won += static_cast<double>(stands.won);
            own_lost += static_cast<double>(stands.lost);
        }
    }
    const double pool_rate = own_won + own_lost > 0 ? own_won / (own_won + own_lost) : 0.5;
    const PersonStanding& stands = standing_.people[person_.index()];
    const auto won = static_cast<double>(stands.won);
    const auto lost = static_cast<double>(stands.lost);
    return (won + kPrior * pool_rate) / (won + lost + kPrior);
}

Value PersonView::response() const {
    std::vector<std::uint32_t> seconds = standing_.people[person_.index()].responses;
    if (seconds.empty()) return Value::missing();
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::ranges::nth_element(seconds, middle);
    if (seconds.size() % 2 == 1) return Value::number(*middle);
    const std::uint32_t below = *std::max_element(seconds.begin(), middle);
    return Value::number((static_cast<double>(below) + static_cast<double>(*middle)) / 2);
}

Value PersonView::load(const workspace::Person& person) const {
    const auto open = static_cast<double>(standing_.people[person_.index()].open);
    if (!person.capacity.open) return Value::number(open);
    const auto limit = static_cast<double>(*person.capacity.open);
    return limit > 0 ? Value::number(open / limit) : Value::missing();
}

Value PersonView::field(std::uint32_t slot, Arena& arena) const {
    const workspace::Person* person = policy_.person(person_);
    if (person == nullptr) return Value::missing();
    const PersonStanding& stands = standing_.people[person_.index()];
    switch (static_cast<PersonSlot>(slot)) {
        case PersonSlot::Id:
            return Value::text(person->key);
        case PersonSlot::Name:
            return text_or_missing(person->name);
        case PersonSlot::Email:
            return text_or_missing(person->email);
        case PersonSlot::Skills:
            return of_pairs(person->skills, arena);
        case PersonSlot::Languages:
            return Value::text_list(std::span<const std::string>(person->languages), arena);
        case PersonSlot::Weight:
            return Value::number(weight_in(pool_, person_, *person));
        case PersonSlot::Open:
            return Value::number(static_cast<double>(stands.open));
        case PersonSlot::Load:
            return load(*person);
        case PersonSlot::Today:
            return Value::number(
                static_cast<double>(calendar_.count(stands.given, team::Period::Day)));
        case PersonSlot::Week:
            return Value::number(
                static_cast<double>(calendar_.count(stands.given, team::Period::Week)));
        case PersonSlot::Deals:
            return number_or_missing(stands.deals);
        case PersonSlot::Quota:
            return number_or_missing(stands.quota ? stands.quota : person->quota);
        case PersonSlot::Attained:
            return number_or_missing(stands.attained);
        case PersonSlot::Won:
            return Value::number(static_cast<double>(stands.won));
        case PersonSlot::Lost:
            return Value::number(static_cast<double>(stands.lost));
        case PersonSlot::WinRate:
            return Value::number(win_rate());
        case PersonSlot::Response:
            return response();
        case PersonSlot::Count:
            break;
    }
    const std::size_t column = slot - static_cast<std::uint32_t>(PersonSlot::Count);
    return column < person->extra.size() ? of_column(person->extra[column], arena)
                                         : Value::missing();
}

}  // namespace baton::route
