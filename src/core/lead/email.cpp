#include "core/lead/email.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "core/lead/fold.hpp"

namespace baton::lead {
namespace {

bool is_local_part(std::string_view local) {
    if (local.empty() || local.size() > 64) return false;
    if (local.front() == '.' || local.back() == '.') return false;
    if (local.find("..") != std::string_view::npos) return false;
    return std::ranges::all_of(local, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) return true;
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
    });
}

// Letters of other scripts may stand in an address; spaces, dashes and invisible signs that look
// like nothing may not (U+0080–U+00A0, U+2000–U+206F, U+3000, U+FEFF).
bool has_odd_space(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("\u3000") || rest.starts_with("\uFEFF")) return true;
        if (rest.starts_with("\xE2\x80") || rest.starts_with("\xE2\x81")) return true;
        if (rest[0] == '\xC2' && static_cast<unsigned char>(rest[1]) <= 0xA0) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> read_email(std::string_view text) {
    text = trim(text);
    if (text.ends_with('>')) {
        const std::size_t open = text.rfind('<');
        if (open == std::string_view::npos) return std::nullopt;
        text = trim(text.substr(open + 1, text.size() - open - 2));
    }
    if (equals_ignoring_ascii_case(text.substr(0, 7), "mailto:")) text = trim(text.substr(7));
    while (!text.empty() && (text.back() == '.' || text.back() == ',' || text.back() == ';')) {
        text.remove_suffix(1);
    }
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || !is_local_part(text.substr(0, at))) return std::nullopt;
    if (has_odd_space(text.substr(0, at))) return std::nullopt;
    const std::string_view typed_host = text.substr(at + 1);
    if (typed_host.find('_') != std::string_view::npos) return std::nullopt;
    const auto host = ascii_host(typed_host);
    if (!host) return std::nullopt;
    const std::size_t dot = host->rfind('.');
    if (dot == std::string::npos || host->size() - dot - 1 < 2) return std::nullopt;
    if (std::ranges::all_of(host->substr(dot + 1), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    std::string email = lower_composed(text.substr(0, at));
    if (email.empty() || email.size() > 64) return std::nullopt;
    (email += '@') += *host;
    if (email.size() > 254) return std::nullopt;
    return email;
}

std::string_view host_of_email(std::string_view email) {
    return email.substr(email.rfind('@') + 1);
}

}  // namespace baton::lead
