"""What was recorded before the feed had triggers is told once: the catalogue first of all, which migrations enter."""

from django.db import migrations

from apps.sync.migrations._feed_people import EVERYTHING, told_again


class Migration(migrations.Migration):
    dependencies = [("sync", "0005_feed_tells_people")]
    operations = [migrations.RunSQL(told_again(**EVERYTHING), migrations.RunSQL.noop)]
