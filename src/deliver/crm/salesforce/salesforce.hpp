// Salesforce as a connected app sees it: a session by the OAuth 2.0 JWT bearer flow, records by an
// external id of ours, SOQL. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta
#pragma once

#include <memory>

#include "base/result.hpp"
#include "deliver/crm/connector.hpp"

namespace baton::deliver::crm {

// Where nothing else is said in the connection's `url`; a sandbox has https://test.salesforce.com.
inline constexpr std::string_view kSalesforceLogin = "https://login.salesforce.com";

// Needs `client`, `user` and `key`. Fails with NoConnection where one is missing, BadKey for a key
// that cannot sign, BadAddress for a `url` that is neither https nor http.
[[nodiscard]] Result<std::unique_ptr<Connector>> make_salesforce(const Connection& connection);

}  // namespace baton::deliver::crm
