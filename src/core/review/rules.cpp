// Rules that never fire, or not for all that they name, and leads that no rule takes.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "core/match/facet.hpp"
#include "core/match/rule_index.hpp"
#include "core/review/parts.hpp"

namespace baton::review {
namespace {

using expr::Asks;
using expr::Kind;
using expr::Question;
using expr::Shape;
using expr::Value;
using match::Rank;
using workspace::Finding;
using workspace::Rule;

// So many rules that are read one by one are told of.
constexpr std::size_t kManyUnhelped = 50;
// Values that a rule names, of which so many are looked at.
constexpr std::size_t kMostNamed = 64;

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string at_line(const Rule& rule) {
    return fmt::format("{} at line {}", quoted(rule.path), rule.place.line);
}

// One value, or the edge of a range, that a rule's own condition names.
struct Named {
    match::FacetId facet = 0;
    CodeSet codes;
    std::string words;  // lead.country "DE"
};

class RuleReview {
  public:
    RuleReview(Review& review, std::vector<Finding>& told, const Budget& budget)
        : review_(review),
          table_(review.table),
          told_(told),
          budget_(budget),
          comparisons_(budget.comparisons),
          pieces_(budget.pieces) {}

    void run() {
        for (Finding& finding : told_) {
            if (finding.code == code::kNeverFires) told_places_.insert(key(finding.place));
        }
        for (Rank rank = 0; rank < table_.takers.size(); ++rank) one(rank);
        nobody_takes();
        unhelped();
    }

  private:
    using PlaceKey = std::pair<int, int>;
    static PlaceKey key(const workspace::Place& place) { return {place.line, place.column}; }

    void one(Rank rank) {
        const Rule& rule = *table_.takers[rank].rule;
        if (is_told(rank)) {
            review_.is_dead[rank] = true;
            return;
        }
        if (review_.boxes[rank].empty()) {
            review_.is_dead[rank] = true;
            review_.warn(code::kNeverFires, rule.place,
                         fmt::format("rule {} can never fire: no lead can meet its condition",
                                     quoted(rule.path)));
            return;
        }
        const Earlier earlier = earlier_of(rank);
        if (earlier.boxes.empty()) return;
        std::set<Rank> by;
        std::size_t dead = 0;
        for (const Line& box : review_.boxes[rank]) {
            if (is_covered(earlier, box, by)) ++dead;
        }
        if (dead == review_.boxes[rank].size()) {
            never(rank, by);
        } else {
            in_part(rank, earlier, dead);
        }
    }

    // Told while loading, of the rule or of a group around it: the first one of it gives its lead.
    bool is_told(Rank rank) {
        for (const Rule* rule : review_.chains[rank]) {
            if (!told_places_.contains(key(rule->place))) continue;
            for (Finding& finding : told_) {
                const bool is_it = finding.code == code::kNeverFires && finding.example.empty() &&
                                   key(finding.place) == key(rule->place);
                if (is_it) finding.example = elsewhere(rank, review_.boxes[rank]).value_or("");
            }
            return true;
        }
        return false;
    }

    // ---- What stands before a rule ----

    struct Earlier {
        std::vector<const Line*> boxes;
        std::vector<Rank> ranks;
    };

    Earlier earlier_of(Rank rank) {
        Earlier earlier;
        for (Rank before = 0; before < rank; ++before) {
            // What must still be asked says more than its boxes.
            if (table_.takers[before].asks() || review_.is_dead[before]) continue;
            for (const Line& box : review_.boxes[before]) {
                if (comparisons_ == 0) return {};
                --comparisons_;
                const bool touches = std::ranges::any_of(review_.boxes[rank], [&](const Line& own) {
                    return touch(own, box, review_.universes);
                });
                if (!touches) continue;
                earlier.boxes.push_back(&box);
                earlier.ranks.push_back(before);
            }
        }
        return earlier;
    }

    bool is_covered(const Earlier& earlier, const Line& box, std::set<Rank>& by) {
        std::vector<std::size_t> used;
        if (!covers_with(earlier.boxes, box, used)) return false;
        // Those that are not needed are not named.
        constexpr std::size_t kMostWeighed = 16;
        for (std::size_t i = 0; used.size() <= kMostWeighed && i < used.size();) {
            std::vector<const Line*> others;
            for (const std::size_t one : used) {
                if (one != used[i]) others.push_back(earlier.boxes[one]);
            }
            std::vector<std::size_t> ignored;
            if (covers_with(others, box, ignored)) {
                used.erase(used.begin() + static_cast<std::ptrdiff_t>(i));
            } else {
                ++i;
            }
        }
        for (const std::size_t one : used) by.insert(earlier.ranks[one]);
        return true;
    }

