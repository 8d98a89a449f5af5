#include "base/base64_url.hpp"

#include <algorithm>

#include "base/hmac.hpp"

namespace baton {

std::string to_base64_url(std::string_view bytes) {
    std::string text = to_base64(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    while (text.ends_with('=')) text.pop_back();
    return text;
}

std::optional<std::string> from_base64_url(std::string_view text) {
    std::string padded(text);
    if (padded.find_first_of("+/=") != std::string::npos) return std::nullopt;
    std::ranges::replace(padded, '-', '+');
    std::ranges::replace(padded, '_', '/');
    while (padded.size() % 4 != 0) padded += '=';
    auto bytes = from_base64(padded);
    // One text for the same bytes: spare bits of the last letter have to be none.
    if (bytes && to_base64_url(*bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace baton
