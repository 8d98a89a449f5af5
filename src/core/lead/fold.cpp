#include "core/lead/fold.hpp"

#include <unicode/idna.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"

namespace baton::lead {
namespace {

constexpr bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Appends to a folded text: letters as they are, anything else as one space between letters.
class Folded {
  public:
    explicit Folded(std::size_t size) { out_.reserve(size); }

    void letter(char c) {
        if (gap_ && !out_.empty()) out_ += ' ';
        gap_ = false;
        out_ += c;
    }
    void letters(std::string_view text) {
        for (const char c : text) letter(c);
    }
    void gap() { gap_ = true; }

    void ascii(char c) {
        if (c >= 'A' && c <= 'Z') {
            letter(static_cast<char>(c + 32));
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            letter(c);
        } else if (c != '\'' && c != '`') {
            gap();
        }
    }

    std::string take() { return std::move(out_); }

  private:
    std::string out_;
    bool gap_ = false;
};

// Letters that Unicode does not take apart, as people without them write them.
std::string_view spelt_out(UChar32 c) {
    switch (c) {
        case 0x00DF:
            return "ss";
        case 0x00E6:
            return "ae";
        case 0x0153:
            return "oe";
        case 0x00F8:
            return "o";
        case 0x0111:
        case 0x00F0:
            return "d";
        case 0x00FE:
            return "th";
        case 0x0142:
            return "l";
        case 0x0131:
            return "i";
        case 0x0127:
            return "h";
        case 0x014B:
            return "n";
        case 0x0259:
            return "e";
        default:
            return {};
    }
}

constexpr bool is_apostrophe(UChar32 c) {
    return c == 0x2019 || c == 0x2018 || c == 0x02BB || c == 0x02BC || c == 0x02BE || c == 0x02BF ||
           c == 0x00B4;
}

// From U+0430 on, by the sound of it in English; й comes apart before.
constexpr std::array<std::string_view, 32> kCyrillic{
    "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "y",    "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"};
// From U+03B1 on.
constexpr std::array<std::string_view, 25> kGreek{"a", "v", "g", "d", "e",  "z",  "i", "th", "i",
                                                  "k", "l", "m", "n", "x",  "o",  "p", "r",  "s",
                                                  "s", "t", "y", "f", "ch", "ps", "o"};

std::optional<std::string_view> in_latin(UChar32 c) {
    if (c >= 0x0430 && c < 0x0450) return kCyrillic[static_cast<std::size_t>(c - 0x0430)];
    if (c >= 0x03B1 && c < 0x03CA) return kGreek[static_cast<std::size_t>(c - 0x03B1)];
    switch (c) {
        case 0x0454:
            return "ye";
        case 0x0456:
            return "i";
        case 0x0491:
            return "g";
        case 0x00F8:
            return "oe";
        default:
            return std::nullopt;
    }
}

// What a mark over a letter is written as behind it.
std::optional<std::string_view> mark_written_out(UChar32 letter, UChar32 mark) {
    if (mark == 0x0308 && (letter == 'a' || letter == 'o' || letter == 'u')) return "e";
    if (mark == 0x030A && letter == 'a') return "a";
    return std::nullopt;
}

void append_folded(Folded& out, UChar32 c) {
    const auto kind = U_GET_GC_MASK(c);
    if (c < 0x80) {
        out.ascii(static_cast<char>(c));
    } else if ((kind & U_GC_M_MASK) != 0 || is_apostrophe(c)) {
        return;
    } else if (const std::string_view spelt = spelt_out(c); !spelt.empty()) {
        out.letters(spelt);
    } else if ((kind & (U_GC_L_MASK | U_GC_N_MASK)) != 0) {
        std::array<char, 4> bytes{};
        std::int32_t size = 0;
        U8_APPEND_UNSAFE(bytes.data(), size, c);
        out.letters({bytes.data(), static_cast<std::size_t>(size)});
    } else {
        out.gap();
    }
}

icu::UnicodeString from_utf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string composed(icu::UnicodeString letters) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
    if (U_SUCCESS(status)) letters = compose->normalize(letters, status);
    std::string out;
    letters.toUTF8String(out);
    return out;
}

enum class Signs : bool { Plain, WrittenOut };

std::string fold_unicode(std::string_view text, Signs signs) {
    Folded out(text.size());
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* apart = icu::Normalizer2::getNFKDInstance(status);
    icu::UnicodeString letters = from_utf8(text);
    if (U_SUCCESS(status)) letters = apart->normalize(letters, status);
    letters.foldCase();
    // Folding can bring composed letters back.
    if (U_SUCCESS(status)) letters = apart->normalize(letters, status);
    UChar32 before = 0;
    for (std::int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
        const UChar32 c = letters.char32At(i);
        std::optional<std::string_view> latin;
        if (signs == Signs::WrittenOut) {
            latin = in_latin(c);
            if (!latin) latin = mark_written_out(before, c);
        }
        if (latin) {
            out.letters(*latin);
        } else {
            append_folded(out, c);
        }
        before = c;
    }
    // Syllables of Hangul, which were taken apart with the rest, become whole again.
    std::string folded = out.take();
    if (is_ascii(folded)) return folded;
    return composed(from_utf8(folded));
}

}  // namespace

std::string fold(std::string_view text) {
    if (!is_ascii(text)) return fold_unicode(text, Signs::Plain);
    Folded out(text.size());
    for (const char c : text) out.ascii(c);
    return out.take();
}

std::optional<std::string> fold_written_out(std::string_view text) {
    if (is_ascii(text)) return std::nullopt;
    std::string written_out = fold_unicode(text, Signs::WrittenOut);
    if (written_out == fold_unicode(text, Signs::Plain)) return std::nullopt;
    return written_out;
}

std::string lower_composed(std::string_view text) {
    if (is_ascii(text)) return ascii_lower(text);
    icu::UnicodeString letters = from_utf8(text);
    letters.toLower(icu::Locale::getRoot());
    return composed(letters);
}

namespace {

constexpr bool is_host_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    for (std::size_t from = 0; from <= host.size();) {
        const std::size_t to = std::min(host.find('.', from), host.size());
        const std::string_view label = host.substr(from, to - from);
        if (label.empty() || label.size() > 63) return false;
        if (label.front() == '-' || label.back() == '-') return false;
        if (!std::ranges::all_of(label, is_host_letter)) return false;
        from = to + 1;
    }
    return true;
}

}  // namespace

std::optional<std::string> ascii_host(std::string_view host) {
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.size() > 1024) return std::nullopt;
    std::string out;
    const bool needs_idna = !is_ascii(host) || host.find("xn--") != std::string_view::npos ||
                            host.find("XN--") != std::string_view::npos;
    if (!needs_idna) {
        out = ascii_lower(host);
    } else {
        UErrorCode status = U_ZERO_ERROR;
        // Immutable and safe to share between threads once made.
        static const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
            UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, status));
        if (U_FAILURE(status) || idna == nullptr) return std::nullopt;
        icu::IDNAInfo info;
        icu::UnicodeString ascii;
        idna->nameToASCII(from_utf8(host), ascii, info, status);
        if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
        ascii.toUTF8String(out);
    }
    if (!is_host(out)) return std::nullopt;
    return out;
}

}  // namespace baton::lead
