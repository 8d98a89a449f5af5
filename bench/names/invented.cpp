#include "invented.hpp"

#include <array>
#include <sstream>
#include <string_view>
#include <utility>

namespace baton::bench {
namespace {

constexpr std::array<std::string_view, 24> kBegin{"b", "br", "c",  "d", "dr", "f", "g", "gl",
                                                  "h", "j",  "k",  "l", "m",  "n", "p", "qu",
                                                  "r", "s",  "st", "t", "tr", "v", "w", "z"};
constexpr std::array<std::string_view, 8> kMiddle{"a", "e", "i", "o", "u", "ai", "ea", "ou"};
constexpr std::array<std::string_view, 10> kEnd{"", "", "", "n", "r", "l", "x", "nd", "rt", "sk"};
constexpr std::array<std::string_view, 12> kCommon{"American", "National", "United",  "First",
                                                   "Global",   "Pacific",  "General", "New",
                                                   "Northern", "Royal",    "Summit",  "Green"};
constexpr std::array<std::string_view, 20> kTrades{
    "Software",  "Manufacturing", "Services",     "Technologies", "Foods",
    "Logistics", "Energy",        "Laboratories", "Engineering",  "Systems",
    "Motors",    "Textiles",      "Solutions",    "Consulting",   "Brothers",
    "Insurance", "Media",         "Hotels",       "Steel",        "Design"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kShort{
    {{"Manufacturing", "Mfg."},
     {"Services", "Svcs"},
     {"Technologies", "Tech"},
     {"Laboratories", "Labs"},
     {"Brothers", "Bros."},
     {"Engineering", "Engr"}}};
constexpr std::array<std::string_view, 10> kForms{"Inc.",  "LLC", "GmbH", "Ltd",  "S.p.A.",
                                                  "Corp.", "plc", "B.V.", "SARL", "Sp. z o.o."};

std::vector<std::string> words_of(const std::string& name) {
    std::istringstream in(name);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

// Drops the legal form, whose words no other part of an invented name has.
std::string without_form(const std::string& name) {
    for (const std::string_view form : kForms) {
        if (name.ends_with(form)) return name.substr(0, name.size() - form.size() - 1);
    }
    return name;
}

}  // namespace

// Of some hundred thousand words those with a low number come up far more often.
std::string Invented::word() {
    const double skew = static_cast<double>(below(1'000'000)) / 1e6;
    std::uint64_t number = static_cast<std::uint64_t>(skew * skew * skew * 600'000);
    std::string word;
    number = number * 2'654'435'761U % 4'000'037U;
    for (int i = 0; i < 3; ++i) {
        word += kBegin[number % kBegin.size()];
        number /= kBegin.size();
        word += kMiddle[number % kMiddle.size()];
        number /= kMiddle.size();
        if (i == 2) word += kEnd[(number + word.size()) % kEnd.size()];
    }
    word[0] = static_cast<char>(word[0] - 32);
    return word;
}

std::string Invented::company() {
    std::vector<std::string> words;
    if (below(6) == 0) words.emplace_back(kCommon[below(kCommon.size())]);
    words.push_back(word());
    if (below(3) == 0) words.push_back(word());
    if (below(4) != 0) words.emplace_back(kTrades[below(kTrades.size())]);
    if (below(8) == 0) words.emplace_back(below(2) == 0 ? "Group" : "Holdings");
    if (below(5) != 0) words.emplace_back(kForms[below(kForms.size())]);
    return joined(words);
}

std::string Invented::changed(const std::string& name, Change change) {
    std::string bare = without_form(name);
    std::vector<std::string> words = words_of(bare);
    switch (change) {
        case Change::Form:
            for (char& c : bare) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
            return below(2) == 0 ? bare : bare + ", " + std::string(kForms[below(kForms.size())]);
        case Change::Short:
            for (const auto& [full, brief] : kShort) {
                if (const auto at = bare.find(full); at != std::string::npos) {
                    return bare.replace(at, full.size(), brief);
                }
            }
            return "";
        case Change::Order:
            if (words.size() < 2) return "";
            std::swap(words[0], words[1]);
            return joined(words);
        case Change::Spaces:
            if (words.size() < 2) return "";
            words[0] += words[1];
            words.erase(words.begin() + 1);
            return joined(words);
        case Change::Label:
            if (words.back() == "Group" || words.back() == "Holdings") return "";
            return bare + " Holdings Inc.";
        case Change::Slip: {
            if (bare.size() < 8) return "";
            const std::size_t at = 2 + below(bare.size() - 3);
            if (bare[at] == ' ' || bare[at - 1] == ' ') return "";
            switch (below(3)) {
                case 0:
                    bare.erase(at, 1);
                    break;
                case 1:
                    bare.insert(at, 1, bare[at]);
                    break;
                default:
                    if (bare[at] == bare[at - 1]) return "";
                    std::swap(bare[at], bare[at - 1]);
            }
            return bare;
        }
    }
    return "";
}

}  // namespace baton::bench
