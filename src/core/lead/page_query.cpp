#include "core/lead/page_query.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace baton::lead {
namespace {

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && from_hex(text.substr(i + 1, 2))) {
            out += *from_hex(text.substr(i + 1, 2));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace

std::string query_value(std::string_view url, std::string_view name) {
    const std::size_t mark = url.find('?');
    if (mark == std::string_view::npos) return {};
    std::string_view query = url.substr(mark + 1);
    query = query.substr(0, query.find('#'));
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        std::string value = percent_decoded(pair.substr(equals + 1));
        return is_utf8(value) ? value : std::string{};
    }
    return {};
}

}  // namespace baton::lead
