#include "core/workspace/node.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace baton::workspace {

Place Node::place_of(std::size_t offset) const {
    offset = std::min(offset, scalar.size());
    const auto after = std::ranges::upper_bound(steps, offset, {}, &Step::offset);
    const Step from =
        after == steps.begin() ? Step{0, place.line, place.column} : *std::prev(after);
    const auto between = std::string_view(scalar).substr(from.offset, offset - from.offset);
    return {place.file, from.line, from.column + static_cast<std::int32_t>(utf8_length(between))};
}

const Node* Node::find(std::string_view key) const {
    if (kind != Kind::Map) return nullptr;
    const auto it =
        std::ranges::find_if(entries, [&](const auto& entry) { return entry.key.scalar == key; });
    return it == entries.end() ? nullptr : &it->value;
}

Node merge(const Node& base, const Node& patch) {
    if (base.kind != Node::Kind::Map || patch.kind != Node::Kind::Map) return patch;
    Node merged = base;
    for (const auto& [key, value] : patch.entries) {
        const auto it = std::ranges::find_if(
            merged.entries, [&](const auto& entry) { return entry.key.scalar == key.scalar; });
        if (value.kind == Node::Kind::Null) {
            if (it != merged.entries.end()) merged.entries.erase(it);
        } else if (it == merged.entries.end()) {
            // Laid over nothing, so that nulls inside a new map remove too.
            Node nothing;
            nothing.kind = value.kind;
            nothing.place = value.place;
            merged.entries.emplace_back(key, merge(nothing, value));
        } else {
            it->value = merge(it->value, value);
        }
    }
    return merged;
}

}  // namespace baton::workspace
