#include "core/workspace/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/workspace/scalar.hpp"

namespace baton::workspace {
namespace {

constexpr double kMostWhole = 1e15;

}  // namespace

Fields::Fields(Report& report, const Node& node, std::string of,
               std::span<const std::string_view> known, Further further)
    : report_(&report), node_(&node), of_(std::move(of)), is_map_(node.kind == Node::Kind::Map) {
    if (!is_map_) {
        report.error(node.place, fmt::format("{} must be a map, not {}", of_, in_words(node)),
                     known.empty() ? std::string() : "its keys are " + enumerate(known));
        return;
    }
    if (further == Further::Allowed) return;
    for (const auto& [key, value] : node.entries) {
        if (std::ranges::find(known, key.scalar) != known.end()) continue;
        std::string hint = did_you_mean(key.scalar, known);
        if (hint.empty()) hint = "its keys are " + enumerate(known);
        report.error(key.place, fmt::format("{} has no key {}", of_, quoted(key.scalar)),
                     std::move(hint));
    }
}

const Node* Fields::find(std::string_view key) const {
    const Node* value = node_->find(key);
    return value != nullptr && value->kind != Node::Kind::Null ? value : nullptr;
}

const Node* Fields::require(std::string_view key) const {
    const Node* value = find(key);
    if (value == nullptr && is_map_) {
        const Node* empty = node_->find(key);
        report_->error(empty != nullptr ? empty->place : node_->place,
                       fmt::format("{} needs \"{}\"", of_, key));
    }
    return value;
}

void Fields::refuse(std::string_view key, const Node& value, std::string_view wanted,
                    std::string hint) const {
    report_->error(
        value.place,
        fmt::format("\"{}\" of {} must be {}, not {}", key, of_, wanted, in_words(value)),
        std::move(hint));
}

std::optional<std::string> Fields::text(std::string_view key) const {
    const Node* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (value->kind != Node::Kind::Scalar || value->scalar.empty()) {
        refuse(key, *value, "text");
        return std::nullopt;
    }
    return value->scalar;
}

std::optional<double> Fields::number(std::string_view key) const {
    const Node* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto number = as_number(*value);
    if (!number) {
        Node bare = *value;
        bare.quoted = false;
        refuse(key, *value, "a number", as_number(bare) ? "take the quotes away" : "");
    }
    return number;
}

std::optional<double> Fields::number_from_zero(std::string_view key) const {
    const auto read = number(key);
    if (!read || *read >= 0) return read;
    refuse(key, *find(key), "a number of 0 or more");
    return std::nullopt;
}

std::optional<std::int64_t> Fields::whole_from_zero(std::string_view key) const {
    const auto read = number(key);
    if (!read) return std::nullopt;
    if (*read > kMostWhole) {
        refuse(key, *find(key), fmt::format("a whole number of at most {:.0f}", kMostWhole));
        return std::nullopt;
    }
    if (*read < 0 || *read != std::floor(*read)) {
        refuse(key, *find(key), "a whole number of 0 or more");
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*read);
}

std::optional<bool> Fields::boolean(std::string_view key) const {
    const Node* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto read = as_bool(*value);
    if (!read) refuse(key, *value, "true or false");
    return read;
}

std::optional<Duration> Fields::duration(std::string_view key) const {
    const Node* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto read = value->kind == Node::Kind::Scalar ? parse_duration(value->scalar)
                                                        : std::optional<Duration>();
    if (!read) refuse(key, *value, "a length of time such as 30s, 5m, 2h, 1d or 1w");
    return read;
}

std::optional<std::size_t> Fields::word(std::string_view key,
                                        std::span<const std::string_view> words) const {
    const Node* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto at =
        value->kind == Node::Kind::Scalar ? std::ranges::find(words, value->scalar) : words.end();
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
    refuse(key, *value, enumerate(words, "or"), did_you_mean(value->scalar, words));
    return std::nullopt;
}

std::vector<TextAt> Fields::texts(std::string_view key) const {
    const Node* value = find(key);
    if (value == nullptr) return {};
    return texts_of(*report_, *value, fmt::format("\"{}\" of {}", key, of_));
}

std::vector<TextAt> texts_of(Report& report, const Node& node, std::string_view what) {
    std::vector<TextAt> texts;
    const auto is_text = [](const Node& item) {
        return item.kind == Node::Kind::Scalar && !item.scalar.empty();
    };
    if (node.kind != Node::Kind::List) {
        if (is_text(node)) return {{node.scalar, &node}};
        report.error(node.place,
                     fmt::format("{} must be a list of texts, not {}", what, in_words(node)));
        return texts;
    }
    for (const Node& item : node.items) {
        if (is_text(item)) {
            texts.push_back({item.scalar, &item});
        } else {
            report.error(item.place,
                         fmt::format("{} holds {} where a text belongs", what, in_words(item)));
        }
    }
    return texts;
}

}  // namespace baton::workspace
