// How leads are searched: filters, newest first, page by page. A page looks at a bounded number of
// rows; one that found little still hands back where to go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/limits.hpp"
#include "store/rows.hpp"

namespace baton::store {

// Whose leads alone may be seen: those that these people hold, and those that wait in these queues.
struct LeadScope {
    std::vector<std::string> people = {};
    std::vector<std::string> queues = {};
};

// Everything that is set must hold.
struct LeadFilter {
    std::vector<std::string> states = {};  // any of them; empty: every state
    std::optional<std::string> person = {};
    std::optional<std::string> pool = {};
    std::optional<std::string> rule = {};
    std::optional<std::string> queue = {};
    std::optional<std::string> source = {};
    std::optional<std::string> account = {};
    std::optional<std::string> tier = {};
    std::optional<std::uint64_t> identity = {};  // an exact e-mail, as its salted hash
    std::string text = {};                      // each of its words stands somewhere in search_text
    std::optional<Instant> received_from = {};  // at or after
    std::optional<Instant> received_to = {};    // before
    std::optional<LeadScope> within = {};       // unset: everybody's
    // These alone, newest first, at most kMaxScan; unset: all. The rest of the table is not read.
    std::optional<std::vector<LeadKey>> among = {};
};

struct LeadQuery {
    LeadFilter filter = {};
    std::optional<LeadKey> before = {};  // the cursor: leads older than this one
    std::size_t limit = 50;              // 1 … kMaxPage, taken to the nearest
};

struct LeadPage {
    std::vector<LeadRow> leads = {};   // newest (greatest id) first
    std::optional<LeadKey> next = {};  // `before` of the following page; nothing at the end
};

}  // namespace baton::store
