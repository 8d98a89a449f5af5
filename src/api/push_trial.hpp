// A try of the browsers in which somebody is told: a notification to each, and what came of it.
#pragma once

#include <functional>
#include <vector>

#include "api/call.hpp"
#include "deliver/outbound/outbound.hpp"
#include "store/access_rows.hpp"

namespace baton::api {

struct TriedBrowser {
    store::SubscriptionRow row;
    deliver::Outcome outcome;  // one that is gone was taken off the list
};
using BrowsersDone = std::move_only_function<void(Call, const std::vector<TriedBrowser>&)>;

// Of the caller, who has an account. `done` gets the call back when the last push service has
// answered; where there is nothing to try the call is answered, and `done` never called. Blocks on
// reads of the store.
void try_browsers(Call call, BrowsersDone done);

}  // namespace baton::api
