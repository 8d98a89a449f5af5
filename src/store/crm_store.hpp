// CrmStore: what is remembered of leads in other systems: under which ids they stand there, and who
// writes them just now, so that of several nodes one writes a lead at a time. A second, smaller
// door of the same house: writes and reads keep to what store.hpp says of them.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "store/rows.hpp"

namespace baton::store {

// What is known of a lead over a connection of the document. Bytes to the store, and none of the
// lead's words. Goes when the lead is erased.
struct CrmRow {
    std::string connection = {};
    LeadKey lead{};
    std::string body = {};  // empty: nothing yet

    friend bool operator==(const CrmRow&, const CrmRow&) = default;
};

// Takes leads to write them, until `until` at the longest.
struct CrmClaim {
    std::string workspace = {};
    std::string connection = {};
    std::vector<LeadKey> leads = {};  // different ones, at most kMaxPage
    std::string holder = {};
    Instant now = {};
    Instant until = {};
};

// Lets go of leads, with what is known of them now.
struct CrmRelease {
    std::string workspace = {};
    std::string holder = {};
    std::vector<CrmRow> rows = {};
};

class CrmStore {
  public:
    virtual ~CrmStore() = default;
    CrmStore() = default;
    CrmStore(const CrmStore&) = delete;
    CrmStore& operator=(const CrmStore&) = delete;

    // Gives those that it took, in no order, with what is known of them: all that nobody else holds
    // at `now`.
    virtual void claim_crm(CrmClaim claim,
                           std::move_only_function<void(Result<std::vector<CrmRow>>)> done) = 0;
    // Rows that are no longer the holder's, or whose lead was erased meanwhile, stay as they are.
    virtual void release_crm(CrmRelease release,
                             std::move_only_function<void(Result<void>)> done) = 0;
    // One answer for each lead, in their order.
    virtual Result<std::vector<std::optional<CrmRow>>> crm_rows(std::string_view workspace,
                                                                std::string_view connection,
                                                                std::span<const LeadKey> leads) = 0;
};

}  // namespace baton::store
