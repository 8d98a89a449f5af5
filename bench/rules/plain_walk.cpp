#include "rules/plain_walk.hpp"

#include <algorithm>

namespace baton::bench {
namespace {

bool holds(const Predicate& predicate, const FieldValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto* number = std::get_if<double>(&value);
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    switch (predicate.ask) {
        case Ask::Equal:
            return text != nullptr && *text == predicate.texts[0];
        case Ask::OneOf:
            return text != nullptr &&
                   std::ranges::find(predicate.texts, *text) != predicate.texts.end();
        case Ask::StartsWith:
            return text != nullptr && text->starts_with(predicate.texts[0]);
        case Ask::AtLeast:
            return number != nullptr && *number >= predicate.number;
        case Ask::Below:
            return number != nullptr && *number < predicate.number;
        case Ask::Includes:
            return list != nullptr && std::ranges::find(*list, predicate.texts[0]) != list->end();
    }
    return false;
}

}  // namespace

PlainWalk::PlainWalk(const std::vector<RuleText>& rules) {
    for (const RuleText& rule : rules) {
        auto& questions = rules_.emplace_back();
        for (const Predicate& predicate : rule.predicates) {
            const auto known = std::ranges::find(fields_, predicate.field);
            questions.push_back({static_cast<std::size_t>(known - fields_.begin()), &predicate});
            if (known == fields_.end()) fields_.push_back(predicate.field);
        }
    }
}

PlainWalk::Values PlainWalk::values(const LeadText& lead) const {
    Values values(fields_.size(), nullptr);
    for (const auto& [name, value] : lead) {
        const auto known = std::ranges::find(fields_, name);
        if (known != fields_.end())
            values[static_cast<std::size_t>(known - fields_.begin())] = &value;
    }
    return values;
}

int PlainWalk::first(const Values& lead) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const bool all = std::ranges::all_of(rules_[i], [&](const Question& question) {
            const FieldValue* value = lead[question.field];
            return value != nullptr && holds(*question.predicate, *value);
        });
        if (all) return static_cast<int>(i);
    }
    return -1;
}

}  // namespace baton::bench
