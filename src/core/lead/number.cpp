#include "core/lead/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// What is typed in several ways, in one: lower case, "-" for any dash, " " for any space, ASCII for
// full-width digits.
std::string plain_signs(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kSigns{{
        {"\u00A0", " "},    {"\u2007", " "},    {"\u2009", " "},    {"\u202F", " "},
        {"\u3000", " "},    {"\u2010", "-"},    {"\u2011", "-"},    {"\u2012", "-"},
        {"\u2013", "-"},    {"\u2014", "-"},    {"\u2212", "-"},    {"\u2019", "'"},
        {"\u2248", "~"},    {"\u2264", "<"},    {"\u2265", ">"},    {"\uFF0C", ","},
        {"\uFF0E", "."},    {"\uFF0D", "-"},    {"\u2026", ".."},   {"z\u0142", "pln"},
        {"Z\u0141", "pln"}, {"K\u010D", "czk"}, {"k\u010D", "czk"}, {"\u20AC", "$"},
        {"\u00A3", "$"},    {"\u00A5", "$"},
    }};
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const char c = text.front();
        // Signs begin beyond ASCII, or with the z of zł and the k of Kč.
        const bool plain =
            static_cast<unsigned char>(c) < 0x80 && c != 'z' && c != 'Z' && c != 'k' && c != 'K';
        if (plain) {
            out += lower(c);
            text.remove_prefix(1);
            continue;
        }
        const auto sign = std::ranges::find_if(
            kSigns, [&](const auto& known) { return text.starts_with(known.first); });
        if (sign != kSigns.end()) {
            out += sign->second;
            text.remove_prefix(sign->first.size());
        } else if (text.size() >= 3 && text.starts_with("\xE2\x82")) {
            out += '$';  // the block of currency signs
            text.remove_prefix(3);
        } else if (text.size() >= 3 && text.starts_with("\xEF\xBC") && text[2] >= '\x90' &&
                   text[2] <= '\x99') {
            out += static_cast<char>('0' + (text[2] - '\x90'));
            text.remove_prefix(3);
        } else {
            out += lower(c);
            text.remove_prefix(1);
        }
    }
    return out;
}

struct Suffix {
    std::string_view word;
    double factor;
};
constexpr std::array<Suffix, 36> kSuffixes{{
    {"k", 1e3},         {"thousand", 1e3},   {"thousands", 1e3},  {"tsd", 1e3},   {"tausend", 1e3},
    {"mille", 1e3},     {"mil", 1e6},        {"grand", 1e3},      {"m", 1e6},     {"mm", 1e6},
    {"mn", 1e6},        {"mio", 1e6},        {"mln", 1e6},        {"mill", 1e6},  {"million", 1e6},
    {"millions", 1e6},  {"millionen", 1e6},  {"millones", 1e6},   {"b", 1e9},     {"bn", 1e9},
    {"bln", 1e9},       {"bil", 1e9},        {"mrd", 1e9},        {"md", 1e9},    {"billion", 1e9},
    {"billions", 1e9},  {"milliarde", 1e9},  {"milliarden", 1e9}, {"t", 1e12},    {"tn", 1e12},
    {"trillion", 1e12}, {"trillions", 1e12}, {"lakh", 1e5},       {"lakhs", 1e5}, {"crore", 1e7},
    {"crores", 1e7},
}};

constexpr std::array kCurrencies{
    "usd"sv,   "eur"sv,    "gbp"sv,     "chf"sv,    "jpy"sv,        "cny"sv, "rmb"sv,   "inr"sv,
    "aud"sv,   "cad"sv,    "nzd"sv,     "sek"sv,    "nok"sv,        "dkk"sv, "pln"sv,   "czk"sv,
    "huf"sv,   "ron"sv,    "bgn"sv,     "try"sv,    "rub"sv,        "uah"sv, "brl"sv,   "mxn"sv,
    "ars"sv,   "clp"sv,    "cop"sv,     "pen"sv,    "zar"sv,        "ngn"sv, "kes"sv,   "egp"sv,
    "mad"sv,   "ils"sv,    "aed"sv,     "sar"sv,    "qar"sv,        "kwd"sv, "bhd"sv,   "omr"sv,
    "sgd"sv,   "hkd"sv,    "twd"sv,     "krw"sv,    "thb"sv,        "vnd"sv, "idr"sv,   "myr"sv,
    "php"sv,   "pkr"sv,    "bdt"sv,     "lkr"sv,    "isk"sv,        "rsd"sv, "gel"sv,   "kzt"sv,
    "ghs"sv,   "tzs"sv,    "ugx"sv,     "uyu"sv,    "us$"sv,        "a$"sv,  "c$"sv,    "r$"sv,
    "ca$"sv,   "au$"sv,    "nz$"sv,     "hk$"sv,    "s$"sv,         "sg$"sv, "mx$"sv,   "nt$"sv,
    "$"sv,     "rs."sv,    "rs"sv,      "kr."sv,    "kr"sv,         "fr."sv, "sfr"sv,   "euro"sv,
    "euros"sv, "dollar"sv, "dollars"sv, "pounds"sv, "us dollars"sv, "yen"sv, "rupees"sv};

