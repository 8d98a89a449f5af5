// Accounts, roles, sessions, links, subscriptions and the audit trail, and the one function that
// changes them: it calls for all of these tables, so the last migration that adds one makes it
// anew. Of the log, the partial index holds what changes rules and people alone: a lead costs
// nothing.
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {

const char* const kAccess = R"sql(
CREATE TABLE account (
    id uuid PRIMARY KEY,
    email text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    password text NOT NULL,
    subject text COLLATE "C" NOT NULL,
    created_at int8 NOT NULL,
    disabled_at int8
);
CREATE UNIQUE INDEX account_of_subject ON account (subject) WHERE subject <> '';

CREATE TABLE member (
    workspace text COLLATE "C" NOT NULL,
    account uuid NOT NULL,
    role text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    since int8 NOT NULL,
    PRIMARY KEY (workspace, account)
);
CREATE INDEX member_of_account ON member (account, workspace);

CREATE TABLE session (
    hash bytea PRIMARY KEY,
    id uuid NOT NULL,
    account uuid NOT NULL,
    created_at int8 NOT NULL,
    seen_at int8 NOT NULL,
    expires_at int8 NOT NULL,
    agent text NOT NULL,
    address text NOT NULL
);
CREATE INDEX session_of_account ON session (account);

CREATE TABLE link (
    hash bytea PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    account uuid NOT NULL,
    created_at int8 NOT NULL,
    expires_at int8 NOT NULL
);

CREATE TABLE audit (
    workspace text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    at int8 NOT NULL,
    actor text NOT NULL,
    action text COLLATE "C" NOT NULL,
    subject text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX event_of_change ON event (workspace, seq)
    WHERE kind IN ('published', 'availability', 'figures');
)sql";

const char* const kPush = R"sql(
CREATE TABLE subscription (
    workspace text COLLATE "C" NOT NULL,
    account uuid NOT NULL,
    endpoint text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    p256dh text NOT NULL,
    auth text NOT NULL,
    created_at int8 NOT NULL,
    agent text NOT NULL,
    PRIMARY KEY (workspace, account, endpoint)
);
CREATE INDEX subscription_of_endpoint ON subscription (endpoint);
)sql";

const char* const kAccessFunction = R"sql(
-- Carries out the parts of `c` that are there, one change of the whole database at a time. What was
-- refused, having written nothing: 'accounts', 'email', 'link', 'member', 'revoke', 'subscription',
-- 'subscriptions' or 'token'; else ''.
CREATE OR REPLACE FUNCTION baton_change_access(c jsonb) RETURNS text LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    a account := jsonb_populate_record(NULL::account, c->'account');
    m member := jsonb_populate_record(NULL::member, c->'member');
    t token := jsonb_populate_record(NULL::token, c->'token');
    s session := jsonb_populate_record(NULL::session, c->'session');
    l link := jsonb_populate_record(NULL::link, c->'link');
    b subscription := jsonb_populate_record(NULL::subscription, c->'subscribes');
    gone_account uuid := c->'leaves'->>'account';
    gone_workspace text := c->'leaves'->>'workspace';
    used bytea := c->'uses'->>'hash';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('baton access', 0));
    IF c ? 'first' AND EXISTS (SELECT FROM account) THEN RETURN 'accounts'; END IF;
    IF c ? 'account' AND EXISTS (
        SELECT FROM account WHERE id <> a.id
            AND (email = a.email OR (subject = a.subject AND subject <> ''))) THEN
        RETURN 'email';
    END IF;
    IF c ? 'leaves' AND NOT EXISTS (
        SELECT FROM member WHERE workspace = gone_workspace AND account = gone_account) THEN
        RETURN 'member';
    END IF;
    IF c ? 'revokes' AND NOT EXISTS (
        SELECT FROM token WHERE workspace = c->'revokes'->>'workspace'
            AND name = c->'revokes'->>'name') THEN
        RETURN 'revoke';
    END IF;
    IF c ? 'token' AND EXISTS (
        SELECT FROM token WHERE workspace = t.workspace AND name = t.name) THEN
        RETURN 'token';
    END IF;
    IF c ? 'unsubscribes' AND NOT EXISTS (
        SELECT FROM subscription WHERE workspace = c->'unsubscribes'->>'workspace'
            AND account = (c->'unsubscribes'->>'account')::uuid
            AND id = (c->'unsubscribes'->>'id')::uuid) THEN
        RETURN 'subscription';
    END IF;
    IF c ? 'subscribes' AND (
        SELECT count(*) FROM subscription WHERE workspace = b.workspace AND account = b.account
            AND endpoint <> b.endpoint) >= (c->>'most')::int8 THEN
        RETURN 'subscriptions';
    END IF;
    IF c ? 'uses' THEN
        DELETE FROM link WHERE hash = used AND kind = c->'uses'->>'kind'
            AND expires_at > (c->'uses'->>'at')::int8;
        IF NOT FOUND THEN RETURN 'link'; END IF;
    END IF;

    IF c ? 'leaves' THEN
        DELETE FROM member WHERE workspace = gone_workspace AND account = gone_account;
        DELETE FROM subscription WHERE workspace = gone_workspace AND account = gone_account;
    END IF;
    IF c ? 'unsubscribes' THEN
        DELETE FROM subscription WHERE workspace = c->'unsubscribes'->>'workspace'
            AND account = (c->'unsubscribes'->>'account')::uuid
            AND id = (c->'unsubscribes'->>'id')::uuid;
    END IF;
    IF c ? 'revokes' THEN
        UPDATE token SET revoked_at = coalesce(revoked_at, (c->'revokes'->>'at')::int8)
            WHERE workspace = c->'revokes'->>'workspace' AND name = c->'revokes'->>'name';
    END IF;
    IF c ? 'account' THEN
        DELETE FROM account WHERE id = a.id;
        INSERT INTO account SELECT a.*;
    END IF;
    IF c ? 'member' THEN
        DELETE FROM member WHERE workspace = m.workspace AND account = m.account;
        INSERT INTO member SELECT m.*;
    END IF;
    IF c ? 'token' THEN INSERT INTO token SELECT t.*; END IF;
    IF c ? 'subscribes' THEN
        DELETE FROM subscription WHERE endpoint = b.endpoint AND account <> b.account;
        INSERT INTO subscription SELECT b.*
            ON CONFLICT (workspace, account, endpoint) DO UPDATE SET
                p256dh = excluded.p256dh, auth = excluded.auth, agent = excluded.agent;
    END IF;
    IF c ? 'ends' THEN
        DELETE FROM session WHERE account = (c->'ends'->>'account')::uuid
            AND (NOT c->'ends' ? 'only' OR id = (c->'ends'->>'only')::uuid)
            AND (NOT c->'ends' ? 'but' OR hash <> (c->'ends'->>'but')::bytea);
    END IF;
    IF c ? 'session' THEN
        DELETE FROM session WHERE expires_at <= s.seen_at;
        IF s.seen_at = s.created_at THEN
            INSERT INTO session SELECT s.*;
        ELSE
            UPDATE session SET seen_at = s.seen_at WHERE hash = s.hash;
        END IF;
    END IF;
    IF c ? 'link' THEN
        DELETE FROM link WHERE expires_at <= l.created_at OR (kind = l.kind AND account = l.account);
        INSERT INTO link SELECT l.*;
    END IF;
    IF c ? 'audit' THEN
        INSERT INTO audit SELECT * FROM jsonb_populate_record(NULL::audit, c->'audit');
    END IF;
    RETURN '';
END
$body$;
)sql";

}  // namespace baton::store::postgres
