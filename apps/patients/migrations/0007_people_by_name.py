"""The list by name reads its page in order instead of sorting everybody first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0006_names_of_people'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(fields=['name_jamo', 'name_romanised'], name='patient_by_name'),
        ),
    ]
