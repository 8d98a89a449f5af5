#include "rules/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace baton::bench {
namespace {

constexpr std::size_t kStates = 50;
constexpr std::size_t kIndustries = 24;
constexpr std::array<double, 9> kBands{1, 10, 50, 200, 500, 1000, 5000, 20000, 1e9};
constexpr std::array<std::string_view, 12> kProducts{
    "basic", "pro",     "enterprise", "api",     "mobile", "insights",
    "vault", "connect", "billing",    "support", "audit",  "archive"};
constexpr std::array<std::string_view, 8> kCountries{"US", "CA", "GB", "DE",
                                                     "FR", "NL", "AU", "IN"};

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
    bool chance(double of_one) { return unit() < of_one; }
    double unit() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }
    // Small numbers are far likelier than large ones (about as 1/n).
    std::size_t skewed(std::size_t bound) {
        const double top = std::log(static_cast<double>(bound) + 1);
        return std::min(bound - 1, static_cast<std::size_t>(std::exp(unit() * top) - 1));
    }
    template <class List>
    std::string among(const List& list) {
        return std::string(list[below(std::size(list))]);
    }

  private:
    std::mt19937_64 engine_;
};

std::string state(std::size_t i) {
    return fmt::format("US-{:c}{:c}", static_cast<char>('A' + i / 7),
                       static_cast<char>('A' + i % 7));
}
std::string industry(std::size_t i) { return fmt::format("industry {:02}", i); }
std::string domain(std::size_t i) { return fmt::format("company-{}.example", i); }
// Each state has twenty ranges of postal codes by their first three digits.
std::string postal_code(std::size_t of_state, Dice& dice) {
    return fmt::format("{:03}{:02}", of_state * 20 + dice.skewed(20), dice.below(100));
}

// Companies --------------------------------------------------------------------------------------

class Companies {
  public:
    Companies(std::size_t rules, std::uint64_t seed) : dice_(seed), domains_(2 * rules + 100) {}

    RuleText rule() {
        const double kind = dice_.unit();
        if (kind < 0.40) return account();
        if (kind < 0.75) return territory();
        return kind < 0.90 ? segment() : product();
    }

    LeadText lead() {
        LeadText lead;
        const std::string country = dice_.chance(0.7) ? "US" : dice_.among(kCountries);
        lead.emplace_back("country", country);
        const std::size_t home = dice_.skewed(kStates);
        if (country == "US") {
            lead.emplace_back("state", state(home));
            if (dice_.chance(0.9)) lead.emplace_back("postal_code", postal_code(home, dice_));
        }
        const std::size_t company =
            dice_.chance(0.5) ? dice_.skewed(domains_) : dice_.below(domains_);
        if (dice_.chance(0.8)) lead.emplace_back("domain", domain(company));
        if (dice_.chance(0.85)) {
            lead.emplace_back("employees",
                              std::floor(std::exp(1 + 9 * dice_.unit() * dice_.unit())));
        }
        if (dice_.chance(0.9)) lead.emplace_back("industry", industry(dice_.skewed(kIndustries)));
        if (dice_.chance(0.4))
            lead.emplace_back("budget", std::floor(std::exp(7 + 6 * dice_.unit())));
        if (dice_.chance(0.5)) lead.emplace_back("product", products());
        return lead;
    }

  private:
    RuleText account() {
        RuleText rule;
        std::vector<std::string> names{domain(dice_.below(domains_))};
        while (dice_.chance(0.15) && names.size() < 4)
            names.push_back(domain(dice_.below(domains_)));
        const Ask ask = names.size() == 1 ? Ask::Equal : Ask::OneOf;
        rule.predicates.push_back({"domain", ask, names});
        if (dice_.chance(0.2)) add_product(rule);
        return rule;
    }

    RuleText territory() {
        RuleText rule;
        const std::size_t home = dice_.skewed(kStates);
        rule.predicates.push_back({"state", Ask::Equal, {state(home)}});
        const std::size_t digits = 3 + dice_.below(3);
        rule.predicates.push_back(
            {"postal_code", Ask::StartsWith, {postal_code(home, dice_).substr(0, digits)}});
        if (dice_.chance(0.8)) add_band(rule);
        if (dice_.chance(0.6)) add_industry(rule);
        if (dice_.chance(0.2)) add_product(rule);
        return rule;
    }

