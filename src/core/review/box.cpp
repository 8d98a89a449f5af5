#include "core/review/box.hpp"

#include <algorithm>
#include <utility>

#include "core/match/facet.hpp"

namespace baton::review {
namespace {

using expr::Asks;
using expr::Type;
using expr::Value;
using match::Constraint;
using match::Facet;
using match::FacetId;

CodeSet one(match::Code code) { return {code, code + 1}; }

CodeSet ordered(const Facet& facet, const Value& mark) {
    const match::Answers answers =
        facet.answers({Asks::Less, facet.key().path, std::vector<Value>{mark}});
    return answers.yes | answers.no;
}

CodeSet texts(const Facet& facet) {
    const CodeSet all(Facet::kFirstNumber, facet.size());
    return all - ordered(facet, Value::number(0)) - ordered(facet, Value::timestamp(0));
}

// One of the codes may be of any text that is not among `values`.
CodeSet texts_among(const Facet& facet, const std::vector<std::string>& values) {
    if (facet.key().aspect != match::Aspect::Value) return texts(facet);
    expr::Question question{Asks::OneOf, facet.key().path, {}};
    for (const std::string& value : values) question.values.push_back(Value::text(value));
    return facet.answers(question).yes;
}

CodeSet of_type(const Facet& facet, const Type& type) {
    switch (type.tag()) {
        case Type::Tag::Bool:
            return one(Facet::kFalse) | one(Facet::kTrue);
        case Type::Tag::Double:
            return ordered(facet, Value::number(0));
        case Type::Tag::Timestamp:
            return ordered(facet, Value::timestamp(0));
        case Type::Tag::Text:
            return texts(facet);
        case Type::Tag::List:
        case Type::Tag::Map:
        case Type::Tag::Record:
            return one(Facet::kNoScalar);
        case Type::Tag::Dyn:
        case Type::Tag::Invalid:
        case Type::Tag::Null:
        case Type::Tag::Int:
        case Type::Tag::Uint:
        case Type::Tag::Bytes:
        case Type::Tag::Duration:
        case Type::Tag::TypeName:
            break;
    }
    return {Facet::kFaulty, facet.size()};
}

CodeSet universe_of(const Facet& facet, const workspace::Policy& policy) {
    const CodeSet anything(Facet::kMissing, facet.size());
    const expr::FieldPath& path = facet.key().path;
    if (path.variable != static_cast<std::uint32_t>(workspace::Variable::Lead)) return anything;
    if (path.slots.size() != 1) return anything;
    if (facet.key().aspect == match::Aspect::Member) {
        return one(Facet::kMissing) | one(Facet::kFalse) | one(Facet::kTrue);
    }
    const expr::FieldDecl& field = policy.types->lead.field(path.slots[0]);
    if (path.key) {
        if (!field.type.is(Type::Tag::Map)) return anything;
        return one(Facet::kMissing) | of_type(facet, field.type.value());
    }
    const std::size_t derived = policy.schema.size();
    const auto slot = [&](workspace::LeadSlot which) {
        return path.slots[0] == derived + static_cast<std::size_t>(which);
    };
    // Somebody may own a lead who is no longer in the document.
    const bool is_closed = field.type.is(Type::Tag::Text) && !slot(workspace::LeadSlot::Owner) &&
                           (!field.values.empty() || slot(workspace::LeadSlot::Territory));
    const CodeSet values =
        is_closed ? texts_among(facet, field.values) : of_type(facet, field.type);
    // Where there are tiers, every lead reaches one.
    if (slot(workspace::LeadSlot::Tier) && !field.values.empty()) return values;
    return one(Facet::kMissing) | values;
}

bool have_common(const CodeSet& a, const CodeSet& b) {
    auto left = a.intervals().begin();
    auto right = b.intervals().begin();
    while (left != a.intervals().end() && right != b.intervals().end()) {
        if (left->from < right->to && right->from < left->to) return true;
        if (left->to < right->to) {
            ++left;
        } else {
            ++right;
        }
    }
    return false;
}

// Cuts what earlier boxes hold out of a box, piece by piece: what a piece has left of each facet is
// pointed to, and put back when the piece is done.
class Cutter {
  public:
    Cutter(const std::vector<const Line*>& by, const Line& box,
           const std::vector<CodeSet>& universes, Allowance& allowance, Line& rest,
           std::vector<bool>& used)
        : by_(by), universes_(universes), allowance_(allowance), rest_(rest), used_(used) {
        for (const CodeSet& universe : universes) left_.push_back(&universe);
        for (const Constraint& constraint : box) left_[constraint.facet] = &constraint.codes;
    }