// Said before a number, and of no weight here.
constexpr std::array kBefore{"approximately"sv,
                             "approx."sv,
                             "approx"sv,
                             "about"sv,
                             "around"sv,
                             "circa"sv,
                             "roughly"sv,
                             "nearly"sv,
                             "almost"sv,
                             "ca."sv,
                             "ca"sv,
                             "c."sv,
                             "more than"sv,
                             "less than"sv,
                             "fewer than"sv,
                             "up to"sv,
                             "at least"sv,
                             "at most"sv,
                             "over"sv,
                             "under"sv,
                             "below"sv,
                             "above"sv,
                             "between"sv,
                             "from"sv,
                             "min."sv,
                             "min"sv,
                             "max."sv,
                             "max"sv,
                             "minimum"sv,
                             "maximum"sv,
                             "<="sv,
                             ">="sv,
                             "<"sv,
                             ">"sv,
                             "~"sv,
                             "="sv};

// Said after it.
constexpr std::array kAfter{
    "employees"sv,   "employee"sv, "people"sv,    "persons"sv,   "staff"sv,     "users"sv,
    "seats"sv,       "members"sv,  "workers"sv,   "ftes"sv,      "fte"sv,       "headcount"sv,
    "mitarbeiter"sv, "employés"sv, "empleados"sv, "per year"sv,  "per annum"sv, "p.a."sv,
    "p.a"sv,         "a year"sv,   "/year"sv,     "/yr"sv,       "annually"sv,  "yearly"sv,
    "or more"sv,     "and more"sv, "and up"sv,    "and above"sv, "plus"sv,      "+"sv};

// Takes `word` off the front of `text`, which is not empty, when no letter follows a word that ends
// in one.
bool take_front(std::string_view& text, std::string_view word) {
    if (text.front() != word.front() || !text.starts_with(word)) return false;
    const std::string_view rest = text.substr(word.size());
    if (is_letter(word.back()) && !rest.empty() && is_letter(rest.front())) return false;
    text = trim(rest);
    return true;
}

bool take_back(std::string_view& text, std::string_view word) {
    if (text.back() != word.back() || !text.ends_with(word)) return false;
    const std::string_view rest = text.substr(0, text.size() - word.size());
    if (is_letter(word.front()) && !rest.empty() && is_letter(rest.back())) return false;
    text = trim(rest);
    return true;
}

// No word begins or ends with a digit, which spares numbers the search.
template <class Words>
void strip_front(std::string_view& text, const Words& words) {
    const auto taken = [&](std::string_view word) { return take_front(text, word); };
    while (!text.empty() && !is_digit(text.front()) && std::ranges::any_of(words, taken)) {
    }
}
template <class Words>
void strip_back(std::string_view& text, const Words& words) {
    const auto taken = [&](std::string_view word) { return take_back(text, word); };
    while (!text.empty() && !is_digit(text.back()) && std::ranges::any_of(words, taken)) {
    }
}

// True when the text is digits in groups: 1–3 digits, then threes; with commas also the Indian
// way (twos, then three).
bool is_grouped(std::string_view text, char separator) {
    const auto groups = split(text, separator);
    if (groups.front().empty() || groups.front().size() > 3 || groups.back().size() != 3)
        return false;
    const auto inner = [&](std::size_t size) {
        return std::all_of(groups.begin() + 1, groups.end() - 1,
                           [&](std::string_view group) { return group.size() == size; });
    };
    return inner(3) || (separator == ',' && groups.front().size() <= 2 && inner(2));
}

// The digits of a number with its thousands' separators out and its decimal sign a point; nothing
// when the separators make no sense.
std::optional<std::string> plain_digits(std::string_view text, NumberStyle style, bool suffixed) {
    const auto count = [&](char c) { return std::ranges::count(text, c); };
    char group = '\0';
    for (const char c : {' ', '\'', '_'}) {
        if (count(c) == 0) continue;
        if (group != '\0') return std::nullopt;
        group = c;
    }
    char decimal = '\0';
    const auto commas = count(',');
    const auto points = count('.');
    if (commas > 0 && points > 0) {
        if (group != '\0') return std::nullopt;
        decimal = text.rfind(',') > text.rfind('.') ? ',' : '.';
        group = decimal == ',' ? '.' : ',';
    } else if (commas + points > 0) {
        const char sign = commas > 0 ? ',' : '.';
        const std::size_t after = text.size() - text.rfind(sign) - 1;
        const bool in_threes = after == 3 && is_grouped(text, sign) && text.front() != '0';
        const bool parts_thousands =
            group == '\0' &&
            (count(sign) > 1 ||
             (in_threes && (sign == ',' || (style == NumberStyle::Amount && !suffixed))));
        (parts_thousands ? group : decimal) = sign;
    }
    std::string_view whole = text;
    std::string_view fraction;
    if (decimal != '\0') {
        if (count(decimal) != 1) return std::nullopt;
        whole = text.substr(0, text.find(decimal));
        fraction = text.substr(text.find(decimal) + 1);
        if (!std::ranges::all_of(fraction, is_digit)) return std::nullopt;
    }
    if (group != '\0' && !is_grouped(whole, group)) return std::nullopt;
    std::string out;
    for (const char c : whole) {
        if (c != group) out += c;
    }
    if (!std::ranges::all_of(out, is_digit) || out.size() + fraction.size() == 0)
        return std::nullopt;
    if (out.empty()) out = "0";
    if (!fraction.empty()) (out += '.') += fraction;
    return out;
}

