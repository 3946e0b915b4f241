"""What reports ask of a service stands in the indexes by month and by person (`found_for_reports`)."""

from django.conf import settings
from django.db import migrations, models

from apps.core.migration_operations import Together


class Migration(migrations.Migration):

    dependencies = [
        ('centres', '0003_stored_answers'),
        ('patients', '0011_nothing_new_for_the_merged'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [Together([
        migrations.RemoveIndex(
            model_name='assessment',
            name='assessment_month',
        ),
        migrations.RemoveIndex(
            model_name='assessment',
            name='assessment_person',
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['centre', 'service_date'], include=('patient', 'version', 'at', 'id', 'late', 'voided_at'), name='assessment_month'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['patient', 'service_date'], include=('centre', 'id', 'late', 'voided_at'), name='assessment_person'),
        ),
    ])]
