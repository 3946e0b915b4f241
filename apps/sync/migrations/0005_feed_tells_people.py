"""The people of a centre travel, and what the first form of the feed left out (see `_feed_people`)."""

from django.db import migrations

from apps.sync.migrations._feed_people import statements


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0004_enrolment_signs_in_again"),
        ("centres", "0003_stored_answers"),
    ]
    operations = [migrations.RunSQL(statements(), migrations.RunSQL.noop)]
