// What fields a lead may have: the built-in ones, then the workspace's own, each with its type.
// A FieldId is the field's place in the schema, so a lead is a row of values and a look-up an
// index. The built-ins always come first and in the same order, so their FieldIds are constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.hpp"

namespace baton::lead {

enum class FieldType : std::uint8_t {
    Text = 1,
    Number = 2,
    Money = 3,
    Set = 4,
    Choice = 5,
    Date = 6,
    Bool = 7,
    Email = 8,
    Phone = 9,
    Domain = 10,
    Country = 11,
    State = 12,
    Language = 13,
    Signals = 14,  // text -> number; only the built-in field `signals`
};

// "text", "number" … as the workspace file writes it; nothing for an unknown word or `signals`.
[[nodiscard]] std::optional<FieldType> field_type_from(std::string_view word);
[[nodiscard]] std::string_view to_word(FieldType type);

using FieldId = Id<struct FieldTag>;

struct FieldSpec {
    std::string name;
    FieldType type = FieldType::Text;
    std::vector<std::string> of;  // what a set or choice may hold; empty: anything
};

// The built-in fields, in schema order. `domain` and `freemail` are derived by normalisation; the
// fields that a decision derives (account, territory, owner, score, tier) are not in the schema.
namespace field {
inline constexpr FieldId kEmail{0}, kPhone{1}, kName{2}, kFirstName{3}, kLastName{4}, kTitle{5},
    kCompany{6}, kWebsite{7}, kMessage{8}, kCountry{9}, kState{10}, kCity{11}, kPostalCode{12},
    kTimezone{13}, kLanguage{14}, kEmployees{15}, kRevenue{16}, kBudget{17}, kIndustry{18},
    kTimeline{19}, kSource{20}, kSignals{21}, kPage{22}, kReferrer{23}, kUtmSource{24},
    kUtmMedium{25}, kUtmCampaign{26}, kUtmTerm{27}, kUtmContent{28}, kDomain{29}, kFreemail{30};
inline constexpr std::uint32_t kBuiltinCount = 31;
}  // namespace field

class Schema {
  public:
    Schema();  // the built-in fields

    // Adds a field, or narrows a built-in one to another type (its FieldId stays).
    FieldId define(FieldSpec spec);

    [[nodiscard]] std::optional<FieldId> find(std::string_view name) const;
    [[nodiscard]] const FieldSpec& spec(FieldId id) const { return fields_[id.index()]; }
    [[nodiscard]] const std::vector<FieldSpec>& fields() const { return fields_; }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }

  private:
    std::vector<FieldSpec> fields_;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const {
            return std::hash<std::string_view>{}(name);
        }
    };
    // Only ever asked for one name; its order is nowhere seen.
    std::unordered_map<std::string, FieldId, Hash, std::equal_to<>> by_name_;
};

}  // namespace baton::lead
