"""The SQL of the feed: how PostgreSQL itself notes what changed for whom, in an order that skips nothing.

Every statement that touches a synced table, whoever sends it, notes the keys it touched (`sync_touched`) and that this
transaction has something to tell (`sync_turn`). At commit a deferred trigger queues itself once more, so that it comes
after everything else that is deferred, foreign keys too; then it takes the one lock, reads who may see each record NOW,
draws the numbers and writes the feed. The lock is the last one taken and is held until the transaction is visible: a
number that can be seen has no smaller one that cannot be seen yet.
"""

LOCK = 7034_0006  # the one advisory lock of the feed

# type → table, and the person it is about
PERSONAL: dict[str, tuple[str, str]] = {
    "impairment": ("patients_impairment", "r.patient_id"),
    "consent": ("patients_consent", "r.patient_id"),
    "episode": ("patients_episode", "r.patient_id"),
    "assessment": ("patients_assessment", "r.patient_id"),
    "goal": ("patients_goal", "r.patient_id"),
    "appointment": ("patients_appointment", "r.patient_id"),
    "document": ("patients_document", "r.patient_id"),
    "device": ("devices_device", "r.patient_id"),
    "measurement": ("devices_measurement", "d.patient_id"),
    "fitting": ("devices_fitting", "d.patient_id"),
    "checkout": ("devices_checkout", "d.patient_id"),
    "delivery": ("devices_delivery", "r.patient_id"),
    "repair": ("devices_repair", "r.patient_id"),
    "followup": ("devices_followup", "r.patient_id"),
    "plan": ("physio_treatmentplan", "r.patient_id"),
    "review": ("physio_planreview", "r.patient_id"),
    "session": ("physio_physiosession", "r.patient_id"),
    "score": ("physio_outcomescore", "r.patient_id"),
}
# type → table; of one centre
OF_A_CENTRE: dict[str, str] = {"group": "physio_groupsession", "month": "centres_month"}
# type → table; the same for every centre
REFERENCE: dict[str, str] = {
    "centre": "centres_centre",
    "device_type": "devices_devicetype",
    "term": "devices_term",
    "measure_field": "devices_measurefield",
    "instrument": "physio_instrument",
    "instrument_item": "physio_instrumentitem",
}
TABLES = {
    "patient": "patients_patient",
    **{kind: table for kind, (table, _person) in PERSONAL.items()},
    **OF_A_CENTRE,
    **REFERENCE,
}


def of_device(person: str) -> str:
    return "JOIN devices_device d ON d.id = r.device_id " if person.startswith("d.") else ""


# What transactions have still to tell. They empty these themselves; after a crash there is nothing to tell.
WAITING = """
CREATE SEQUENCE sync_seq AS bigint CACHE 1;
CREATE UNLOGGED TABLE sync_touched (tx xid8 NOT NULL, kind text NOT NULL, key uuid NOT NULL, PRIMARY KEY (tx, kind, key));
CREATE UNLOGGED TABLE sync_turn (tx xid8 NOT NULL, last boolean NOT NULL, PRIMARY KEY (tx, last));
"""

