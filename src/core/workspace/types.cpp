// What expressions see: the fields of lead, person and account with their types and, where they are
// known, all the values they may have.
#include <algorithm>

#include "core/workspace/loading.hpp"

namespace baton::workspace {
namespace {

using expr::FieldDecl;
using expr::Type;

Type type_of(lead::FieldType type) {
    switch (type) {
        case lead::FieldType::Number:
        case lead::FieldType::Money:
            return Type::number();
        case lead::FieldType::Set:
            return Type::list(Type::text());
        case lead::FieldType::Date:
            return Type::timestamp();
        case lead::FieldType::Bool:
            return Type::boolean();
        case lead::FieldType::Signals:
            return Type::map(Type::text(), Type::number());
        case lead::FieldType::Text:
        case lead::FieldType::Choice:
        case lead::FieldType::Email:
        case lead::FieldType::Phone:
        case lead::FieldType::Domain:
        case lead::FieldType::Country:
        case lead::FieldType::State:
        case lead::FieldType::Language:
            break;
    }
    return Type::text();
}

// The type that every value of a column has; dyn when they differ.
class ColumnType {
  public:
    void see(const team::Column& column) {
        if (std::holds_alternative<std::monostate>(column)) return;
        if (seen_ && column.index() != index_) is_mixed_ = true;
        seen_ = true;
        index_ = column.index();
    }
    [[nodiscard]] Type type() const {
        if (is_mixed_ || !seen_) return Type::dyn();
        if (index_ == team::Column(0.0).index()) return Type::number();
        if (index_ == team::Column(true).index()) return Type::boolean();
        if (index_ == team::Column(std::string()).index()) return Type::text();
        return Type::list(Type::text());
    }

  private:
    bool seen_ = false;
    bool is_mixed_ = false;
    std::size_t index_ = 0;
};

std::vector<std::string> people_keys(const Policy& policy) {
    std::vector<std::string> keys;
    for (const auto& person : policy.people) {
        if (person) keys.push_back(person->key);
    }
    return keys;
}

std::vector<FieldDecl> account_fields(const Policy& policy) {
    const team::AccountBook& accounts = policy.accounts;
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < accounts.size(); ++i) {
        ids.push_back(accounts.account(team::AccountId{i}).id);
    }
    std::vector<FieldDecl> fields{{"id", Type::text(), std::move(ids)},
                                  {"name", Type::text()},
                                  {"owner", Type::text(), people_keys(policy)}};
    for (std::size_t column = 0; column < accounts.column_names().size(); ++column) {
        ColumnType type;
        for (std::uint32_t i = 0; i < accounts.size(); ++i) {
            type.see(accounts.account(team::AccountId{i}).columns[column]);
        }
        fields.push_back({accounts.column_names()[column], type.type()});
    }
    return fields;
}

std::vector<FieldDecl> lead_fields(const Policy& policy, const Node* territories,
                                   const expr::RecordType& account) {
    std::vector<FieldDecl> fields;
    for (const lead::FieldSpec& spec : policy.schema.fields()) {
        fields.push_back({spec.name, type_of(spec.type), spec.of});
    }
    std::vector<std::string> territory_keys;
    if (territories != nullptr && territories->kind == Node::Kind::Map) {
        for (const auto& [key, value] : territories->entries) territory_keys.push_back(key.scalar);
    }
    std::vector<std::string> tier_keys;
    for (const Tier& tier : policy.tiers) tier_keys.push_back(tier.key);
    // By LeadSlot.
    fields.push_back({"account", Type::record(&account)});
    fields.push_back({"territory", Type::text(), std::move(territory_keys)});
    fields.push_back({"owner", Type::text(), people_keys(policy)});
    fields.push_back({"score", Type::number()});
    fields.push_back({"tier", Type::text(), std::move(tier_keys)});
    return fields;
}

std::vector<FieldDecl> person_fields(const Policy& policy) {
    // By PersonSlot.
    std::vector<FieldDecl> fields{{"id", Type::text(), people_keys(policy)},
                                  {"name", Type::text()},
                                  {"email", Type::text()},
                                  {"skills", Type::map(Type::text(), Type::number())},
                                  {"languages", Type::list(Type::text())}};
    for (const char* number : {"weight", "open", "load", "today", "week", "deals", "quota",
                               "attained", "won", "lost", "win_rate", "response"}) {
        fields.push_back({number, Type::number()});
    }
    for (std::size_t i = 0; i < policy.person_extra.size(); ++i) {
        ColumnType type;
        for (const auto& person : policy.people) {
            if (person) type.see(person->extra[i]);
        }
        fields.push_back({policy.person_extra[i], type.type()});
    }
    return fields;
}

}  // namespace

void load_types(Loading& loading) {
    const Policy& policy = loading.policy;
    auto types = std::make_shared<RecordTypes>(
        RecordTypes{expr::RecordType("lead", {}), expr::RecordType("person", person_fields(policy)),
                    expr::RecordType("account", account_fields(policy))});
    // The lead's type points at the account's, which by now has its place.
    types->lead = expr::RecordType(
        "lead", lead_fields(policy, loading.section("territories"), types->account));
    loading.set_types(std::move(types));
}

}  // namespace baton::workspace
