#include "core/lead/places.hpp"

#include <array>

#include "base/text.hpp"
#include "core/lead/fold.hpp"
#include "core/lead/table.hpp"

namespace baton::lead {
namespace {

using namespace std::string_view_literals;

struct CountryCode {
    std::string_view alpha2;
    std::string_view alpha3;
};

#include "core/lead/country_table.inc"
#include "core/lead/state_table.inc"

constexpr std::size_t kLeastForSlip = 6;  // shorter names are too near to each other

// Words that say what kind of place a state is, as the last or first of its name.
constexpr std::array kKinds{
    "state"sv,        "province"sv,   "region"sv,   "county"sv,      "prefecture"sv,
    "canton"sv,       "department"sv, "oblast"sv,   "governorate"sv, "district"sv,
    "territory"sv,    "kanton"sv,     "land"sv,     "bundesland"sv,  "provincia"sv,
    "provincia de"sv, "estado de"sv,  "state of"sv, "province of"sv, "region of"sv,
    "county of"sv,    "canton of"sv,  "kanton"sv,   "canton de"sv,   "the"sv};

// The name without a word for what kind of place it is, at its end or else its start; empty when
// that word is not there.
std::string_view without(std::string_view kind, std::string_view name) {
    if (name.size() <= kind.size() + 1) return {};
    if (name.ends_with(kind) && name[name.size() - kind.size() - 1] == ' ') {
        return name.substr(0, name.size() - kind.size() - 1);
    }
    if (name.starts_with(kind) && name[kind.size()] == ' ') return name.substr(kind.size() + 1);
    return {};
}

// A country's part of the table of states.
std::span<const NamedCode> states_of(std::string_view country) {
    const auto key = [](const NamedCode& one) { return one.name.substr(0, 2); };
    const auto part = std::ranges::equal_range(kStateNames, country, {}, key);
    return {part.begin(), part.end()};
}

std::string_view find_state_name(std::string_view country, std::string_view name) {
    return find_code(kStateNames, std::string(country) + ' ' + std::string(name));
}

ReadPlace place(std::string_view country, std::string_view state, bool corrected = false) {
    return {.code = std::string(country) + '-' + std::string(state), .corrected = corrected};
}

// "us_ny", "US NY", "US-NY": a state's own code. Empty when it is none.
std::string full_code(std::string_view text) {
    if (text.size() < 4 || text.size() > 6) return {};
    std::string code = ascii_upper(text);
    if (code[2] == ' ' || code[2] == '_' || code[2] == '/') code[2] = '-';
    return is_state_code(code) ? code : std::string{};
}

}  // namespace

bool is_country_code(std::string_view code) {
    const auto at = std::ranges::lower_bound(kCountryCodes, code, {}, &CountryCode::alpha2);
    return at != std::end(kCountryCodes) && at->alpha2 == code;
}

bool is_state_code(std::string_view code) { return std::ranges::binary_search(kStateCodes, code); }

std::string_view places_version() { return kPlacesVersion; }

std::optional<ReadPlace> read_country(std::string_view text) {
    text = trim(text);
    if (text.size() == 2 || text.size() == 3) {
        const std::string code = ascii_upper(text);
        if (is_country_code(code)) return ReadPlace{.code = code};
        for (const CountryCode& known : kCountryCodes) {
            if (known.alpha3 == code) return ReadPlace{.code = std::string(known.alpha2)};
        }
    }
    const std::string name = fold(text);
    std::string_view code = find_code(kCountryNames, name);
    if (code.empty() && name.starts_with("the ")) {
        code = find_code(kCountryNames, std::string_view(name).substr(4));
    }
    if (!code.empty()) return ReadPlace{.code = std::string(code)};
    code = find_near_code(kCountryNames, name, kLeastForSlip);
    if (!code.empty()) return ReadPlace{.code = std::string(code), .corrected = true};
    return std::nullopt;
}

std::optional<ReadPlace> read_state(std::string_view text, std::string_view country) {
    text = trim(text);
    if (std::string code = full_code(text); !code.empty()) {
        if (!country.empty() && std::string_view(code).substr(0, 2) != country) return std::nullopt;
        return ReadPlace{.code = std::move(code)};
    }
    if (country.size() != 2) return std::nullopt;
    if (text.size() <= 3) {
        std::string code = std::string(country) + '-' + ascii_upper(text);
        if (is_state_code(code)) return ReadPlace{.code = std::move(code)};
    }
    const std::string name = fold(text);
    if (name.empty()) return std::nullopt;
    if (const auto state = find_state_name(country, name); !state.empty()) {
        return place(country, state);
    }
    for (const std::string_view kind : kKinds) {
        const std::string_view bare = without(kind, name);
        if (bare.empty()) continue;
        if (const auto state = find_state_name(country, bare); !state.empty()) {
            return place(country, state);
        }
    }
    // The keys carry the country and a space before the name.
    const auto near =
        find_near_code(states_of(country), std::string(country) + ' ' + name, kLeastForSlip + 3);
    if (!near.empty()) return place(country, near, true);
    return std::nullopt;
}

}  // namespace baton::lead
