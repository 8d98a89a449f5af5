// Append: everything that one decided batch changes in a workspace, in one transaction, on the
// condition that the log still ends where the batch was decided. And what can come of it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/error.hpp"
#include "store/rows.hpp"

namespace baton::store {

struct Append {
    std::string workspace = {};  // made by its first append
    Head after = {};             // seq *and* hash of the event that this was decided upon
    // Consecutive from after.seq + 1. May be empty: then only the rows change, and the head stays.
    std::vector<EventRow> events = {};
    std::vector<LeadRow> leads = {};  // at most one row a lead
    std::vector<IdempotencyRow> keys = {};
    std::vector<IdentityRow> identities = {};   // a later one of the same identity wins
    std::optional<Instant> next_deadline = {};  // the workspace's from now on; nothing: it has none
    std::optional<Document> publish = {};       // its version is the live one's plus one
};

// Durable: on disk, and read by every later read.
struct Appended {
    Head head = {};
};

// `after` was not the head. Nothing was written.
struct Conflict {
    Head head = {};
};

// An idempotency key of the batch is taken, or stands in it twice. Nothing was written.
struct KeyTaken {
    std::string key = {};
};

// Nothing was written; or, when `uncertain`, it is not known whether all of it was: head() tells,
// and has to be asked before anybody is answered.
struct Failed {
    Error error = {};
    bool uncertain = false;

    [[nodiscard]] bool is_full() const { return is(error, StoreError::Full); }
    [[nodiscard]] bool is_latched() const { return is(error, StoreError::Latched); }
};

using AppendOutcome = std::variant<Appended, Conflict, KeyTaken, Failed>;

}  // namespace baton::store
