// The tables. Every one of a company's is keyed by its workspace first, and nothing refers across
// workspaces, so a PostgreSQL-compatible engine that spreads tables by a column (Citus,
// YugabyteDB) could spread them by that one. That was not tried: Citus would also want the
// functions distributed by their first argument.
//
// Names are text, in the order of their bytes; whatever may hold any byte is bytea. Times are
// microseconds since 1970. `identity.n` and `workspace.identities` number a workspace's identities
// in the order in which they were written. Large values that are read as a whole are stored as
// they are: they are JSON too short to be worth packing, or packed already.
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {

const char* const kTables = R"sql(
CREATE TABLE meta (name text PRIMARY KEY, value bytea NOT NULL);

CREATE TABLE workspace (
    name text COLLATE "C" PRIMARY KEY,
    seq int8 NOT NULL,
    hash bytea NOT NULL,
    next_deadline int8,
    identities int8 NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX workspace_due ON workspace (next_deadline, name) WHERE next_deadline IS NOT NULL;

CREATE TABLE event (
    workspace text COLLATE "C" NOT NULL,
    seq int8 NOT NULL,
    at int8 NOT NULL,
    kind text COLLATE "C" NOT NULL,
    lead uuid,
    body bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (workspace, seq)
);
CREATE INDEX event_of_lead ON event (workspace, lead, seq) WHERE lead IS NOT NULL;

CREATE TABLE lead (
    workspace text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    revision int4 NOT NULL,
    received_at int8 NOT NULL,
    updated_at int8 NOT NULL,
    state text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    pool text COLLATE "C" NOT NULL,
    rule text COLLATE "C" NOT NULL,
    queue text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    territory text COLLATE "C" NOT NULL,
    tier text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    score float8,
    erased_at int8,
    search_text bytea NOT NULL,
    salt bytea NOT NULL,
    identities bytea NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (workspace, id)
) WITH (fillfactor = 80);

CREATE TABLE lead_revision (
    workspace text COLLATE "C" NOT NULL,
    lead uuid NOT NULL,
    revision int4 NOT NULL,
    search_text bytea NOT NULL,
    salt bytea NOT NULL,
    identities bytea NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (workspace, lead, revision)
);

CREATE TABLE identity (
    workspace text COLLATE "C" NOT NULL,
    identity int8 NOT NULL,
    n int8 NOT NULL,
    lead uuid NOT NULL,
    owner text COLLATE "C",
    at int8,
    PRIMARY KEY (workspace, identity, n)
);

CREATE TABLE idempotency (
    workspace text COLLATE "C" NOT NULL,
    key bytea NOT NULL,
    at int8 NOT NULL,
    body_hash bytea NOT NULL,
    status int4 NOT NULL,
    lead uuid,
    response bytea NOT NULL,
    PRIMARY KEY (workspace, key)
);
CREATE INDEX idempotency_by_age ON idempotency (at);
CREATE INDEX idempotency_of_lead ON idempotency (workspace, lead) WHERE lead IS NOT NULL;

CREATE TABLE consumer (
    workspace text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    seq int8 NOT NULL,
    PRIMARY KEY (workspace, name)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE delivery (
    workspace text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    event_seq int8 NOT NULL,
    lead uuid,
    channel text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    recipient bytea NOT NULL,
    payload bytea NOT NULL,
    created_at int8 NOT NULL,
    due_at int8,
    next_at int8 NOT NULL,
    state int4 NOT NULL,
    attempts int4 NOT NULL,
    fence int8 NOT NULL,
    lease_owner text COLLATE "C" NOT NULL,
    lease_node uuid,
    last_status int4 NOT NULL,
    last_error bytea NOT NULL,
    ended_at int8,
    PRIMARY KEY (workspace, id)
) WITH (fillfactor = 80);
CREATE INDEX delivery_due ON delivery (workspace, channel, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_of_lead ON delivery (workspace, lead, id) WHERE lead IS NOT NULL;

CREATE TABLE document (
    workspace text COLLATE "C" NOT NULL,
    version int8 NOT NULL,
    sha256 bytea NOT NULL,
    note bytea NOT NULL,
    actor bytea NOT NULL,
    at int8 NOT NULL,
    text bytea NOT NULL,
    PRIMARY KEY (workspace, version)
);
CREATE TABLE document_file (
    workspace text COLLATE "C" NOT NULL,
    version int8 NOT NULL,
    name text COLLATE "C" NOT NULL,
    sha256 bytea NOT NULL,
    PRIMARY KEY (workspace, version, name)
);
CREATE TABLE document_blob (
    workspace text COLLATE "C" NOT NULL,
    sha256 bytea NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (workspace, sha256)
);

CREATE TABLE snapshot (
    workspace text COLLATE "C" NOT NULL,
    seq int8 NOT NULL,
    hash bytea NOT NULL,
    parts int8 NOT NULL,
    PRIMARY KEY (workspace, seq)
);
CREATE TABLE snapshot_part (
    workspace text COLLATE "C" NOT NULL,
    seq int8 NOT NULL,
    part int8 NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (workspace, seq, part)
);

CREATE TABLE token (
    workspace text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    created_at int8 NOT NULL,
    expires_at int8,
    revoked_at int8,
    PRIMARY KEY (workspace, name)
);
CREATE UNIQUE INDEX token_by_hash ON token (hash);
)sql";

}  // namespace baton::store::postgres
