#include "deliver/outbound/classify.hpp"

#include "base/text.hpp"

namespace baton::deliver {

OutcomeKind classify_http(std::int32_t status) {
    if (status >= 200 && status < 300) return OutcomeKind::Sent;
    if (status >= 300 && status < 400) return OutcomeKind::Permanent;
    switch (status) {
        case 400:
        case 405:
        case 410:
        case 411:
        case 413:
        case 414:
        case 415:
        case 422:
        case 431:
            return OutcomeKind::Permanent;
        default:
            return OutcomeKind::Retry;
    }
}

OutcomeKind classify_smtp(std::int32_t status) {
    if (status >= 200 && status < 300) return OutcomeKind::Sent;
    if (status == 530 || status == 534 || status == 535 || status == 538) return OutcomeKind::Retry;
    return status >= 500 && status < 600 ? OutcomeKind::Permanent : OutcomeKind::Retry;
}

std::string printable(std::string_view text, std::size_t limit) {
    if (!is_utf8(text)) return {};
    std::string out;
    std::size_t points = 0;
    for (const char c : trim(text)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool starts = (byte & 0xC0U) != 0x80U;
        if (starts && points++ == limit) return out + "…";
        out += byte < 0x20 || byte == 0x7F ? ' ' : c;
    }
    return out;
}

}  // namespace baton::deliver
