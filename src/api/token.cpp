#include "api/token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace baton::api {
namespace {

enum class TokenError : int { BadScopes = 1 };

constexpr std::size_t kMaxTokenName = 100;

}  // namespace

std::string_view to_word(Scope scope) { return kScopeWords[static_cast<std::size_t>(scope)].word; }

Result<std::string> parse_scopes(std::string_view text) {
    std::vector<std::string_view> words;
    std::vector<std::string_view> known;
    for (const ScopeWord& scope : kScopeWords) known.push_back(scope.word);
    for (const std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        if (std::ranges::find(known, word) == known.end()) {
            const auto near = nearest_name(word, known);
            return fail(TokenError::BadScopes,
                        fmt::format("there is no scope \"{}\"{}", word,
                                    near ? fmt::format("; did you mean \"{}\"?", *near) : ""));
        }
        if (std::ranges::find(words, word) == words.end()) words.push_back(word);
    }
    if (words.empty()) {
        return fail(TokenError::BadScopes, "a token needs at least one scope, as \"leads:write\"");
    }
    return fmt::format("{}", fmt::join(words, " "));
}

bool allows(std::string_view stored_scopes, Scope scope) {
    for (const std::string_view word : split(stored_scopes, ' ')) {
        if (word == "*" || word == to_word(Scope::Admin) || word == to_word(scope)) return true;
    }
    return false;
}

bool is_token_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxTokenName && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
}

}  // namespace baton::api
