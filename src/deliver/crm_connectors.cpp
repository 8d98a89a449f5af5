// Which connector a connection of the document has.
#include <fmt/format.h>

#include "deliver/crm/connector.hpp"
#include "deliver/crm/hubspot/hubspot.hpp"
#include "deliver/crm/salesforce/salesforce.hpp"
#include "deliver/crm/tryton.hpp"
#include "deliver/outbound/error.hpp"

namespace baton::deliver::crm {

Result<std::unique_ptr<Connector>> make_connector(Connection connection) {
    if (connection.as.type == "tryton") return tryton::make_tryton(std::move(connection));
    if (connection.as.type == "hubspot") return make_hubspot(std::move(connection));
    if (connection.as.type == "salesforce") return make_salesforce(std::move(connection));
    return fail(DeliverError::NoConnection, fmt::format("crm {}: type {} is not served",
                                                        connection.as.key, connection.as.type));
}

}  // namespace baton::deliver::crm
