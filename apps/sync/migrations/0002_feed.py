"""The feed's triggers on every synced table."""

from django.db import migrations

from apps.sync.migrations._feed import statements


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0001_tablets"),
        ("patients", "0011_nothing_new_for_the_merged"),
        ("devices", "0007_catalogue_stays"),
        ("physio", "0006_plan_ends_with_an_outcome"),
        ("centres", "0003_stored_answers"),
    ]
    operations = [migrations.RunSQL(statements(), migrations.RunSQL.noop)]
