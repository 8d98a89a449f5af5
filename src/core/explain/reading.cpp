#include "core/explain/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "core/explain/value_text.hpp"

namespace baton::explain {
namespace {

using expr::Truth;

constexpr std::string_view kSkills = "person.skills.";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether the path stands in the text as a whole, not as the beginning of a longer one.
bool stands_in(std::string_view path, std::string_view text) {
    for (std::size_t at = text.find(path); at != std::string_view::npos;
         at = text.find(path, at + 1)) {
        const std::size_t end = at + path.size();
        if (end == text.size() || !is_name_character(text[end])) return true;
    }
    return false;
}

bool is_plain(std::string_view path) {
    return path.find_first_of("\"\\") == std::string_view::npos && is_utf8(path);
}

expr::Value value_of(const expr::FieldUse& use, const Eyes& eyes) {
    if (use.variable >= eyes.variables.size()) return expr::Value::missing();
    expr::Value value = eyes.variables[use.variable];
    for (const std::uint32_t slot : use.slots) {
        if (!value.is(expr::Kind::Record)) return expr::Value::missing();
        value = value.as_record()->field(slot, eyes.arena);
    }
    return use.key.empty() ? value : member_of(value, use.key);
}

// As people say it: "DE", "20", "missing".
std::string in_words(const std::string& json) {
    if (json == "null") return "missing";
    if (json == "\"{…}\"") return "there";
    if (json.size() >= 2 && json.front() == '"') return json.substr(1, json.size() - 2);
    return json;
}

std::string words_of(const Part& part) {
    if (part.text.starts_with(kSkills) && part.values.size() == 1) {
        const std::string& level = part.values.front().json;
        return fmt::format("lacks {} (has {})", std::string_view(part.text).substr(kSkills.size()),
                           level == "null" ? "none" : level);
    }
    std::string words;
    for (const FieldValue& value : part.values) {
        words +=
            fmt::format("{}{} is {}", words.empty() ? "" : ", ", value.path, in_words(value.json));
    }
    const bool says_it_all =
        part.values.size() == 1 && (part.text == part.values.front().path ||
                                    part.text == fmt::format("has({})", part.values.front().path));
    if (says_it_all) return words;
    if (words.empty()) return fmt::format("{} does not hold", part.text);
    return fmt::format("{}; {} was asked for", words, part.text);
}

}  // namespace

Part failed_part(const expr::Program& condition, const Eyes& eyes) {
    const expr::Bindings bindings{eyes.variables, eyes.zones};
    Part part;
    part.text = condition.source();
    for (std::size_t i = 0; i < condition.parts().size(); ++i) {
        part.held = condition.part_holds(i, bindings, eyes.arena);
        part.text = condition.part_text(i);
        if (part.held != Truth::True) break;
    }
    for (const expr::FieldUse& use : condition.uses()) {
        // A map's key of strange characters is left out.
        if (use.slots.empty() || !is_plain(use.path) || !stands_in(use.path, part.text)) continue;
        FieldValue value{use.path, {}};
        append_value(value.json, value_of(use, eyes));
        part.values.push_back(std::move(value));
    }
    part.words = words_of(part);
    return part;
}

}  // namespace baton::explain
