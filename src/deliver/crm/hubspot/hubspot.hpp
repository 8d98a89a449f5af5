// HubSpot as a private app sees it: objects by a unique property of ours, so that nothing depends
// on its search, which lags behind what is written. https://developers.hubspot.com/docs/api/crm
#pragma once

#include <memory>

#include "base/result.hpp"
#include "deliver/crm/connector.hpp"

namespace baton::deliver::crm {

// Where nothing else is said in the connection's `url`.
inline constexpr std::string_view kHubspotApi = "https://api.hubapi.com";

// Needs `token`. Fails with NoConnection where it is missing, or BadAddress for a `url` that is
// neither https nor http.
[[nodiscard]] Result<std::unique_ptr<Connector>> make_hubspot(const Connection& connection);

}  // namespace baton::deliver::crm
