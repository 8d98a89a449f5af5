// Leads that have something in common, by their ids. Most are in it for a short while and nobody
// looks: so coming and going costs O(1), and whoever wants to see them in order pays for that.
#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "core/desk/open_lead.hpp"

namespace baton::desk {

class LeadSet {
  public:
    void insert(const LeadId& id) { ids_.insert(id); }
    void erase(const LeadId& id) { ids_.erase(id); }
    void clear() { ids_.clear(); }
    [[nodiscard]] bool empty() const { return ids_.empty(); }
    [[nodiscard]] std::size_t size() const { return ids_.size(); }

    // At most `most` of them, the newest first; where `before` names a lead, of those that came
    // before it. O(n).
    [[nodiscard]] std::vector<LeadId> newest(const std::optional<LeadId>& before,
                                             std::size_t most) const {
        std::vector<LeadId> found;
        for (const LeadId& id : ids_) {
            if (!before || id < *before) found.push_back(id);
        }
        const std::size_t count = std::min(most, found.size());
        const auto end = found.begin() + static_cast<std::ptrdiff_t>(count);
        std::ranges::nth_element(found, end, std::greater{});
        found.resize(count);
        std::ranges::sort(found, std::greater{});
        return found;
    }

  private:
    boost::unordered_flat_set<LeadId, LeadIdHash, LeadIdEqual> ids_;
};

}  // namespace baton::desk
