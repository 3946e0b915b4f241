"""What reports ask of a service stands in the indexes by month and by person (`found_for_reports`)."""

from django.conf import settings
from django.db import migrations, models

from apps.core.migration_operations import Together


class Migration(migrations.Migration):

    dependencies = [
        ('centres', '0003_stored_answers'),
        ('devices', '0007_catalogue_stays'),
        ('patients', '0011_nothing_new_for_the_merged'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [Together([
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_month',
        ),
        migrations.RemoveIndex(
            model_name='delivery',
            name='delivery_person',
        ),
        migrations.RemoveIndex(
            model_name='followup',
            name='followup_month',
        ),
        migrations.RemoveIndex(
            model_name='followup',
            name='followup_person',
        ),
        migrations.RemoveIndex(
            model_name='repair',
            name='repair_month',
        ),
        migrations.RemoveIndex(
            model_name='repair',
            name='repair_person',
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['centre', 'service_date'], include=('patient', 'version', 'at', 'id', 'late', 'voided_at', 'device'), name='delivery_month'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['patient', 'service_date'], include=('centre', 'id', 'late', 'voided_at', 'device'), name='delivery_person'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['centre', 'service_date'], include=('patient', 'version', 'at', 'id', 'late', 'voided_at'), name='followup_month'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['patient', 'service_date'], include=('centre', 'id', 'late', 'voided_at'), name='followup_person'),
        ),
        migrations.AddIndex(
            model_name='repair',
            index=models.Index(fields=['centre', 'service_date'], include=('patient', 'version', 'at', 'id', 'late', 'voided_at'), name='repair_month'),
        ),
        migrations.AddIndex(
            model_name='repair',
            index=models.Index(fields=['patient', 'service_date'], include=('centre', 'id', 'late', 'voided_at'), name='repair_person'),
        ),
    ])]