    // What left_ holds, without those before `next`, which have nothing of it.
    Cover run(std::size_t next) {
        if (!allowance_.spend()) return Cover::Unknown;
        while (next < by_.size() && !touches(*by_[next])) ++next;
        if (next == by_.size()) {
            keep_rest();
            return Cover::Not;
        }
        used_[next] = true;
        const Line& other = *by_[next];
        std::vector<std::pair<FacetId, const CodeSet*>> before;
        std::vector<CodeSet> within;  // never grows: left_ points into it
        within.reserve(other.size());
        for (const Constraint& constraint : other) {
            const CodeSet* const here = left_[constraint.facet];
            const CodeSet outside = *here - constraint.codes;
            if (outside.empty()) continue;
            left_[constraint.facet] = &outside;
            const Cover cover = run(next + 1);
            if (cover != Cover::Whole) return cover;
            before.emplace_back(constraint.facet, here);
            left_[constraint.facet] = &within.emplace_back(*here & constraint.codes);
        }
        for (const auto& [facet, codes] : before) left_[facet] = codes;
        return Cover::Whole;
    }

  private:
    [[nodiscard]] bool touches(const Line& other) const {
        return std::ranges::all_of(other, [this](const Constraint& constraint) {
            return have_common(*left_[constraint.facet], constraint.codes);
        });
    }
    void keep_rest() {
        rest_.clear();
        for (FacetId facet = 0; facet < left_.size(); ++facet) {
            if (left_[facet] != &universes_[facet]) rest_.push_back({facet, *left_[facet]});
        }
    }

    const std::vector<const Line*>& by_;
    const std::vector<CodeSet>& universes_;
    Allowance& allowance_;
    Line& rest_;
    std::vector<bool>& used_;
    std::vector<const CodeSet*> left_;  // by facet
};

}  // namespace

std::vector<CodeSet> universes(const match::RowTable& table, const workspace::Policy& policy) {
    std::vector<CodeSet> all;
    all.reserve(table.facets.size());
    for (const Facet& facet : table.facets) all.push_back(universe_of(facet, policy));
    return all;
}

bool touch(const Line& a, const Line& b, const std::vector<CodeSet>& universes) {
    auto left = a.begin();
    auto right = b.begin();
    while (right != b.end()) {
        if (left != a.end() && left->facet < right->facet) {
            ++left;
        } else if (left == a.end() || right->facet < left->facet) {
            if (!have_common(universes[right->facet], right->codes)) return false;
            ++right;
        } else {
            if (!have_common(left->codes, right->codes)) return false;
            ++left;
            ++right;
        }
    }
    return true;
}

std::optional<Line> meet(const Line& a, const Line& b, const std::vector<CodeSet>& universes) {
    // First without making anything: most boxes have nothing in common.
    if (!touch(a, b, universes)) return std::nullopt;
    auto left = a.begin();
    auto right = b.begin();
    Line both;
    while (left != a.end() || right != b.end()) {
        if (right == b.end() || (left != a.end() && left->facet < right->facet)) {
            both.push_back(*left++);
        } else if (left == a.end() || right->facet < left->facet) {
            both.push_back({right->facet, universes[right->facet] & right->codes});
            ++right;
        } else {
            both.push_back({left->facet, left->codes & right->codes});
            ++left;
            ++right;
        }
    }
    const bool is_empty = std::ranges::any_of(
        both, [](const Constraint& constraint) { return constraint.codes.empty(); });
    if (is_empty) return std::nullopt;
    return both;
}

const CodeSet& codes_of(const Line& box, FacetId facet, const std::vector<CodeSet>& universes) {
    const auto at = std::ranges::lower_bound(box, facet, {}, &Constraint::facet);
    return at != box.end() && at->facet == facet ? at->codes : universes[facet];
}

Cover covers(const std::vector<const Line*>& by, const Line& box,
             const std::vector<CodeSet>& universes, Allowance& allowance, Line& rest,
             std::vector<bool>& used) {
    // The cutting goes as deep as there are boxes.
    constexpr std::size_t kMostBoxes = 512;
    used.assign(by.size(), false);
    if (by.size() > kMostBoxes) return Cover::Unknown;
    return Cutter(by, box, universes, allowance, rest, used).run(0);
}

}  // namespace baton::review