    bool covers_with(const std::vector<const Line*>& boxes, const Line& box,
                     std::vector<std::size_t>& used) {
        Allowance allowance{std::min(pieces_, budget_.pieces_each)};
        const std::size_t before = allowance.pieces;
        Line rest;
        std::vector<bool> took;
        const Cover cover = covers(boxes, box, review_.universes, allowance, rest, took);
        pieces_ -= before - allowance.pieces;
        if (cover != Cover::Whole) return false;
        for (std::size_t i = 0; i < took.size(); ++i) {
            if (took[i]) used.push_back(i);
        }
        return true;
    }

    // A lead that meets the rule's condition and goes to another.
    std::optional<std::string> elsewhere(Rank rank, const std::vector<Line>& boxes) {
        const Rule* own = table_.takers[rank].rule;
        for (const Line& box : boxes) {
            auto lead = review_.examples.find(box, [&](const Tried& tried) {
                return tried.rule != own && tried.holds(review_.chains[rank]);
            });
            if (lead) return lead;
        }
        return std::nullopt;
    }

    void never(Rank rank, const std::set<Rank>& by) {
        review_.is_dead[rank] = true;
        const Rule& rule = *table_.takers[rank].rule;
        std::string who;
        std::size_t count = 0;
        constexpr std::size_t kShown = 3;
        for (const Rank before : by) {
            if (++count > kShown) break;
            who += (who.empty() ? "" : ", ") + at_line(*table_.takers[before].rule);
        }
        if (by.size() > kShown) who += fmt::format(" and {} more", by.size() - kShown);
        review_.warn(code::kNeverFires, rule.place,
                     fmt::format("rule {} is never reached: {} {} every lead that it would",
                                 quoted(rule.path), (by.size() == 1 ? "rule " : "rules ") + who,
                                 by.size() == 1 ? "takes" : "together take"),
                     elsewhere(rank, review_.boxes[rank]));
    }

    // ---- In part ----

    void in_part(Rank rank, const Earlier& earlier, std::size_t dead) {
        const Rule& rule = *table_.takers[rank].rule;
        std::vector<std::string> words;
        std::optional<std::string> example;
        std::set<Rank> by;
        for (const Named& named : named_by(rule)) {
            std::vector<Line> part;
            bool covered = true;
            for (const Line& box : review_.boxes[rank]) {
                auto piece = meet(box, {{named.facet, named.codes}}, review_.universes);
                if (!piece) continue;
                covered = covered && is_covered(earlier, *piece, by);
                part.push_back(*std::move(piece));
            }
            if (!covered || part.empty()) continue;
            auto lead = elsewhere(rank, part);
            if (!lead) continue;
            if (!example) example = std::move(lead);
            words.push_back(named.words);
        }
        if (words.empty() && dead > 0) alternative(rank, earlier);
        if (words.empty()) return;
        constexpr std::size_t kShown = 5;
        const std::size_t more = words.size() > kShown ? words.size() - kShown : 0;
        words.resize(words.size() - more);
        std::string who;
        for (const Rank before : by) {
            if (who.size() < 200)
                who += (who.empty() ? "" : ", ") + at_line(*table_.takers[before].rule);
        }
        review_.warn(
            code::kFiresInPart, rule.place,
            fmt::format("rule {} only fires for part of what it says: {}{} goes to rule {}",
                        quoted(rule.path), join(words, ", "),
                        more > 0 ? fmt::format(" and {} more", more) : "", who),
            std::move(example));
    }

    // An alternative of the condition that earlier rules take, named by no single value.
    void alternative(Rank rank, const Earlier& earlier) {
        const Rule& rule = *table_.takers[rank].rule;
        for (const Line& box : review_.boxes[rank]) {
            std::set<Rank> by;
            if (!is_covered(earlier, box, by) || by.empty()) continue;
            auto lead = elsewhere(rank, {box});
            if (!lead) continue;
            review_.warn(
                code::kFiresInPart, rule.place,
                fmt::format("rule {} only fires for part of what it says: an alternative of "
                            "its condition goes to rule {}",
                            quoted(rule.path), at_line(*table_.takers[*by.begin()].rule)),
                std::move(lead));
            return;
        }
    }

    std::vector<Named> named_by(const Rule& rule) {
        std::vector<Named> named;
        if (rule.when) gather(expr::shape_of(*rule.when), named);
        return named;
    }

