#include "deliver/outbound/secrets.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace baton::deliver {
namespace {

constexpr std::size_t kShortestSecret = 4;

bool is_name(std::string_view name) {
    const auto letter = [](char c) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    const auto part = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), part);
}

}  // namespace

void Secrets::add(std::string value) {
    if (value.size() < kShortestSecret) return;
    const auto longer = [&](const std::string& other) { return other.size() < value.size(); };
    values_.insert(std::find_if(values_.begin(), values_.end(), longer), std::move(value));
}

std::string Secrets::scrub(std::string_view text) const {
    std::string out(text);
    for (const std::string& value : values_) {
        for (std::size_t at = out.find(value); at != std::string::npos; at = out.find(value, at)) {
            out.replace(at, value.size(), "***");
            at += 3;
        }
    }
    return out;
}

Result<std::string> expand(std::string_view text, std::string_view where,
                           const Environment& environment, Secrets& secrets) {
    std::string out;
    while (true) {
        const std::size_t open = text.find("${");
        out += text.substr(0, open);
        if (open == std::string_view::npos) return out;
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) {
            return fail(DeliverError::BadSecretName,
                        fmt::format("{}: \"${{\" has no closing brace", where));
        }
        const std::string_view name = text.substr(open + 2, close - open - 2);
        if (!is_name(name)) {
            return fail(DeliverError::BadSecretName,
                        fmt::format("{}: \"${{…}}\" has to hold the name of an environment "
                                    "variable: letters, digits and _",
                                    where));
        }
        std::optional<std::string> value = environment(name);
        if (!value || value->empty()) {
            return fail(DeliverError::SecretMissing,
                        fmt::format("{}: the environment variable {} is not set; set it where the "
                                    "server runs",
                                    where, name));
        }
        out += *value;
        secrets.add(std::move(*value));
        text.remove_prefix(close + 1);
    }
}

}  // namespace baton::deliver
