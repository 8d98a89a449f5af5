// Example leads: made to lie in a box, and tried on the real matcher. One document, one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/expr/arena.hpp"
#include "core/expr/shape.hpp"
#include "core/lead/lead.hpp"
#include "core/lead/raw.hpp"
#include "core/match/rows.hpp"
#include "core/review/box.hpp"
#include "core/review/review.hpp"
#include "core/route/standing.hpp"

namespace baton::review {

// Where a lead really goes.
struct Tried {
    const workspace::Rule* rule = nullptr;  // the first that takes it; null: none
    std::string_view territory;             // that is found for it; empty: none
    // Whether all of these hold of the lead: a rule and the groups around it.
    std::function<bool(const std::vector<const workspace::Rule*>&)> holds;
};

class Examples {
  public:
    // About these rules of the policy, or others on the same leads, whose rows `table` holds.
    Examples(const workspace::Policy& policy, const std::vector<workspace::Rule>& rules,
             const match::RowTable& table, const std::vector<CodeSet>& universes,
             const Outside& outside, std::size_t budget);

    // A lead of the box, as JSON, that `shows` what it should; nothing where none was found.
    [[nodiscard]] std::optional<std::string> find(const Line& box,
                                                  const std::function<bool(const Tried&)>& shows);

  private:
    // A value that a document tells apart from others, with its code in every facet of its field.
    struct Candidate {
        lead::RawValue value;
        std::vector<std::pair<match::FacetId, match::Code>> codes;
    };
    struct Place {  // a field, or the key of a map
        expr::FieldPath path;
        std::vector<match::FacetId> facets;
        std::vector<Candidate> candidates;
    };

    void gather(const std::vector<workspace::Rule>& rules);
    void gather(const expr::Shape& shape);
    void fill(Place& place);
    void fill_texts(Place& place, const std::vector<expr::Value>& constants);
    void fill_numbers(Place& place, const std::vector<expr::Value>& constants);
    void fill_sets(Place& place);
    void offer(Place& place, lead::RawValue raw, const std::vector<expr::Value>& values);
    [[nodiscard]] bool put(const Place& place, const Candidate& candidate,
                           lead::RawLead& lead) const;
    void put_territory(const std::string& key, lead::RawLead& lead) const;
    [[nodiscard]] bool try_out(const lead::RawLead& lead,
                               const std::function<bool(const Tried&)>& shows);

    const workspace::Policy& policy_;
    const std::vector<workspace::Rule>& rules_;
    const match::RowTable& table_;
    const std::vector<CodeSet>& universes_;
    const Outside& outside_;
    std::size_t left_;
    std::map<expr::FieldPath, std::vector<expr::Value>> constants_;
    std::vector<Place> places_;
    route::Standing standing_;
    expr::Arena arena_;
};

}  // namespace baton::review
