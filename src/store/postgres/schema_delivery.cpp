// The functions that write cursors, deliveries, snapshots and tokens. Each answers in its columns
// what it found; what it refuses it has not written.
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {

const char* const kDeliveryFunctions = R"sql(
-- Moves a cursor; where it stands, unless at `from_seq`, in which case nothing is written.
CREATE OR REPLACE FUNCTION baton_move_cursor(w text, consumer_name text, from_seq int8, to_seq int8)
RETURNS int8 LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    present int8;
BEGIN
    SELECT seq INTO present FROM consumer WHERE workspace = w AND name = consumer_name
        FOR NO KEY UPDATE;
    IF NOT FOUND AND from_seq = 0 THEN
        INSERT INTO consumer (workspace, name, seq) VALUES (w, consumer_name, to_seq)
            ON CONFLICT DO NOTHING;
        IF FOUND THEN RETURN from_seq; END IF;
        SELECT seq INTO present FROM consumer WHERE workspace = w AND name = consumer_name
            FOR NO KEY UPDATE;
    END IF;
    present := coalesce(present, 0);
    IF present = from_seq THEN
        UPDATE consumer SET seq = to_seq WHERE workspace = w AND name = consumer_name;
    END IF;
    RETURN present;
END
$body$;

CREATE OR REPLACE FUNCTION baton_put_deliveries(
    w text, consumer_name text, from_seq int8, to_seq int8,
    d_id uuid[], d_event_seq int8[], d_lead uuid[], d_channel text[], d_kind text[],
    d_recipient bytea[], d_payload bytea[], d_created_at int8[], d_next_at int8[])
RETURNS int8 LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    present int8 := baton_move_cursor(w, consumer_name, from_seq, to_seq);
BEGIN
    IF present = from_seq THEN
        INSERT INTO delivery (workspace, state, attempts, fence, lease_owner, last_status,
                              last_error, id, event_seq, lead, channel, kind, recipient, payload,
                              created_at, next_at, due_at)
            SELECT w, 1, 0, 0, '', 0, '', d.* FROM unnest(d_id, d_event_seq, d_lead, d_channel,
                d_kind, d_recipient, d_payload, d_created_at, d_next_at, d_next_at) AS d;
    END IF;
    RETURN present;
END
$body$;

-- Channel by channel from the one after (`from_workspace`, `from_channel`) round to itself: what is
-- due, the oldest first. What another node is leasing just now is passed over. r_ are exceptions
-- from `per_channel`. They are
-- changed where they lie: joined by their keys, and planned before the table's first ANALYZE, all
-- deliveries of the workspace would be gone through.
CREATE OR REPLACE FUNCTION baton_lease(
    new_owner text, new_node uuid, at_now int8, new_until int8, at_most int4, per_channel int4,
    r_workspace text[], r_channel text[], r_room int4[],
    from_workspace text, from_channel text, max_channels int4)
RETURNS TABLE (o_turn int4, o_was_due int8, o_row delivery) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    at_workspace text COLLATE "C" := from_workspace;
    at_channel text COLLATE "C" := from_channel;
    next_workspace text COLLATE "C";
    next_channel text COLLATE "C";
    next_due int8;
    has_wrapped boolean := false;
    turn int4 := 0;
    remaining int4 := at_most;
    room int4;
    leased int4;
BEGIN
    FOR looked IN 1 .. max_channels LOOP
        EXIT WHEN remaining <= 0;
        SELECT d.workspace, d.channel, d.due_at INTO next_workspace, next_channel, next_due
            FROM delivery d
            WHERE d.due_at IS NOT NULL AND (d.workspace, d.channel) > (at_workspace, at_channel)
            ORDER BY d.workspace, d.channel, d.due_at LIMIT 1;
        IF NOT FOUND THEN
            EXIT WHEN has_wrapped;
            has_wrapped := true;
            at_workspace := '';
            at_channel := '';
            CONTINUE;
        END IF;
        at_workspace := next_workspace;
        at_channel := next_channel;
        EXIT WHEN has_wrapped AND (at_workspace, at_channel) > (from_workspace, from_channel);
        SELECT r.room INTO room FROM unnest(r_workspace, r_channel, r_room) AS r (w, c, room)
            WHERE r.w = at_workspace AND r.c = at_channel LIMIT 1;
        IF NOT FOUND THEN room := per_channel; END IF;
        room := least(room, remaining);
        CONTINUE WHEN next_due > at_now OR room <= 0;
        turn := turn + 1;
        RETURN QUERY
            WITH due AS MATERIALIZED (
                SELECT f.ctid AS place, f.id, f.due_at FROM delivery f
                WHERE f.due_at IS NOT NULL AND f.workspace = at_workspace
                    AND f.channel = at_channel AND f.due_at <= at_now
                ORDER BY f.due_at, f.id LIMIT room FOR NO KEY UPDATE SKIP LOCKED),
            taken AS (
                UPDATE delivery d SET state = 2, due_at = new_until, next_at = new_until,
                    attempts = d.attempts + 1, fence = d.fence + 1, lease_owner = new_owner,
                    lease_node = new_node
                WHERE d.ctid = ANY (ARRAY(SELECT due.place FROM due)) RETURNING d)
            SELECT turn, due.due_at, taken.d FROM taken JOIN due ON due.id = (taken.d).id;
        GET DIAGNOSTICS leased = ROW_COUNT;
        remaining := remaining - leased;
    END LOOP;
END
$body$;

-- Writes each outcome whose lease is still that of its fence. Gives for each how it was found; no
-- state: no such delivery. Row by row: joined, it would be as with leases.
CREATE OR REPLACE FUNCTION baton_settle_all(
    s_workspace text[], s_id uuid[], s_fence int8[], s_state int4[], s_due int8[], s_tries int4[],
    s_status int4[], s_error bytea[], s_ended int8[])
RETURNS TABLE (o_n int4, o_state int4, o_fence int8) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    s record;
BEGIN
    FOR s IN
        SELECT generate_series(1, cardinality(s_id)) AS n, unnest(s_workspace) AS workspace,
               unnest(s_id) AS id, unnest(s_fence) AS fence, unnest(s_state) AS state,
               unnest(s_due) AS due, unnest(s_tries) AS tries, unnest(s_status) AS status,
               unnest(s_error) AS error, unnest(s_ended) AS ended
    LOOP
        o_n := s.n;
        o_state := 2;
        o_fence := s.fence;
        UPDATE delivery SET state = s.state, due_at = s.due, next_at = coalesce(s.due, next_at),
            attempts = attempts - 1 + s.tries, lease_owner = '', lease_node = NULL,
            last_status = coalesce(s.status, last_status),
            last_error = coalesce(s.error, last_error), ended_at = s.ended
            WHERE workspace = s.workspace AND id = s.id AND state = 2 AND fence = s.fence;
        IF NOT FOUND THEN
            SELECT state, fence INTO o_state, o_fence FROM delivery
                WHERE workspace = s.workspace AND id = s.id;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$body$;

-- Makes it due at once, unless it is sent (3) or under way (2). No row: no such delivery.
CREATE OR REPLACE FUNCTION baton_retry(w text, d uuid, at_now int8)
RETURNS TABLE (o_state int4) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
BEGIN
    SELECT state INTO o_state FROM delivery WHERE workspace = w AND id = d FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    IF o_state NOT IN (2, 3) THEN
        UPDATE delivery SET state = 1, due_at = at_now, next_at = at_now, ended_at = NULL
            WHERE workspace = w AND id = d;
    END IF;
    RETURN NEXT;
END
$body$;

-- The last write of a snapshot. False, and nothing written: its parts are gone. The one that is no
-- longer among the latest goes, unless its neighbours would be further apart than `reach`.
CREATE OR REPLACE FUNCTION baton_snapshot(w text, at_seq int8, at_hash bytea, its_parts int8, kept int4,
                               reach int8)
RETURNS boolean LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    old int8;
    later int8;
    earlier int8;
BEGIN
    IF its_parts <> (SELECT count(*) FROM snapshot_part
                     WHERE workspace = w AND seq = at_seq AND part < its_parts) THEN
        RETURN false;
    END IF;
    INSERT INTO snapshot (workspace, seq, hash, parts) VALUES (w, at_seq, at_hash, its_parts)
        ON CONFLICT (workspace, seq) DO UPDATE SET hash = excluded.hash, parts = excluded.parts;
    SELECT seq INTO old FROM snapshot WHERE workspace = w ORDER BY seq DESC OFFSET kept LIMIT 1;
    IF FOUND THEN
        SELECT min(seq) INTO later FROM snapshot WHERE workspace = w AND seq > old;
        SELECT max(seq) INTO earlier FROM snapshot WHERE workspace = w AND seq < old;
        IF later - coalesce(earlier, 0) <= reach THEN
            DELETE FROM snapshot WHERE workspace = w AND seq = old;
        END IF;
    END IF;
    DELETE FROM snapshot_part p WHERE p.workspace = w AND p.seq < at_seq AND coalesce(
        (SELECT false FROM snapshot s WHERE s.workspace = w AND s.seq = p.seq), true);
    RETURN true;
END
$body$;
)sql";

}  // namespace baton::store::postgres
