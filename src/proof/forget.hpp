// Forgetting a person: everything that their leads said is erased, and whichever of them is open is
// closed, with the log saying at whose request. The erasing comes first, so that nothing that
// follows, a message about the closing least of all, still knows them. Waits for disks; any thread
// but the store's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "dispatch/writer.hpp"
#include "store/store.hpp"

namespace baton::proof {

enum class ForgetError : int {
    UnknownLead = 1,
    NotErased = 2,  // the store failed: what the lead said is there still
    NotClosed = 3,  // it is erased, and open still: ask again with the lead's id
};

// The leads of an identity that were not erased yet, newest first.
[[nodiscard]] Result<std::vector<dispatch::LeadId>> leads_of(store::Store& store,
                                                             const std::string& workspace,
                                                             std::uint64_t identity);

// Erases what the lead said and closes it, disqualified as "forgotten", if it is open. Again is
// fine.
[[nodiscard]] Result<void> forget(dispatch::Writer& writer, store::Store& store,
                                  const dispatch::LeadId& lead, const desk::Actor& actor,
                                  Instant now);

}  // namespace baton::proof
