from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Trigrams serve the name search, btree_gist the periods that must not overlap. Both are trusted extensions."""

    initial = True
    dependencies = []
    operations = [TrigramExtension(), BtreeGistExtension()]