struct End {
    double value = 0;
    double factor = 1;  // what its suffix says
    bool suffixed = false;
};

// One number with its sign, currency and suffix.
std::optional<End> read_end(std::string_view text, NumberStyle style) {
    text = trim(text);
    strip_back(text, kAfter);
    strip_front(text, kBefore);
    bool negative = false;
    if (text.starts_with('(') && text.ends_with(')')) {
        negative = true;
        text = trim(text.substr(1, text.size() - 2));
    }
    strip_front(text, kCurrencies);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        if (negative) return std::nullopt;
        negative = text.front() == '-';
        text = trim(text.substr(1));
    }
    strip_front(text, kCurrencies);
    strip_back(text, kCurrencies);
    strip_back(text, kAfter);
    End end;
    // "12 mio."
    if (text.size() > 1 && text.back() == '.' && is_letter(text[text.size() - 2])) {
        text.remove_suffix(1);
    }
    for (const Suffix& suffix : kSuffixes) {
        if (text.empty() || is_digit(text.back())) break;
        if (!take_back(text, suffix.word)) continue;
        end.factor = suffix.factor;
        end.suffixed = true;
        break;
    }
    std::optional<double> value;
    if (text.find('e') != std::string_view::npos) {
        if (!text.empty() && is_digit(text.front())) value = parse_number(text);
    } else if (const auto digits = plain_digits(text, style, end.suffixed)) {
        value = parse_number(*digits);
    }
    if (!value) return std::nullopt;
    end.value = negative ? -*value : *value;
    return end;
}

// Where a range is parted: at a dash that follows a digit or suffix, at "to", "and" or "..".
struct Cut {
    std::size_t at;
    std::size_t size;
};
std::optional<Cut> find_cut(std::string_view text) {
    for (const std::string_view word : {" to "sv, ".."sv, " bis "sv, " and "sv, " until "sv}) {
        const std::size_t at = text.find(word);
        if (at != std::string_view::npos && at > 0) return Cut{at, word.size()};
    }
    for (std::size_t at = text.find('-', 1); at != std::string_view::npos;
         at = text.find('-', at + 1)) {
        const std::string_view before = trim(text.substr(0, at));
        const bool follows_number =
            !before.empty() &&
            (is_digit(before.back()) || is_letter(before.back()) || before.back() == '$');
        const bool has_digit = std::ranges::any_of(before, is_digit);
        const bool exponent = text[at - 1] == 'e' && at >= 2 && is_digit(text[at - 2]);
        if (follows_number && has_digit && !exponent) return Cut{at, 1};
    }
    return std::nullopt;
}

std::optional<double> read_range(std::string_view text, Cut cut, NumberStyle style) {
    std::string_view upper_text = text.substr(cut.at + cut.size);
    const auto lower = read_end(text.substr(0, cut.at), style);
    const auto upper = read_end(upper_text, style);
    if (!lower || !upper || !std::isfinite(upper->value * upper->factor)) return std::nullopt;
    const double top = upper->value * upper->factor;
    if (!lower->suffixed && upper->suffixed) {
        const double covered = lower->value * upper->factor;
        if (covered <= top) return covered;
    }
    const double bottom = lower->value * lower->factor;
    if (!(bottom <= top)) return std::nullopt;
    return bottom;
}

}  // namespace

std::optional<double> read_number(std::string_view text, NumberStyle style) {
    if (!text.empty() && text.size() <= 15 && std::ranges::all_of(text, is_digit)) {
        return parse_number(text);
    }
    const std::string plain = plain_signs(trim(text));
    std::string_view rest = trim(plain);
    strip_front(rest, kBefore);
    strip_back(rest, kAfter);
    if (rest.empty()) return std::nullopt;
    if (const auto cut = find_cut(rest)) return read_range(rest, *cut, style);
    const auto end = read_end(rest, style);
    if (!end || !std::isfinite(end->value * end->factor)) return std::nullopt;
    return end->value * end->factor;
}

}  // namespace baton::lead
