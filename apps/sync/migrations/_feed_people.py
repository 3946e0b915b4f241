"""The feed, second form. What is new beside `_feed`:

- The people of a centre travel: whoever holds or held a role there, and the roles.
- A device that becomes somebody else's (a merge, and its undoing) takes along what hangs on the device alone.
- A merged record is told again when it is merged further or taken back one step.
- A record is told again however often its transaction stamps it: after a restore into a new cluster the numbers of
  transactions begin anew, and "stamped by this transaction already" would hold a change back.
- A statement that touched nothing has nothing to tell and does not wait for the lock.
- A synced table is never emptied with TRUNCATE, which no note is taken of.
"""

from apps.sync.migrations._feed import LOCK, TABLES, children, note_triggers, of_centres, people

MEMBERS = "centres_membership"
USERS = "accounts_user"

NOTE = """
CREATE OR REPLACE FUNCTION sync_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me xid8 := pg_current_xact_id();
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO sync_touched SELECT me, TG_ARGV[0], id FROM gone ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO sync_touched SELECT me, TG_ARGV[0], id FROM written ON CONFLICT DO NOTHING;
    END IF;
    IF FOUND THEN INSERT INTO sync_turn VALUES (me, false) ON CONFLICT DO NOTHING; END IF;
    RETURN NULL;
END $$;
-- Whoever the rows are about: their patients ('access', everything of theirs is told again) or their users.
CREATE FUNCTION sync_note_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me xid8 := pg_current_xact_id();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        EXECUTE format('INSERT INTO sync_touched SELECT $1, %L, %I FROM gone UNION SELECT $1, %L, %I FROM written '
                       'ON CONFLICT DO NOTHING', TG_ARGV[0], TG_ARGV[1], TG_ARGV[0], TG_ARGV[1]) USING me;
    ELSIF TG_OP = 'INSERT' THEN
        EXECUTE format('INSERT INTO sync_touched SELECT $1, %L, %I FROM written ON CONFLICT DO NOTHING',
                       TG_ARGV[0], TG_ARGV[1]) USING me;
    ELSE
        EXECUTE format('INSERT INTO sync_touched SELECT $1, %L, %I FROM gone ON CONFLICT DO NOTHING',
                       TG_ARGV[0], TG_ARGV[1]) USING me;
    END IF;
    INSERT INTO sync_turn SELECT me, false WHERE EXISTS (SELECT 1 FROM sync_touched WHERE tx = me)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- A sign-in writes to the account too, and is nobody's business.
CREATE FUNCTION sync_note_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me xid8 := pg_current_xact_id();
BEGIN
    INSERT INTO sync_touched SELECT me, 'user', n.id FROM written n JOIN gone o USING (id)
    WHERE (n.name, n.is_active) IS DISTINCT FROM (o.name, o.is_active) ON CONFLICT DO NOTHING;
    IF FOUND THEN INSERT INTO sync_turn VALUES (me, false) ON CONFLICT DO NOTHING; END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION sync_note_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me xid8 := pg_current_xact_id();
BEGIN
    INSERT INTO sync_touched SELECT me, 'access', n.patient_id FROM written n JOIN gone o USING (id)
    WHERE n.patient_id <> o.patient_id ON CONFLICT DO NOTHING;
    RETURN NULL;  -- the device itself is noted beside, and with it the turn
END $$;
CREATE FUNCTION sync_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A test database is emptied between tests; a living one never is.
    IF current_setting('georeum.test_database', true) = 'on' THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'what travels to tablets is not emptied' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def both(table: str, name: str, function: str) -> str:
    """A trigger that sees the rows of an UPDATE before and after."""
    return (
        f"CREATE TRIGGER {name} AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS written "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}"
    )


def about_a_person(table: str, name: str, function: str) -> list[str]:
    """The three triggers of a table that says whom something is about."""
    return [
        f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS written "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}",
        both(table, f"{name}_update", function),
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}",
    ]


STAMP = f"""
CREATE OR REPLACE FUNCTION sync_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE me xid8 := NEW.tx; mark bigint := me::text::bigint;
BEGIN
    IF NOT NEW.last THEN
        INSERT INTO sync_turn VALUES (me, true) ON CONFLICT DO NOTHING;  -- once more, after all that is deferred
        RETURN NULL;
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'what travels to tablets is written at READ COMMITTED' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    {children()}
    WITH told AS MATERIALIZED (
        SELECT a.centre_id, own.kind, own.key
        FROM (
            {people()}
        ) own (kind, key, person)
        JOIN patients_patientaccess a ON a.patient_id = own.person AND a.active
        LEFT JOIN patients_patient p ON own.kind = 'patient' AND p.id = own.key
        WHERE p.merged_into_id IS NULL
        UNION ALL
        SELECT held.centre_id, held.kind, held.key FROM (
            {of_centres()}
            UNION ALL SELECT t.kind, t.key, r.centre_id FROM sync_touched t JOIN {MEMBERS} r ON r.id = t.key
            WHERE t.tx = me AND t.kind = 'membership'
            UNION ALL SELECT DISTINCT t.kind, t.key, r.centre_id FROM sync_touched t JOIN {MEMBERS} r ON r.user_id = t.key
            WHERE t.tx = me AND t.kind = 'user'
        ) held (kind, key, centre_id)
    ), upserted AS (
        INSERT INTO sync_change AS known (centre_id, type, key, seq, op, stamped)
        SELECT centre_id, kind, key, nextval('sync_seq'), 'upsert', mark FROM told
        ON CONFLICT (centre_id, type, key)
        DO UPDATE SET seq = EXCLUDED.seq, op = EXCLUDED.op, stamped = EXCLUDED.stamped
    )
    -- Whoever was told of it and may no longer see it is told that it is gone, or into whom it was merged.
    UPDATE sync_change c
    SET seq = nextval('sync_seq'), stamped = mark,
        op = CASE WHEN p.merged_into_id IS NULL THEN 'remove' ELSE 'merge' END
    FROM sync_touched t LEFT JOIN patients_patient p ON t.kind = 'patient' AND p.id = t.key
    WHERE t.tx = me AND c.type = t.kind AND c.key = t.key
      AND (c.op <> 'remove' OR p.merged_into_id IS NOT NULL)
      AND NOT EXISTS (
          SELECT 1 FROM told WHERE told.kind = c.type AND told.key = c.key
          AND told.centre_id IS NOT DISTINCT FROM c.centre_id
      );
    DELETE FROM sync_touched WHERE tx = me;
    DELETE FROM sync_turn WHERE tx = me;
    RETURN NULL;