    RuleText segment() {
        RuleText rule;
        rule.predicates.push_back({"country", Ask::Equal, {dice_.among(kCountries)}});
        add_band(rule);
        add_industry(rule);
        if (dice_.chance(0.9)) rule.predicates.push_back({"state", Ask::OneOf, some_states()});
        return rule;
    }

    RuleText product() {
        RuleText rule;
        add_product(rule);
        rule.predicates.push_back({"industry", Ask::Equal, {industry(dice_.below(kIndustries))}});
        rule.predicates.push_back({"state", Ask::Equal, {state(dice_.below(kStates))}});
        rule.predicates.push_back(
            {"budget", Ask::AtLeast, {}, 1000.0 * std::exp2(dice_.below(10))});
        return rule;
    }

    void add_band(RuleText& rule) {
        const std::size_t band = dice_.below(kBands.size() - 1);
        rule.predicates.push_back({"employees", Ask::AtLeast, {}, kBands[band]});
        if (dice_.chance(0.7)) {
            rule.predicates.push_back({"employees", Ask::Below, {}, kBands[band + 1]});
        }
    }
    void add_industry(RuleText& rule) {
        std::vector<std::string> names{industry(dice_.below(kIndustries))};
        while (dice_.chance(0.5) && names.size() < 5)
            names.push_back(industry(dice_.below(kIndustries)));
        rule.predicates.push_back({"industry", Ask::OneOf, names});
    }
    void add_product(RuleText& rule) {
        rule.predicates.push_back({"product", Ask::Includes, {dice_.among(kProducts)}});
    }
    std::vector<std::string> some_states() {
        std::vector<std::string> names;
        for (std::size_t count = 1 + dice_.below(6); count > 0; --count) {
            names.push_back(state(dice_.below(kStates)));
        }
        return names;
    }
    std::vector<std::string> products() {
        std::vector<std::string> names;
        for (const std::string_view name : kProducts) {
            if (dice_.chance(0.15)) names.emplace_back(name);
        }
        std::ranges::sort(names);
        return names;
    }

    Dice dice_;
    std::size_t domains_;
};

// Made to defeat an index ------------------------------------------------------------------------

LeadText twin_numbers(Dice& dice) {
    const double number = std::floor(dice.unit() * 1e6);
    return {{"country", "US"},
            {"employees", number},
            {"revenue", number},
            {"budget", std::floor(dice.unit() * 1e6)}};
}

// Half of the leads have too many employees, the other half too little revenue; a third range lets
// nearly all through.
void add_twin_ranges(RuleText& rule, Dice& dice) {
    const double border = 1e5 + std::floor(dice.unit() * 8e5);
    rule.predicates.push_back({"employees", Ask::Below, {}, border});
    rule.predicates.push_back({"revenue", Ask::AtLeast, {}, border});
    rule.predicates.push_back({"budget", Ask::AtLeast, {}, std::floor(dice.unit() * 1e5)});
}

template <class MakeRule, class MakeLead>
Workload made(std::string name, std::size_t rules, std::size_t leads, MakeRule rule,
              MakeLead lead) {
    Workload workload{std::move(name), {}, {}};
    for (std::size_t i = 0; i < rules; ++i) workload.rules.push_back(rule());
    for (std::size_t i = 0; i < leads; ++i) workload.leads.push_back(lead());
    return workload;
}