NOTE = """
CREATE FUNCTION sync_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me xid8 := pg_current_xact_id();
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO sync_touched SELECT me, TG_ARGV[0], id FROM gone ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO sync_touched SELECT me, TG_ARGV[0], id FROM written ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO sync_turn VALUES (me, false) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION sync_note_access() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me xid8 := pg_current_xact_id();
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO sync_touched SELECT me, 'access', patient_id FROM gone ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO sync_touched SELECT me, 'access', patient_id FROM written ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO sync_turn VALUES (me, false) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""


def note_triggers(table: str, function: str) -> list[str]:
    """A statement with a transition table fires for one kind of event each."""
    return [
        f"CREATE TRIGGER sync_note_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {'OLD TABLE AS gone' if event == 'DELETE' else 'NEW TABLE AS written'} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}"
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


def children() -> str:
    """Everything of the people whose access changed is told as well."""
    branches = "\n        UNION ALL ".join(
        f"SELECT '{kind}', r.id FROM {table} r {of_device(person)}"  # noqa: S608
        f"JOIN sync_touched t ON t.tx = me AND t.kind = 'access' AND {person} = t.key"
        for kind, (table, person) in PERSONAL.items()
    )
    return f"""
    IF EXISTS (SELECT 1 FROM sync_touched WHERE tx = me AND kind = 'access') THEN
        INSERT INTO sync_touched SELECT me, own.kind, own.key FROM (
        SELECT 'patient' AS kind, key FROM sync_touched WHERE tx = me AND kind = 'access'
        UNION ALL {branches}
        ) own ON CONFLICT DO NOTHING;
    END IF;"""


def people() -> str:
    """(kind, key, person) of what was touched and still is there."""
    return "\n            UNION ALL ".join(
        f"SELECT t.kind, t.key, {person} FROM sync_touched t JOIN {table} r ON r.id = t.key {of_device(person)}"  # noqa: S608
        f"WHERE t.tx = me AND t.kind = '{kind}'"
        for kind, (table, person) in {"patient": ("patients_patient", "r.id"), **PERSONAL}.items()
    )


def of_centres() -> str:
    own = "\n            UNION ALL ".join(
        f"SELECT t.kind, t.key, r.centre_id FROM sync_touched t JOIN {table} r ON r.id = t.key "  # noqa: S608
        f"WHERE t.tx = me AND t.kind = '{kind}'"
        for kind, table in OF_A_CENTRE.items()
    )
    everybodys = "\n            UNION ALL ".join(
        f"SELECT t.kind, t.key, NULL::uuid FROM sync_touched t JOIN {table} r ON r.id = t.key "  # noqa: S608
        f"WHERE t.tx = me AND t.kind = '{kind}'"
        for kind, table in REFERENCE.items()
    )
    return f"{own}\n            UNION ALL {everybodys}"


STAMP = f"""
CREATE FUNCTION sync_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
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
        ) held (kind, key, centre_id)
    ), upserted AS (
        INSERT INTO sync_change AS known (centre_id, type, key, seq, op, stamped)
        SELECT centre_id, kind, key, nextval('sync_seq'), 'upsert', mark FROM told
        ON CONFLICT (centre_id, type, key)
        DO UPDATE SET seq = EXCLUDED.seq, op = EXCLUDED.op, stamped = EXCLUDED.stamped
        WHERE known.stamped <> EXCLUDED.stamped OR known.op <> EXCLUDED.op
    )
    -- Whoever was told of it and may no longer see it is told that it is gone, or into whom it was merged.
    UPDATE sync_change c
    SET seq = nextval('sync_seq'), stamped = mark,
        op = CASE WHEN p.merged_into_id IS NULL THEN 'remove' ELSE 'merge' END
    FROM sync_touched t LEFT JOIN patients_patient p ON t.kind = 'patient' AND p.id = t.key
    WHERE t.tx = me AND c.type = t.kind AND c.key = t.key
      AND c.op <> CASE WHEN p.merged_into_id IS NULL THEN 'remove' ELSE 'merge' END
      AND NOT EXISTS (
          SELECT 1 FROM told WHERE told.kind = c.type AND told.key = c.key
          AND told.centre_id IS NOT DISTINCT FROM c.centre_id
      );
    DELETE FROM sync_touched WHERE tx = me;
    DELETE FROM sync_turn WHERE tx = me;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sync_stamp AFTER INSERT ON sync_turn DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION sync_stamp();
"""

# What is there already is told once, before anything else.
BEGIN = 'INSERT INTO sync_epoch ("only", epoch, since) VALUES (true, gen_random_uuid(), now())'


def statements() -> list[str]:
    found = [WAITING, NOTE, STAMP]
    for kind, table in TABLES.items():
        found += note_triggers(table, f"sync_note('{kind}')")
    found += note_triggers("patients_patientaccess", "sync_note_access()")
    return [*found, BEGIN]
