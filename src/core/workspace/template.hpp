// A text with places to fill in, as the document writes it: "Hello {{ lead.first_name | there }}".
// What stands in the places is checked when the document is loaded; filled in where messages are
// made.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lead/schema.hpp"

namespace baton::workspace {

// What may stand in a place besides the fields of a lead; `person` is who has the lead.
enum class TemplateWord : std::uint8_t {
    Field = 1,  // lead.NAME
    PersonName,
    PersonEmail,
    PersonPhone,
    Rule,
    Pool,
    Queue,
    Score,
    Tier,
    Account,
    Territory,
    Explanation,
    Detail,
    Link,
};
inline constexpr std::array<std::pair<std::string_view, TemplateWord>, 13> kTemplateWords{
    {{"person.name", TemplateWord::PersonName},
     {"person.email", TemplateWord::PersonEmail},
     {"person.phone", TemplateWord::PersonPhone},
     {"rule", TemplateWord::Rule},
     {"pool", TemplateWord::Pool},
     {"queue", TemplateWord::Queue},
     {"score", TemplateWord::Score},
     {"tier", TemplateWord::Tier},
     {"account", TemplateWord::Account},
     {"territory", TemplateWord::Territory},
     {"explanation", TemplateWord::Explanation},
     {"detail", TemplateWord::Detail},
     {"link", TemplateWord::Link}}};

struct TemplatePiece {
    std::string text;                  // as it stands; of a place: what stands there for nothing
    std::optional<TemplateWord> word;  // nothing: the text alone
    lead::FieldId field{};             // of TemplateWord::Field
};

struct Template {
    std::vector<TemplatePiece> pieces;

    [[nodiscard]] bool empty() const { return pieces.empty(); }
    [[nodiscard]] bool names(TemplateWord word) const;
    [[nodiscard]] bool names(lead::FieldId field) const;
};

}  // namespace baton::workspace