// A condition as deep as people dare, over everything that a lead has.
std::string random_shape(Dice& dice, std::size_t depth) {
    if (depth > 0 && dice.chance(0.75)) {
        const std::string a = random_shape(dice, depth - 1);
        const std::string b = random_shape(dice, depth - 1);
        if (dice.chance(0.12)) return "!(" + a + ")";
        return fmt::format("({} {} {})", a, dice.chance(0.3) ? "||" : "&&", b);
    }
    switch (dice.below(7)) {
        case 0:
            return fmt::format("lead.state == '{}'", state(dice.below(kStates)));
        case 1:
            return fmt::format("lead.postal_code.startsWith('{:03}')", dice.below(1000));
        case 2:
            return fmt::format("lead.domain == '{}'", domain(dice.below(1000)));
        case 3:
            return fmt::format("lead.employees {} {}",
                               dice.chance(0.5) ? "<" : ">=", dice.below(9000));
        case 4:
            return fmt::format("lead.industry in ['{}', '{}']", industry(dice.below(kIndustries)),
                               industry(dice.below(kIndustries)));
        case 5:
            return fmt::format("'{}' in lead.product", dice.among(kProducts));
        default:
            return fmt::format("lead.budget > {}", dice.below(400'000));
    }
}

std::string joined(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) {
        list += fmt::format("{}'{}'", list.empty() ? "" : ", ", text);
    }
    return list;
}

std::string to_cel(const Predicate& predicate) {
    const std::string field = fmt::format("lead.{}", predicate.field);
    switch (predicate.ask) {
        case Ask::Equal:
            return fmt::format("{} == '{}'", field, predicate.texts[0]);
        case Ask::OneOf:
            return fmt::format("{} in [{}]", field, joined(predicate.texts));
        case Ask::StartsWith:
            return fmt::format("{}.startsWith('{}')", field, predicate.texts[0]);
        case Ask::AtLeast:
            return fmt::format("{} >= {}", field, predicate.number);
        case Ask::Below:
            return fmt::format("{} < {}", field, predicate.number);
        case Ask::Includes:
            return fmt::format("'{}' in {}", predicate.texts[0], field);
    }
    return {};
}

}  // namespace

Workload companies(std::size_t rules, std::size_t leads, std::uint64_t seed) {
    Companies source(rules, seed);
    return made(
        fmt::format("rules/{}", rules), rules, leads, [&] { return source.rule(); },
        [&] { return source.lead(); });
}

Workload wide_ranges(std::size_t rules, std::size_t leads, std::uint64_t seed) {
    Dice dice(seed);
    const auto make = [&] {
        RuleText rule;
        add_twin_ranges(rule, dice);
        return rule;
    };
    return made("rules/wide-ranges", rules, leads, make, [&] { return twin_numbers(dice); });
}

Workload one_key(std::size_t rules, std::size_t leads, std::uint64_t seed) {
    Dice dice(seed);
    const auto make = [&] {
        RuleText rule;
        rule.predicates.push_back({"country", Ask::Equal, {"US"}});
        add_twin_ranges(rule, dice);
        return rule;
    };
    return made("rules/one-key", rules, leads, make, [&] { return twin_numbers(dice); });
}

// A lead's state and industry are of the same family of eight; a rule takes the states of some
// families and the industries of the others.
Workload impossible_sets(std::size_t rules, std::size_t leads, std::uint64_t seed) {
    constexpr std::size_t kFamilies = 8;
    Dice dice(seed);
    const auto make = [&] {
        const std::size_t families = 1 + dice.below((1U << kFamilies) - 2);
        RuleText rule;
        rule.predicates.push_back({"state", Ask::OneOf, {}});
        rule.predicates.push_back({"industry", Ask::OneOf, {}});
        for (std::size_t i = 0; i < kStates; ++i) {
            if ((families >> i % kFamilies & 1U) != 0) rule.predicates[0].texts.push_back(state(i));
        }
        for (std::size_t i = 0; i < kIndustries; ++i) {
            if ((families >> i % kFamilies & 1U) == 0)
                rule.predicates[1].texts.push_back(industry(i));
        }
        return rule;
    };
    const auto lead = [&] {
        const std::size_t family = dice.below(kFamilies);
        return LeadText{{"state", state(family + kFamilies * dice.below(6))},
                        {"industry", industry(family + kFamilies * dice.below(3))}};
    };
    return made("rules/impossible-sets", rules, leads, make, lead);
}

Workload random_shapes(std::size_t rules, std::size_t leads, std::uint64_t seed) {
    Dice dice(seed);
    Companies source(500, seed);
    // Something narrow stands before each, or the first few rules would take everybody.
    const auto make = [&] {
        return RuleText{{},
                        fmt::format("lead.employees >= {} && lead.budget < {} && {}",
                                    dice.below(20'000), dice.below(4000), random_shape(dice, 3))};
    };
    return made("rules/random-shapes", rules, leads, make, [&] { return source.lead(); });
}

std::string to_cel(const RuleText& rule) {
    if (!rule.cel.empty()) return rule.cel;
    std::string text;
    for (const Predicate& predicate : rule.predicates) {
        text += (text.empty() ? "" : " && ") + to_cel(predicate);
    }
    return text;
}

}  // namespace baton::bench
