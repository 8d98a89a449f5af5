// Territories that an earlier one overlaps by a condition. Each territory is read as rules, one for
// its places and one for its `when`, so that boxes tell what two have in common; the lead that
// shows it has been through the real look-up.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "core/expr/program.hpp"
#include "core/review/parts.hpp"

namespace baton::review {
namespace {

using workspace::Finding;
using workspace::Rule;
using workspace::Territory;

// Of a territory's places so many stand for all: what more there is, is not looked at.
constexpr std::size_t kMostPlaces = 64;
// Parts that two territories have in common, of which so many are tried.
constexpr std::size_t kMostTried = 8;

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

class Places {
  public:
    explicit Places(const team::TerritoryArea& area) {
        for (const std::string& country : area.countries) add(in_country(country));
        for (const std::string& state : area.states) {
            add(fmt::format("lead.state == '{}' && lead.country == '{}'", state,
                            state.substr(0, 2)));
        }
        for (const team::PostalRange& range : area.postal) add_range(range);
    }

    std::string cel;  // empty: none

  private:
    // Whoever has a state has its country too, which conditions do not say.
    static std::string in_country(const std::string& country) {
        return fmt::format("lead.country == '{0}' || lead.state.startsWith('{0}-')", country);
    }

    void add(const std::string& place) {
        if (count_++ < kMostPlaces) cel += (cel.empty() ? "" : " || ") + place;
    }

    // All prefixes between two numbers; of letters the ends.
    void add_range(const team::PostalRange& range) {
        std::vector<std::string> prefixes{range.from};
        while (prefixes.back() != range.to && prefixes.size() < kMostPlaces) {
            std::string next = prefixes.back();
            auto digit = next.rbegin();
            while (digit != next.rend() && *digit == '9') *digit++ = '0';
            if (digit == next.rend() || *digit < '0' || *digit > '8') break;
            ++*digit;
            prefixes.push_back(std::move(next));
        }
        if (prefixes.back() != range.to) prefixes.push_back(range.to);
        for (const std::string& prefix : prefixes) {
            add(fmt::format("lead.country == '{}' && lead.postal_code.startsWith('{}')",
                            range.country, prefix));
        }
    }

    std::size_t count_ = 0;
};

struct Reading {
    std::vector<Rule> rules;
    std::vector<std::size_t> territory;  // of each rule

    explicit Reading(const workspace::Policy& policy) {
        const expr::Scope scope =
            expr::Scope().add({"lead", expr::Type::record(&policy.types->lead)});
        for (std::size_t i = 0; i < policy.territories.size(); ++i) {
            const Territory& about = policy.territories[i];
            const Places places(about.area);
            if (!places.cel.empty()) {
                // Where a document's fields cannot hold some place, nothing is said of it.
                auto program = expr::Program::compile(places.cel, scope, expr::Wants::Condition);
                if (program) add(i, std::make_shared<const expr::Program>(*std::move(program)));
            }
            if (about.when) add(i, about.when);
        }
    }

  private:
    void add(std::size_t of, workspace::Condition when) {
        rules.emplace_back().when = std::move(when);
        territory.push_back(of);
    }
};

struct Part {
    Line box;
    match::Rank rank = 0;
};

class Overlaps {
  public:
    Overlaps(Review& review, const std::vector<Finding>& told, const Outside& outside,
             const Budget& budget)
        : review_(review),
          policy_(review.policy),
          told_(told),
          reading_(policy_),
          table_(match::tabulate(reading_.rules)),
          universes_(review::universes(table_, policy_)),
          parts_(policy_.territories.size()),
          examples_(policy_, reading_.rules, table_, universes_, outside, budget.territory_leads),
          pairs_(budget.territory_pairs) {
        for (const match::Row& row : table_.rows) {
            auto box = meet({}, row.line, universes_);
            if (box) parts_[reading_.territory[row.rank]].push_back({*std::move(box), row.rank});
        }
    }

    // At most one a territory: the first that stands before it and takes something.
    void check() {
        for (std::size_t later = 1; later < parts_.size(); ++later) {
            for (std::size_t earlier = 0; earlier < later; ++earlier) {
                if (!has_condition(earlier) && !has_condition(later)) continue;
                if (pairs_ == 0) return;
                --pairs_;
                if (tell(earlier, later)) break;
            }
        }
    }

  private:
    [[nodiscard]] bool has_condition(std::size_t territory) const {
        return policy_.territories[territory].when != nullptr;
    }

    bool tell(std::size_t earlier, std::size_t later) {
        const auto example = lead_of_both(earlier, later);
        if (!example) return false;
        const Territory& before = policy_.territories[earlier];
        const Territory& after = policy_.territories[later];
        const std::string head =
            fmt::format("territory {} overlaps {}", quoted(after.key), quoted(before.key));
        const bool is_told = std::ranges::any_of(told_, [&](const Finding& finding) {
            return finding.code == code::kOverlap && finding.message.starts_with(head + ",");
        });
        // "The rest" of what stands before it is the usual way to say so.
        if (is_told || (holds_all(later, earlier) && !holds_all(earlier, later))) return false;
        review_.warn(code::kOverlap, after.place,
                     head + ", which stands before it: a lead that both cover goes there", example);
        return true;
    }

    // That the earlier one gets, and the later one covers.
    std::optional<std::string> lead_of_both(std::size_t earlier, std::size_t later) {
        std::size_t tried = 0;
        for (const Part& a : parts_[earlier]) {
            for (const Part& b : parts_[later]) {
                const auto common = meet(a.box, b.box, universes_);
                if (!common) continue;
                if (++tried > kMostTried) return std::nullopt;
                auto lead = examples_.find(*common, [&](const Tried& one) {
                    return one.territory == policy_.territories[earlier].key &&
                           one.holds({&reading_.rules[b.rank]});
                });
                if (lead) return lead;
            }
        }
        return std::nullopt;
    }

    // Proven over all leads.
    [[nodiscard]] bool holds_all(std::size_t outer, std::size_t inner) const {
        std::vector<const Line*> by;
        for (const Part& part : parts_[outer]) {
            if (!table_.takers[part.rank].asks()) by.push_back(&part.box);
        }
        return std::ranges::all_of(parts_[inner], [&](const Part& part) {
            Allowance allowance{review_.pieces_each};
            Line rest;
            std::vector<bool> used;
            return covers(by, part.box, universes_, allowance, rest, used) == Cover::Whole;
        });
    }

    Review& review_;
    const workspace::Policy& policy_;
    const std::vector<Finding>& told_;
    const Reading reading_;
    const match::RowTable table_;
    const std::vector<CodeSet> universes_;
    std::vector<std::vector<Part>> parts_;  // by territory, none that is empty
    Examples examples_;
    std::size_t pairs_;
};

}  // namespace

void review_territories(Review& review, const std::vector<Finding>& told, const Outside& outside,
                        const Budget& budget) {
    const bool any = std::ranges::any_of(review.policy.territories, [](const Territory& territory) {
        return territory.when != nullptr;
    });
    if (any) Overlaps(review, told, outside, budget).check();
}

}  // namespace baton::review