    // Only what is said plainly: of a negation it is the rest that is meant.
    void gather(const Shape& shape, std::vector<Named>& named) {
        if (shape.kind == Shape::Kind::And || shape.kind == Shape::Kind::Or) {
            for (const Shape& part : shape.parts) gather(part, named);
        }
        if (shape.kind == Shape::Kind::Asked) ask(shape.question, named);
    }

    void ask(const Question& question, std::vector<Named>& named) {
        const auto facet_key = match::facet_key(question);
        if (!facet_key || facet_key->aspect != match::Aspect::Value) return;
        const auto at = std::ranges::find_if(
            table_.facets, [&](const match::Facet& facet) { return facet.key() == *facet_key; });
        if (at == table_.facets.end()) return;
        const auto id = static_cast<match::FacetId>(at - table_.facets.begin());
        const std::string field = words_of(question.path);
        for (const Value& value : question.values) {
            if (named.size() >= kMostNamed) return;
            Question one{question.asks, question.path, {value}};
            std::string words = field + " ";
            switch (question.asks) {
                case Asks::Equal:
                case Asks::OneOf:
                    one.asks = Asks::Equal;
                    break;
                case Asks::LessEqual:
                case Asks::GreaterEqual:
                    one.asks = Asks::Equal;
                    words += question.asks == Asks::LessEqual ? "up to " : "from ";
                    break;
                case Asks::StartsWith:
                    words += "that begins with ";
                    break;
                case Asks::Less:
                case Asks::Greater:
                case Asks::IsTrue:
                case Asks::Has:
                case Asks::EndsWith:
                case Asks::Includes:
                    return;
            }
            named.push_back({id, at->answers(one).yes, words + words_of(value)});
        }
    }

    std::string words_of(const expr::FieldPath& path) const {
        std::string words = "lead";
        const expr::RecordType* type = &review_.policy.types->lead;
        for (const std::uint32_t slot : path.slots) {
            const expr::FieldDecl& field = type->field(slot);
            words += "." + field.name;
            if (field.type.is(expr::Type::Tag::Record)) type = field.type.record_type();
        }
        return path.key ? words + "." + *path.key : words;
    }
    static std::string words_of(const Value& value) {
        if (value.is(Kind::String)) return quoted(value.as_text());
        if (value.is(Kind::Bool)) return value.as_bool() ? "true" : "false";
        if (value.is(Kind::Timestamp)) return format_time(Instant::from_seconds(value.seconds()));
        return format_number(value.to_number().value_or(0));
    }

    // ---- Leads that no rule takes ----

    void nobody_takes() {
        if (!review_.policy.otherwise.empty() || table_.takers.empty()) return;
        const auto shows = [](const Tried& tried) { return tried.rule == nullptr; };
        auto lead = review_.examples.find({}, shows);
        if (!lead) {
            std::vector<const Line*> boxes;
            for (Rank rank = 0; rank < table_.takers.size(); ++rank) {
                if (table_.takers[rank].asks()) continue;
                for (const Line& box : review_.boxes[rank]) boxes.push_back(&box);
            }
            Allowance allowance{budget_.pieces_each};
            Line rest;
            std::vector<bool> used;
            if (covers(boxes, {}, review_.universes, allowance, rest, used) == Cover::Not) {
                lead = review_.examples.find(rest, shows);
            }
        }
        if (!lead) return;
        review_.warn(code::kTakenByNone, review_.policy.rules.back().place,
                     "some leads are taken by no rule, and there is no \"otherwise\": they wait "
                     "unrouted",
                     std::move(lead));
    }

    void unhelped() {
        const auto* index = dynamic_cast<const match::RuleIndex*>(review_.policy.rule_finder.get());
        if (index == nullptr || index->unhelped().size() < kManyUnhelped) return;
        review_.warn(
            code::kNotIndexed, index->unhelped().front()->place,
            fmt::format("{} rules, this one first, are evaluated for every lead that comes "
                        "so far, since no index helps with what they ask: routing is slower",
                        index->unhelped().size()));
    }

    Review& review_;
    const match::RowTable& table_;
    std::vector<Finding>& told_;
    const Budget& budget_;
    std::size_t comparisons_;
    std::size_t pieces_;
    std::set<PlaceKey> told_places_;
};

}  // namespace

void review_rules(Review& review, std::vector<Finding>& told, const Budget& budget) {
    RuleReview(review, told, budget).run();
}

}  // namespace baton::review
