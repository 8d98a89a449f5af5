// Reading from Salesforce: who can own records, what they have in hand, what changed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "deliver/crm/salesforce/org.hpp"
#include "deliver/crm/steps.hpp"

namespace baton::deliver::crm::salesforce {

// A change is dated before it is committed, and may be seen so much later.
inline constexpr Duration kCommitLag = Duration::seconds(60);

[[nodiscard]] Steps<Owners> read_owners(const std::shared_ptr<Org>& org, Instant now);
[[nodiscard]] Steps<Loads> read_load(const std::shared_ptr<Org>& org,
                                     const std::vector<std::string>& owners, Instant since,
                                     Instant now);
[[nodiscard]] Steps<Changes> read_changes(const std::shared_ptr<Org>& org, Instant since,
                                          Instant now);

}  // namespace baton::deliver::crm::salesforce
