// The functions that write cursors, deliveries, snapshots and tokens. Each answers in its columns
// what it found; what it refuses it has not written.
#include "store/postgres/schema_scripts.hpp"

namespace baton::store::postgres {

const char* const kDropDeliveryFunctions =
    "DROP FUNCTION baton_put_deliveries; DROP FUNCTION baton_move_cursor; DROP FUNCTION "
    "baton_lease;"
    "DROP FUNCTION baton_settle; DROP FUNCTION baton_retry; DROP FUNCTION baton_snapshot;";

const char* const kDeliveryFunctions = R"sql(
-- Moves a cursor; where it stands, unless at `from_seq`, in which case nothing is written.
CREATE FUNCTION baton_move_cursor(w text, consumer_name text, from_seq int8, to_seq int8)
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

CREATE FUNCTION baton_put_deliveries(
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
-- from `per_channel`.
CREATE FUNCTION baton_lease(
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
    due record;
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
        -- Row by row: joined, and planned before the table's first ANALYZE, all deliveries of the
        -- workspace would be gone through.
        FOR due IN
            SELECT d.id, d.due_at FROM delivery d
            WHERE d.due_at IS NOT NULL AND d.workspace = at_workspace
                AND d.channel = at_channel AND d.due_at <= at_now
            ORDER BY d.due_at, d.id LIMIT room FOR NO KEY UPDATE SKIP LOCKED
        LOOP
            RETURN QUERY
                UPDATE delivery d SET state = 2, due_at = new_until, next_at = new_until,
                    attempts = d.attempts + 1, fence = d.fence + 1, lease_owner = new_owner,
                    lease_node = new_node
                WHERE d.workspace = at_workspace AND d.id = due.id
                RETURNING turn, due.due_at, d;
            remaining := remaining - 1;
        END LOOP;
    END LOOP;
END
$body$;

-- Writes an outcome when the lease is still that of `its_fence`. No row: no such delivery.
CREATE FUNCTION baton_settle(w text, d uuid, its_fence int8, new_state int4, new_due int8,
                             status int4, error bytea, ended int8)
RETURNS TABLE (o_state int4, o_fence int8) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
BEGIN
    SELECT state, fence INTO o_state, o_fence FROM delivery WHERE workspace = w AND id = d
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    IF o_state = 2 AND o_fence = its_fence THEN
        UPDATE delivery SET state = new_state, due_at = new_due,
            next_at = coalesce(new_due, next_at), lease_owner = '', lease_node = NULL,
            last_status = status, last_error = error, ended_at = ended
            WHERE workspace = w AND id = d;
    END IF;
    RETURN NEXT;
END
$body$;

-- Makes it due at once, unless it is sent (3) or under way (2). No row: no such delivery.
CREATE FUNCTION baton_retry(w text, d uuid, at_now int8)
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
CREATE FUNCTION baton_snapshot(w text, at_seq int8, at_hash bytea, its_parts int8, kept int4,
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
