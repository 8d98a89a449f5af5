// What is known of leads in other systems, and who writes them just now.
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {

const char* const kCrm = R"sql(
CREATE TABLE crm_lead (
    workspace text COLLATE "C" NOT NULL,
    lead uuid NOT NULL,
    connection text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    holder text COLLATE "C" NOT NULL,
    until int8 NOT NULL,
    PRIMARY KEY (workspace, lead, connection)
);
)sql";

}  // namespace baton::store::postgres
