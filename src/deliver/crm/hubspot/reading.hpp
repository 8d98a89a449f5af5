// Reading from HubSpot: who can own records, what they have in hand, what changed. Its search lags
// behind what is written, so the last minute is always read once more.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "deliver/crm/hubspot/portal.hpp"

namespace baton::deliver::crm::hubspot {

// How far the search may lag behind what is written.
inline constexpr Duration kIndexLag = Duration::seconds(60);

[[nodiscard]] Steps<Owners> read_owners(const std::shared_ptr<Portal>& portal);
[[nodiscard]] Steps<Loads> read_load(const std::shared_ptr<Portal>& portal,
                                     const std::vector<std::string>& owners, Instant since,
                                     Instant now);
[[nodiscard]] Steps<Changes> read_changes(const std::shared_ptr<Portal>& portal, Instant since);

}  // namespace baton::deliver::crm::hubspot
