"""A plan is of its episode's patient, a session and a review of their plan's, a score of its episode's and device's.

Checked at the commit, because a merge moves one after the other (see patients 0003).
"""

from django.db import migrations

OWNERS = ("physio_treatmentplan", "devices_device")
CHILDREN = (
    ("treatmentplan", "episode", "patients_episode", "plan_is_of_its_episodes_patient"),
    ("planreview", "plan", "physio_treatmentplan", "review_is_of_its_plans_patient"),
    ("physiosession", "plan", "physio_treatmentplan", "session_is_of_its_plans_patient"),
    ("outcomescore", "episode", "patients_episode", "score_is_of_its_episodes_patient"),
    ("outcomescore", "worn_device", "devices_device", "score_is_of_its_devices_patient"),
)


def owner(table: str) -> str:
    return f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_patient UNIQUE (id, patient_id)"


def child(table: str, field: str, owner: str, name: str) -> str:
    return (
        f"ALTER TABLE physio_{table} ADD CONSTRAINT {name} FOREIGN KEY ({field}_id, patient_id) "
        f"REFERENCES {owner} (id, patient_id) DEFERRABLE INITIALLY DEFERRED"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("physio", "0004_instruments"), ("devices", "0005_devices_in_depth"), ("patients", "0003_same_patient")
    ]  # fmt: skip

    operations = [migrations.RunSQL([*map(owner, OWNERS), *(child(*one) for one in CHILDREN)], migrations.RunSQL.noop)]
