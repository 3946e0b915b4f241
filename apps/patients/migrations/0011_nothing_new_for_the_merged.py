"""Nothing new hangs on a record that was merged into another one.

A merge moves what hangs on a record, and then locks nobody out: what another form writes in the same instant waits for
the merge and would stay with a record that no page shows any more. So the insert looks at the person as the merge left
it. What a merge moves and its undo brings back are updates, and pass.
"""

from django.db import migrations

TABLES = (
    "patients_impairment", "patients_episode", "patients_assessment", "patients_consent", "patients_document",
    "patients_goal", "patients_teammember", "patients_signature", "patients_appointment", "devices_device",
    "devices_delivery", "devices_repair", "devices_followup", "physio_treatmentplan", "physio_planreview",
    "physio_physiosession", "physio_outcomescore",
)  # fmt: skip
FUNCTION = """
    CREATE FUNCTION patients_nothing_for_the_merged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM patients_patient WHERE id = NEW.patient_id AND merged_into_id IS NULL FOR KEY SHARE;
        IF NOT FOUND AND EXISTS (SELECT 1 FROM patients_patient WHERE id = NEW.patient_id) THEN
            RAISE EXCEPTION 'the person was merged' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'nothing_new_for_a_merged_person', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
"""
TRIGGER = """
    CREATE TRIGGER nothing_for_the_merged BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION patients_nothing_for_the_merged()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0008_appointments"),
        ("devices", "0005_devices_in_depth"),
        ("physio", "0003_physiotherapy_in_depth"),
    ]
    operations = [
        migrations.RunSQL([FUNCTION, *(TRIGGER.format(table=table) for table in TABLES)], migrations.RunSQL.noop)
    ]