END $$;
"""


def statements() -> list[str]:
    """What makes the first form the second."""
    access = "patients_patientaccess"
    dropped = [f"DROP TRIGGER sync_note_{event} ON {access}" for event in ("insert", "update", "delete")]
    found = [NOTE, STAMP, *dropped, "DROP FUNCTION sync_note_access()"]
    found += about_a_person(access, "sync_note", "sync_note_person('access', 'patient_id')")
    found += [both("devices_device", "sync_note_moved", "sync_note_moved()")]
    found += note_triggers(MEMBERS, "sync_note('membership')")
    found += about_a_person(MEMBERS, "sync_note_person", "sync_note_person('user', 'user_id')")
    found += [both(USERS, "sync_note_update", "sync_note_user()")]
    found += [one for one in note_triggers(USERS, "sync_note('user')") if " AFTER UPDATE " not in one]
    found += [
        f"CREATE TRIGGER sync_refuse_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION sync_refuse_truncate()"
        for table in (*TABLES.values(), access, MEMBERS, USERS)
    ]
    return found


def told_again(**tables: str) -> list[str]:
    """Everything of these kinds is told once more: for what was there before its table had triggers.

    kind=table. A migration that adds a field to a kind ends with this too, or tablets get it with the next change only.
    """
    noted = [
        f"INSERT INTO sync_touched SELECT pg_current_xact_id(), '{kind}', id FROM {table} ON CONFLICT DO NOTHING"  # noqa: S608
        for kind, table in tables.items()
    ]
    return [*noted, "INSERT INTO sync_turn VALUES (pg_current_xact_id(), false) ON CONFLICT DO NOTHING"]


EVERYTHING = {**TABLES, "user": USERS, "membership": MEMBERS}
