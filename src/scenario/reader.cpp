#include "scenario/reader.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace baton::scenario {

MapReader::MapReader(const Node& node, std::string what, std::vector<Finding>& findings)
    : node_(node), what_(std::move(what)), findings_(findings) {
    if (node_.kind != Node::Kind::Map) fail(node_.place, fmt::format("{} has to be a map", what_));
}

bool MapReader::has(std::string_view key) const { return node_.find(key) != nullptr; }

const Node* MapReader::take(std::string_view key) {
    known_.emplace(key);
    return node_.find(key);
}

void MapReader::fail(const Place& place, std::string message, std::string hint) {
    findings_.push_back({workspace::Severity::Error, place, std::move(message), std::move(hint)});
}

std::optional<std::string> MapReader::text(std::string_view key) {
    const Node* node = take(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind != Node::Kind::Scalar) {
        fail(node->place, fmt::format("`{}` has to be a text", key));
        return std::nullopt;
    }
    return node->scalar;
}

std::string MapReader::need_text(std::string_view key) {
    if (!has(key)) fail(node_.place, fmt::format("{} needs `{}`", what_, key));
    return text(key).value_or("");
}

std::optional<double> MapReader::number(std::string_view key) {
    const auto written = text(key);
    if (!written) return std::nullopt;
    const auto number = parse_number(*written);
    if (!number) {
        fail(node_.find(key)->place,
             fmt::format("`{}` has to be a number, not \"{}\"", key, *written));
    }
    return number;
}

std::optional<std::int64_t> MapReader::integer(std::string_view key) {
    const auto written = text(key);
    if (!written) return std::nullopt;
    const auto number = parse_integer(*written);
    if (!number) {
        fail(node_.find(key)->place,
             fmt::format("`{}` has to be a whole number, not \"{}\"", key, *written));
    }
    return number;
}

std::optional<bool> MapReader::boolean(std::string_view key) {
    const auto written = text(key);
    if (!written) return std::nullopt;
    if (*written == "true") return true;
    if (*written == "false") return false;
    fail(node_.find(key)->place, fmt::format("`{}` has to be true or false", key));
    return std::nullopt;
}

std::optional<Duration> MapReader::duration(std::string_view key) {
    const auto written = text(key);
    if (!written) return std::nullopt;
    const auto span = parse_duration(*written);
    if (!span) {
        fail(node_.find(key)->place,
             fmt::format("`{}` has to be a duration such as 30s, 10m, 2h, 1d or 1w, not \"{}\"",
                         key, *written));
    }
    return span;
}

std::optional<WrittenTime> MapReader::time(std::string_view key) {
    const auto written = text(key);
    if (!written) return std::nullopt;
    const auto when = parse_time(*written);
    if (!when) {
        fail(node_.find(key)->place,
             fmt::format("`{}` has to be a time such as 2026-03-02T09:00:00-05:00, not \"{}\"", key,
                         *written));
    }
    return when;
}

std::optional<std::vector<std::string>> MapReader::texts(std::string_view key) {
    const Node* node = take(key);
    if (node == nullptr) return std::nullopt;
    std::vector<std::string> out;
    if (node->kind == Node::Kind::Scalar) return std::vector{node->scalar};
    for (const Node& item : node->items) {
        if (item.kind == Node::Kind::Scalar) {
            out.push_back(item.scalar);
        } else {
            fail(item.place, fmt::format("`{}` has to be a list of texts", key));
        }
    }
    if (node->kind == Node::Kind::Map) {
        fail(node->place, fmt::format("`{}` has to be a list of texts", key));
    }
    return out;
}

void MapReader::finish() {
    const std::vector<std::string_view> known(known_.begin(), known_.end());
    for (const auto& [key, value] : node_.entries) {
        if (known_.contains(key.scalar)) continue;
        const auto nearest = nearest_name(key.scalar, known);
        fail(key.place, fmt::format("{} has no key `{}`", what_, key.scalar),
             nearest ? fmt::format("did you mean `{}`?", *nearest) : "");
    }
}

}  // namespace baton::scenario
