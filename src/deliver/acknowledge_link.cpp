#include "deliver/acknowledge_link.hpp"

#include <algorithm>
#include <array>

#include "base/base64_url.hpp"
#include "base/hmac.hpp"

namespace baton::deliver {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kSealBytes = 32;
constexpr std::size_t kMostBytes = 1'000;  // of a link's text
constexpr std::string_view kPurpose("acknowledge link 1\0", 19);

std::string seal(std::string_view content, std::string_view workspace, const Digest& salt) {
    constexpr std::string_view kGap("\0", 1);
    const std::array<std::string_view, 4> pieces{kPurpose, workspace, kGap, content};
    return hmac(HmacHash::Sha256, bytes_of(salt), pieces);
}

}  // namespace

std::string sign_link(const AcknowledgeLink& link, std::string_view workspace, const Digest& salt) {
    std::string content(link.lead.begin(), link.lead.end());
    const auto seconds = static_cast<std::uint64_t>(link.ends.to_seconds());
    for (std::size_t i = kTimeBytes; i-- > 0;) {
        content += static_cast<char>(seconds >> (8 * i) & 0xFFU);
    }
    content += link.person;
    return to_base64_url(content + seal(content, workspace, salt));
}

std::optional<AcknowledgeLink> read_link(std::string_view text, std::string_view workspace,
                                         const Digest& salt) {
    if (text.size() > kMostBytes) return std::nullopt;
    const auto bytes = from_base64_url(text);
    if (!bytes || bytes->size() < kIdBytes + kTimeBytes + kSealBytes) return std::nullopt;
    const std::string_view content = std::string_view(*bytes).substr(0, bytes->size() - kSealBytes);
    const std::string_view given = std::string_view(*bytes).substr(content.size());
    if (!equals_in_constant_time(given, seal(content, workspace, salt))) return std::nullopt;
    AcknowledgeLink link;
    std::copy_n(content.begin(), kIdBytes, link.lead.begin());
    std::uint64_t seconds = 0;
    for (std::size_t i = 0; i < kTimeBytes; ++i) {
        seconds = seconds << 8U | static_cast<unsigned char>(content[kIdBytes + i]);
    }
    link.ends = Instant::from_seconds(static_cast<std::int64_t>(seconds));
    link.person = content.substr(kIdBytes + kTimeBytes);
    return link;
}

}  // namespace baton::deliver
