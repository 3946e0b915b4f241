"""An attendance takes place at the centre of its group session."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("physio", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE physio_groupsession ADD CONSTRAINT groupsession_of_centre UNIQUE (id, centre_id)",
                "ALTER TABLE physio_physiosession ADD CONSTRAINT session_is_at_its_groups_centre "
                "FOREIGN KEY (group_id, centre_id) REFERENCES physio_groupsession (id, centre_id) "
                "DEFERRABLE INITIALLY DEFERRED",
            ],
            migrations.RunSQL.noop,
        )
    ]
