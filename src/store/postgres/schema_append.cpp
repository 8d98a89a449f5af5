// The function that writes an append: everything that one decided batch changes, in one call and so
// in one round trip. It holds the workspace's row from its first line to the commit, so the appends
// of a workspace come one after another on all nodes, and each sees what the one before wrote.
//
// baton_append answers with outcome 0 (appended; the head), 1 (conflict; the head) or 2 (the key is
// taken), and has written nothing but for 0. A row that contradicts what is stored raises BT001.
// Rows come as arrays, one element a row: e_ events, k_ idempotency keys, a_ leads with content,
// b_ leads whose content stays, i_ identities, f_ the files of a document.
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {

const char* const kAppendFunctions = R"sql(
CREATE OR REPLACE FUNCTION baton_append(
    w text, after_seq int8, after_hash bytea, deadline int8, channel text,
    e_at int8[], e_kind text[], e_lead uuid[], e_body bytea[], e_hash bytea[],
    k_key bytea[], k_at int8[], k_body_hash bytea[], k_status int4[], k_lead uuid[],
    k_response bytea[], k_kept int8, k_twice bytea,
    a_id uuid[], a_updated_at int8[], a_state text[], a_person text[], a_pool text[],
    a_rule text[], a_queue text[], a_account text[], a_territory text[], a_tier text[],
    a_source text[], a_score float8[], a_received_at int8[], a_revision int4[],
    a_search_text bytea[], a_salt bytea[], a_identities bytea[], a_body bytea[],
    b_id uuid[], b_updated_at int8[], b_state text[], b_person text[], b_pool text[],
    b_rule text[], b_queue text[], b_account text[], b_territory text[], b_tier text[],
    b_source text[], b_score float8[],
    i_identity int8[], i_lead uuid[], i_owner text[], i_at int8[],
    d_version int8, d_sha256 bytea, d_note bytea, d_actor bytea, d_at int8, d_text bytea,
    f_name text[], f_sha256 bytea[], f_bytes bytea[],
    OUT o_outcome int4, OUT o_seq int8, OUT o_hash bytea, OUT o_key bytea)
LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    h_identities int8;
    is_new boolean := false;  -- the workspace
    are_new boolean := false;  -- the keys and the leads with content, which are written then
    made uuid[];
    changed record;
    present record;
    live int8;
    events int4 := cardinality(e_at);
BEGIN
    SELECT seq, hash, identities INTO o_seq, o_hash, h_identities
        FROM workspace WHERE name = w FOR NO KEY UPDATE;
    IF NOT FOUND AND after_seq = 0 THEN
        INSERT INTO workspace (name, seq, hash, identities)
            VALUES (w, 0, decode(repeat('00', 32), 'hex'), 0) ON CONFLICT DO NOTHING;
        is_new := FOUND;
        SELECT seq, hash, identities INTO o_seq, o_hash, h_identities
            FROM workspace WHERE name = w FOR NO KEY UPDATE;
    END IF;
    o_outcome := 0;
    IF o_seq IS DISTINCT FROM after_seq OR o_hash IS DISTINCT FROM after_hash THEN
        o_outcome := 1;
    ELSIF k_twice IS NOT NULL THEN
        o_outcome := 2;
        o_key := k_twice;
    ELSE
        -- Mostly each key and each lead is new. Where one is not, what this block wrote is taken back,
        -- and each row is looked up by itself.
        are_new := 1 = ALL (a_revision);
        IF are_new AND cardinality(k_key) + cardinality(a_id) > 0 THEN
            BEGIN
                INSERT INTO idempotency (workspace, key, at, body_hash, status, lead, response)
                    SELECT w, unnest(k_key), unnest(k_at), unnest(k_body_hash), unnest(k_status),
                           unnest(k_lead), unnest(k_response);
                INSERT INTO lead (workspace, id, updated_at, state, person, pool, rule, queue, account,
                                  territory, tier, source, score, received_at, revision, search_text,
                                  salt, identities, body)
                    SELECT w, unnest(a_id), unnest(a_updated_at), unnest(a_state), unnest(a_person),
                           unnest(a_pool), unnest(a_rule), unnest(a_queue), unnest(a_account),
                           unnest(a_territory), unnest(a_tier), unnest(a_source), unnest(a_score),
                           unnest(a_received_at), unnest(a_revision), unnest(a_search_text),
                           unnest(a_salt), unnest(a_identities), unnest(a_body);
            EXCEPTION WHEN unique_violation THEN
                are_new := false;
            END;
        END IF;
        IF NOT are_new THEN
            -- Asked key by key: joined, and before the table's first ANALYZE, all keys of the
            -- workspace would be gone through for each.
            SELECT k.key INTO o_key FROM unnest(k_key, k_at) WITH ORDINALITY AS k (key, at, n)
                WHERE (SELECT i.at FROM idempotency i WHERE i.workspace = w AND i.key = k.key)
                    > k.at - k_kept
                ORDER BY k.n LIMIT 1;
            IF o_key IS NOT NULL THEN o_outcome := 2; END IF;
        END IF;
    END IF;
    IF o_outcome <> 0 THEN
        IF is_new THEN DELETE FROM workspace WHERE name = w; END IF;
        RETURN;
    END IF;

    INSERT INTO event (workspace, seq, at, kind, lead, body, hash)
        SELECT w, generate_series(after_seq + 1, after_seq + events), unnest(e_at), unnest(e_kind),
               unnest(e_lead), unnest(e_body), unnest(e_hash);

    IF NOT are_new AND cardinality(a_id) > 0 THEN
        WITH inserted AS (
            INSERT INTO lead (workspace, id, updated_at, state, person, pool, rule, queue, account,
                              territory, tier, source, score, received_at, revision, search_text,
                              salt, identities, body)
            SELECT w, a.* FROM unnest(a_id, a_updated_at, a_state, a_person, a_pool, a_rule,
                                      a_queue, a_account, a_territory, a_tier, a_source, a_score,
                                      a_received_at, a_revision, a_search_text, a_salt,
                                      a_identities, a_body) AS a
            ON CONFLICT DO NOTHING RETURNING id)
        SELECT array_agg(id) INTO made FROM inserted;
        IF coalesce(cardinality(made), 0) < cardinality(a_id) THEN
            FOR changed IN
                SELECT * FROM unnest(a_id, a_updated_at, a_state, a_person, a_pool, a_rule, a_queue,
                                     a_account, a_territory, a_tier, a_source, a_score, a_revision,
                                     a_search_text, a_salt, a_identities, a_body)
                    AS a (id, updated_at, state, person, pool, rule, queue, account, territory,
                          tier, source, score, revision, search_text, salt, identities, body)
                WHERE made IS NULL OR a.id <> ALL (made)
            LOOP
                UPDATE lead SET updated_at = changed.updated_at, state = changed.state,
                    person = changed.person, pool = changed.pool, rule = changed.rule,
                    queue = changed.queue, account = changed.account,
                    territory = changed.territory, tier = changed.tier, source = changed.source,
                    score = changed.score
                    WHERE workspace = w AND id = changed.id
                    RETURNING revision, erased_at INTO present;
                -- What was forgotten takes no content any more.
                CONTINUE WHEN present.erased_at IS NOT NULL;
                IF changed.revision <= present.revision THEN
                    RAISE EXCEPTION USING ERRCODE = 'BT001', MESSAGE =
                        format('revision %s of lead %s is not after %s, the one that is stored',
                               changed.revision, changed.id, present.revision);
                END IF;
                INSERT INTO lead_revision
                    (workspace, lead, revision, search_text, salt, identities, body)
                    SELECT workspace, id, revision, search_text, salt, identities, body
                    FROM lead WHERE workspace = w AND id = changed.id;
                UPDATE lead SET revision = changed.revision, search_text = changed.search_text,
                    salt = changed.salt, identities = changed.identities, body = changed.body
                    WHERE workspace = w AND id = changed.id;
            END LOOP;
        END IF;
    END IF;

    IF cardinality(b_id) > 0 THEN
        -- Row by row, for the reason that keys are asked for one by one.
        FOR changed IN
            SELECT * FROM unnest(b_id, b_updated_at, b_state, b_person, b_pool, b_rule, b_queue,
                                 b_account, b_territory, b_tier, b_source, b_score)
                AS b (id, updated_at, state, person, pool, rule, queue, account, territory, tier,
                      source, score)
        LOOP
            UPDATE lead SET updated_at = changed.updated_at, state = changed.state,
                person = changed.person, pool = changed.pool, rule = changed.rule,
                queue = changed.queue, account = changed.account, territory = changed.territory,
                tier = changed.tier, source = changed.source, score = changed.score
                WHERE workspace = w AND id = changed.id;
            CONTINUE WHEN FOUND;
            RAISE EXCEPTION USING ERRCODE = 'BT001', MESSAGE =
                format('lead %s has no row yet, so its content is needed', changed.id);
        END LOOP;
    END IF;

    -- One without an owner says only whose identity it is: once, and not of a lead that was forgotten.
    IF cardinality(i_identity) > 0 THEN
        INSERT INTO identity (workspace, identity, n, lead, owner, at)
            SELECT w, i.identity, i.n, i.lead, i.owner, i.at
            FROM (SELECT unnest(i_identity) AS identity, unnest(i_lead) AS lead,
                         unnest(i_owner) AS owner, unnest(i_at) AS at,
                         generate_series(h_identities + 1,
                                         h_identities + cardinality(i_identity)) AS n) AS i
            WHERE i.owner IS NOT NULL OR (
                coalesce((SELECT false FROM identity x WHERE x.workspace = w
                          AND x.identity = i.identity AND x.lead = i.lead LIMIT 1), true)
                AND coalesce((SELECT l.erased_at IS NULL FROM lead l
                              WHERE l.workspace = w AND l.id = i.lead), true));
    END IF;

    IF NOT are_new AND cardinality(k_key) > 0 THEN
        INSERT INTO idempotency (workspace, key, at, body_hash, status, lead, response)
            SELECT w, k.* FROM unnest(k_key, k_at, k_body_hash, k_status, k_lead, k_response) AS k
            ON CONFLICT (workspace, key) DO UPDATE SET at = excluded.at,
                body_hash = excluded.body_hash, status = excluded.status, lead = excluded.lead,
                response = excluded.response;
    END IF;

    IF d_version IS NOT NULL THEN
        SELECT coalesce(max(version), 0) INTO live FROM document WHERE workspace = w;
        IF d_version <> live + 1 THEN
            RAISE EXCEPTION USING ERRCODE = 'BT001', MESSAGE =
                format('version %s does not follow %s, the live one of workspace %s',
                       d_version, live, w);
        END IF;
        INSERT INTO document (workspace, version, sha256, note, actor, at, text)
            VALUES (w, d_version, d_sha256, d_note, d_actor, d_at, d_text);
        INSERT INTO document_blob (workspace, sha256, bytes)
            SELECT w, f.* FROM unnest(f_sha256, f_bytes) AS f ON CONFLICT DO NOTHING;
        INSERT INTO document_file (workspace, version, name, sha256)
            SELECT w, d_version, f.* FROM unnest(f_name, f_sha256) AS f;
    END IF;

    o_seq := after_seq + events;
    o_hash := CASE WHEN events > 0 THEN e_hash[events] ELSE after_hash END;
    UPDATE workspace SET seq = o_seq, hash = o_hash, next_deadline = deadline,
        identities = h_identities + cardinality(i_identity) WHERE name = w;
    IF events > 0 THEN PERFORM pg_notify(channel, w); END IF;
END
$body$;

-- A lead's identities are 8 bytes each, the greatest first.
CREATE OR REPLACE FUNCTION baton_erase(w text, l uuid, erased_at int8) RETURNS boolean
LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    forgotten int8[];
BEGIN
    PERFORM FROM workspace WHERE name = w FOR NO KEY UPDATE;
    SELECT array_agg(('x' || encode(substring(c.identities FROM i * 8 + 1 FOR 8), 'hex'))::bit(64)::int8)
        INTO forgotten
        FROM (SELECT identities FROM lead WHERE workspace = w AND id = l
              UNION ALL
              SELECT identities FROM lead_revision WHERE workspace = w AND lead = l) AS c,
            generate_series(0, length(c.identities) / 8 - 1) AS i;
    DELETE FROM identity WHERE workspace = w AND lead = l AND identity = ANY (forgotten);
    UPDATE lead SET erased_at = coalesce(lead.erased_at, baton_erase.erased_at), search_text = '',
        salt = decode(repeat('00', 32), 'hex'), identities = '', body = ''
        WHERE workspace = w AND id = l;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE lead_revision SET search_text = '', salt = decode(repeat('00', 32), 'hex'),
        identities = '', body = '' WHERE workspace = w AND lead = l;
    UPDATE idempotency SET body_hash = decode(repeat('00', 32), 'hex'), response = ''
        WHERE workspace = w AND lead = l;
    UPDATE delivery SET recipient = '', payload = '', last_error = ''
        WHERE workspace = w AND lead = l;
    UPDATE delivery SET state = 5, due_at = NULL, lease_owner = '', lease_node = NULL,
        fence = fence + 1, last_error = 'the lead was erased', ended_at = baton_erase.erased_at
        WHERE workspace = w AND lead = l AND state IN (1, 2);
    RETURN true;
END
$body$;
)sql";

}  // namespace baton::store::postgres
