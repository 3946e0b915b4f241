"""What belongs to an episode or an assessment belongs to its patient: the pair is the key, so nothing can stray.

Checked at the commit, because a merge moves the episode and what hangs on it one after the other.
"""

from django.db import migrations

OWNERS = ("episode", "assessment")
CHILDREN = (
    ("assessment", "episode", "assessment_is_of_its_episodes_patient"),
    ("goal", "episode", "goal_is_of_its_episodes_patient"),
    ("teammember", "episode", "member_is_of_its_episodes_patient"),
    ("signature", "assessment", "signature_is_of_its_assessments_patient"),
)


def owner(table: str) -> str:
    return f"ALTER TABLE patients_{table} ADD CONSTRAINT {table}_of_patient UNIQUE (id, patient_id)"


def child(table: str, owner: str, name: str) -> str:
    return (
        f"ALTER TABLE patients_{table} ADD CONSTRAINT {name} FOREIGN KEY ({owner}_id, patient_id) "
        f"REFERENCES patients_{owner} (id, patient_id) DEFERRABLE INITIALLY DEFERRED"
    )


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_patients_in_depth")]

    operations = [
        migrations.RunSQL([*map(owner, OWNERS), *(child(*one) for one in CHILDREN)], migrations.RunSQL.noop)
    ]
