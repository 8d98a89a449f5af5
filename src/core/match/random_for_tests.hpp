// For tests: random rules and random leads whose values are those that the rules compare with, or
// right beside them. The same seed gives the same.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/match/lab_for_tests.hpp"

namespace baton::match {

class Chance {
  public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class List>
    const auto& among(const List& list) {
        return list[below(std::size(list))];
    }

  private:
    std::mt19937_64 engine_;
};

inline constexpr std::array<std::string_view, 16> kTexts{
    "",  "a",   "ab",  "abc", "abd", "b",      "ba",     "cab",
    "d", "DE.", "941", "94",  "9",   "94107x", "Müller", "a long text of more than sixteen bytes"};
inline constexpr std::array<std::string_view, 8> kNumbers{"-1.0", "0.0",  "0.5",     "1.0",
                                                          "10.0", "10.5", "1000000", "1e300"};
inline constexpr std::array<double, 8> kNumberValues{-1, 0, 0.5, 1, 10, 10.5, 1e6, 1e300};
inline constexpr std::array<std::string_view, 3> kTextFields{"country", "domain", "postal_code"};
inline constexpr std::array<std::string_view, 4> kNumberFields{"employees", "budget",
                                                               "signals.demo", "signals.visits"};
inline constexpr std::array<std::string_view, 4> kMembers{"demo", "visits", "a", "ab"};
inline constexpr std::array<std::string_view, 6> kOrders{"<", "<=", ">", ">=", "==", "!="};
inline constexpr std::array<std::string_view, 3> kTimes{
    "2026-01-01T00:00:00Z", "2026-03-02T10:00:00Z", "2026-12-31T23:59:59Z"};
inline constexpr std::array<std::int64_t, 3> kTimeValues{1'767'225'600, 1'772'445'600,
                                                         1'798'761'599};

class RandomRules {
  public:
    RandomRules(const Lab& lab, Chance& chance) : lab_(lab), chance_(chance) {}

    // About so many rules that route, in groups here and there.
    std::vector<workspace::Rule> list(std::size_t count, std::size_t depth = 0) {
        std::vector<workspace::Rule> rules;
        while (rules.size() < count) {
            if (depth < 3 && chance_.one_in(8)) {
                const std::size_t inside = 1 + chance_.below(4);
                rules.push_back(
                    lab_.group(chance_.one_in(6) ? "" : loose(), list(inside, depth + 1)));
            } else {
                rules.push_back(lab_.rule(chance_.one_in(200) ? "" : tight()));
            }
        }
        return rules;
    }

  private:
    // Many conditions at once: rules that few leads meet, so that later ones have their turn.
    std::string tight() {
        std::string text = condition(2);
        for (std::size_t more = 1 + chance_.below(4); more > 0; --more)
            text += " && " + condition(1);
        return text;
    }
    std::string loose() { return condition(1) + " || " + condition(2); }

    std::string condition(std::size_t depth) {
        if (depth == 0 || chance_.one_in(2)) return "(" + question() + ")";
        const std::string a = condition(depth - 1);
        const std::string b = condition(depth - 1);
        switch (chance_.below(5)) {
            case 0:
                return "(" + a + " && " + b + ")";
            case 1:
                return "!" + a;
            case 2:
                return "(" + a + " ? " + b + " : " + condition(depth - 1) + ")";
            default:
                return "(" + a + " || " + b + ")";
        }
    }

    std::string question() {
        switch (chance_.below(12)) {
            case 0:
                return text_field() + (chance_.one_in(3) ? " != " : " == ") + text();
            case 1:
                return text_field() + " in [" + text() + ", " + text() + ", " + text() + "]";
            case 2:
                return text_field() + ".startsWith(" + text() + ")";
            case 3:
                return text_field() + ".endsWith(" + text() + ")";
            case 4:
                return number_field() + " " + order() + " " + number();
            case 5:
                return number() + " " + order() + " " + number_field();
            case 6:
                return number_field() + " in [" + number() + ", " + number() + "]";
            case 7:
                return has();
            case 8:
                return flag();
            case 9:
                return "'" + std::string(chance_.among(kMembers)) + "' in lead." +
                       (chance_.one_in(2) ? "product" : "signals");
            case 10:
                return "lead.renewal " + order() + " timestamp('" +
                       std::string(chance_.among(kTimes)) + "')";
            default:
                return odd();
        }
    }

    std::string has() {
        static constexpr std::array<std::string_view, 8> kAsked{
            "country", "employees", "freemail",     "product",
            "account", "signals",   "signals.demo", "account.seats"};
        return "has(lead." + std::string(chance_.among(kAsked)) + ")";
    }
    std::string flag() {
        static constexpr std::array<std::string_view, 6> kFlags{"lead.freemail",
                                                                "lead.freemail == true",
                                                                "lead.account.seats == 10",
                                                                "lead.account.seats > 9.5",
                                                                "lead.account.id == 'ab'",
                                                                "lead.account.seats == 'ab'"};
        return std::string(chance_.among(kFlags));
    }
    // What no facet holds.
    std::string odd() {
        switch (chance_.below(8)) {
            case 0:
                return text_field() + ".contains(" + text() + ")";
            case 1:
                return "lead.employees / lead.budget " + order() + " " + number();
            case 2:
                return "lead.product.exists(p, p == " + text() + ")";
            case 3:
                return text_field() + " < " + text();
            case 4:
                return "size(" + text_field() + ") > 2";
            case 5:
                return text_field() + ".matches('^9[0-9]+$')";
            case 6:
                return "lead.renewal < now";
            default:
                return "lead.country == lead.domain";
        }
    }

    std::string text_field() { return "lead." + std::string(chance_.among(kTextFields)); }
    std::string number_field() { return "lead." + std::string(chance_.among(kNumberFields)); }
    std::string number() { return std::string(chance_.among(kNumbers)); }
    std::string order() { return std::string(chance_.among(kOrders)); }
    std::string text() { return "'" + std::string(chance_.among(kTexts)) + "'"; }

    const Lab& lab_;
    Chance& chance_;
};

// A lead, made anew by fill().
class RandomLead {
  public:
    explicit RandomLead(const Lab& lab) : lead(lab) {}

    void fill(Chance& chance) {
        arena_.reset();
        lead.record.clear();
        lead.account.clear();
        for (const std::string_view field : kTextFields) set(chance, field, text(chance));
        set(chance, "employees", number(chance));
        set(chance, "budget", number(chance));
        set(chance, "freemail", expr::Value::boolean(chance.one_in(2)));
        set(chance, "renewal",
            expr::Value::timestamp(
                chance.among(kTimeValues) + static_cast<std::int64_t>(chance.below(3)) - 1,
                chance.one_in(4) ? 1 : 0));
        set(chance, "product", list(chance));
        set(chance, "signals", map(chance));
        if (chance.one_in(2)) return;
        lead.account.set("id", text(chance));
        if (chance.one_in(2)) lead.account.set("seats", anything(chance));
        lead.set("account", expr::Value::record(&lead.account));
    }

    LabLead lead;

  private:
    void set(Chance& chance, std::string_view field, expr::Value value) {
        if (!chance.one_in(5)) lead.set(field, value);
    }
    // One of the constants, or a character more or less.
    expr::Value text(Chance& chance) {
        std::string text(chance.among(kTexts));
        if (chance.one_in(5)) text += chance.among(kTexts);
        if (chance.one_in(8) && !text.empty()) text.pop_back();
        if (chance.one_in(2000)) text.append(100'000, 'a');
        return expr::Value::text(arena_.copy(text));
    }
    // One of the constants, or the very next number.
    static expr::Value number(Chance& chance) {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        const double value = chance.among(kNumberValues);
        switch (chance.below(16)) {
            case 0:
                return expr::Value::number(std::nextafter(value, kInfinity));
            case 1:
                return expr::Value::number(std::nextafter(value, -kInfinity));
            case 2:
                return expr::Value::number(chance.one_in(2) ? kInfinity : std::nan(""));
            case 3:
                return expr::Value::number(-value);
            default:
                return expr::Value::number(value);
        }
    }
    expr::Value list(Chance& chance) {
        const auto items = arena_.array<expr::Value>(chance.below(4));
        for (expr::Value& item : items) item = expr::Value::text(chance.among(kMembers));
        return expr::Value::list(items);
    }
    expr::Value map(Chance& chance) {
        std::vector<expr::Entry> entries;
        for (const std::string_view key : {"demo", "visits"}) {
            if (chance.one_in(3)) continue;
            entries.push_back({expr::Value::text(key), number(chance)});
        }
        const auto kept = arena_.array<expr::Entry>(entries.size());
        std::ranges::copy(entries, kept.begin());
        return expr::Value::map(kept);
    }
    expr::Value anything(Chance& chance) {
        switch (chance.below(5)) {
            case 0:
                return text(chance);
            case 1:
                return list(chance);
            case 2:
                return expr::Value::boolean(true);
            case 3:
                return expr::Value::integer(10);
            default:
                return number(chance);
        }
    }

    expr::Arena arena_;
};

}  // namespace baton::match
