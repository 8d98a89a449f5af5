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
    if (connection.as.type == "hubspot") return make_hubspot(connection);
    if (connection.as.type == "salesforce") return make_salesforce(connection);
    return fail(DeliverError::NoConnection, fmt::format("crm {}: type {} is not served",
                                                        connection.as.key, connection.as.type));
}

Result<std::unique_ptr<Connector>> make_connector(const workspace::CrmConnection& as,
                                                  const Environment& environment) {
    Connection connection{as, {}};
    const auto put_in = [&](std::string& text, std::string_view key) -> Result<void> {
        auto value =
            expand(text, fmt::format("crm {}: {}", as.key, key), environment, connection.secrets);
        if (!value) return std::unexpected(value.error());
        text = *std::move(value);
        return {};
    };
    Result<void> done = put_in(connection.as.url, "url");
    if (done) done = put_in(connection.as.password, "password");
    if (done) done = put_in(connection.as.token, "token");
    if (done) done = put_in(connection.as.key_pem, "key");
    if (!done) return std::unexpected(done.error());
    return make_connector(std::move(connection));
}

}  // namespace baton::deliver::crm
