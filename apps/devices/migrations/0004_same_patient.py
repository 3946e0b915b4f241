"""A device or repair of an episode is of the episode's patient (see patients 0003)."""

from django.db import migrations


def child(table: str, name: str) -> str:
    return (
        f"ALTER TABLE devices_{table} ADD CONSTRAINT {name} FOREIGN KEY (episode_id, patient_id) "
        f"REFERENCES patients_episode (id, patient_id) DEFERRABLE INITIALLY DEFERRED"
    )


class Migration(migrations.Migration):
    dependencies = [("devices", "0003_repair_in_an_episode"), ("patients", "0003_same_patient")]

    operations = [
        migrations.RunSQL(
            [
                child("device", "device_is_of_its_episodes_patient"),
                child("repair", "repair_is_of_its_episodes_patient"),
            ],
            migrations.RunSQL.noop,
        )
    ]
