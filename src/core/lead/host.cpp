#include "core/lead/host.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/lead/fold.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

constexpr std::array kShared{
    "about.me"sv,       "amazon.com"sv,    "angel.co"sv,     "behance.net"sv,  "blogspot.com"sv,
    "crunchbase.com"sv, "etsy.com"sv,      "facebook.com"sv, "fb.com"sv,       "g.page"sv,
    "github.com"sv,     "github.io"sv,     "google.com"sv,   "goo.gl"sv,       "instagram.com"sv,
    "linkedin.com"sv,   "linktr.ee"sv,     "medium.com"sv,   "notion.site"sv,  "notion.so"sv,
    "pinterest.com"sv,  "reddit.com"sv,    "substack.com"sv, "t.me"sv,         "telegram.me"sv,
    "tiktok.com"sv,     "tumblr.com"sv,    "twitter.com"sv,  "upwork.com"sv,   "vimeo.com"sv,
    "vk.com"sv,         "wa.me"sv,         "weebly.com"sv,   "whatsapp.com"sv, "wikipedia.org"sv,
    "wixsite.com"sv,    "wordpress.com"sv, "x.com"sv,        "xing.com"sv,     "yelp.com"sv,
    "youtube.com"sv,    "youtu.be"sv};

}  // namespace

bool is_shared_host(std::string_view registrable) {
    return std::ranges::find(kShared, registrable) != kShared.end();
}

std::optional<std::string> read_host(std::string_view text) {
    text = trim(text);
    if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) {
        const bool plain = std::ranges::all_of(text.substr(0, scheme), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '+' || c == '-' || c == '.';
        });
        if (!plain || scheme == 0) return std::nullopt;
        text.remove_prefix(scheme + 3);
    } else if (text.starts_with("//")) {
        text.remove_prefix(2);
    }
    text = text.substr(0, text.find_first_of("/?#\\ \t\n,;"));
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        text.remove_prefix(at + 1);
    }
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string_view port = text.substr(colon + 1);
        if (port.size() > 5 ||
            !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) {
            return std::nullopt;
        }
        text = text.substr(0, colon);
    }
    auto host = ascii_host(text);
    if (!host) return std::nullopt;
    if (host->starts_with("www.") && std::ranges::count(*host, '.') >= 2) host->erase(0, 4);
    const std::size_t last = host->rfind('.');
    if (last == std::string::npos || last + 2 >= host->size()) return std::nullopt;
    // A top-level domain is never all digits; an IP address ends in one that is.
    if (std::ranges::all_of(host->substr(last + 1), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    return host;
}

}  // namespace baton::lead
