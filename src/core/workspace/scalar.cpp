#include "core/workspace/scalar.hpp"

#include <charconv>
#include <cstdint>

#include "base/text.hpp"

namespace baton::workspace {
namespace {

constexpr std::size_t kQuotedBytes = 60;

std::optional<double> with_base(std::string_view digits, int base) {
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return static_cast<double>(value);
}

}  // namespace

std::optional<bool> as_bool(const Node& node) {
    if (node.kind != Node::Kind::Scalar || node.quoted) return std::nullopt;
    for (const char* word : {"true", "True", "TRUE"}) {
        if (node.scalar == word) return true;
    }
    for (const char* word : {"false", "False", "FALSE"}) {
        if (node.scalar == word) return false;
    }
    return std::nullopt;
}

std::optional<double> as_number(const Node& node) {
    if (node.kind != Node::Kind::Scalar || node.quoted) return std::nullopt;
    const std::string_view text = node.scalar;
    if (text.starts_with("0x")) return with_base(text.substr(2), 16);
    if (text.starts_with("0o")) return with_base(text.substr(2), 8);
    return parse_number(text);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text.substr(0, kQuotedBytes)) {
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    while (!is_utf8(out)) out.pop_back();
    if (text.size() > kQuotedBytes) out += "…";
    return out + "\"";
}

std::string in_words(const Node& node) {
    switch (node.kind) {
        case Node::Kind::Null:
            return "nothing";
        case Node::Kind::List:
            return "a list";
        case Node::Kind::Map:
            return "a map";
        case Node::Kind::Scalar:
            break;
    }
    const bool is_value = as_number(node) || as_bool(node);
    return is_value ? node.scalar.substr(0, kQuotedBytes) : quoted(node.scalar);
}

}  // namespace baton::workspace
