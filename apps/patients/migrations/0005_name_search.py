"""The dictionary of names behind the search, kept by PostgreSQL; telephone numbers found from both ends.

The trigrams of names go: they cost more at every registration, and up to a third of a second at a search.
"""

import apps.patients.models.name_form
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from apps.core.migration_operations import Together
from apps.patients.migrations._name_search import CREATE, DROP
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('patients', '0004_counties'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('h', 'Letters'), ('g', 'Given'), ('i', 'Initials'), ('p', 'Latin'), ('w', 'Latin Part'), ('f', 'Folded'), ('d', 'Folded Part')], max_length=1)),
                ('form', models.TextField(db_collation='C')),
                ('wild', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
                ('stale', models.BooleanField(default=False)),
            ],
        ),
        migrations.RunSQL(CREATE, DROP),
        Together(
            operations=[
                migrations.RemoveIndex(
                    model_name='patient',
                    name='patient_jamo_trigram',
                ),
                migrations.RemoveIndex(
                    model_name='patient',
                    name='patient_folded_trigram',
                ),
                migrations.RemoveIndex(
                    model_name='patient',
                    name='patient_initials',
                ),
                migrations.AddIndex(
                    model_name='patient',
                    index=models.Index(apps.patients.models.name_form.NameKey('name_hangul', 'name_romanised'), name='patient_name_key'),
                ),
                migrations.AddIndex(
                    model_name='patient',
                    index=models.Index(django.contrib.postgres.indexes.OpClass(apps.patients.models.name_form.Digits('phone'), 'text_pattern_ops'), name='patient_phone'),
                ),
                migrations.AddIndex(
                    model_name='patient',
                    index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse(apps.patients.models.name_form.Digits('phone')), 'text_pattern_ops'), name='patient_phone_end'),
                ),
                migrations.AddIndex(
                    model_name='patient',
                    index=models.Index(django.contrib.postgres.indexes.OpClass(apps.patients.models.name_form.Digits('caregiver_phone'), 'text_pattern_ops'), name='patient_caregiver_phone'),
                ),
                migrations.AddIndex(
                    model_name='patient',
                    index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse(apps.patients.models.name_form.Digits('caregiver_phone')), 'text_pattern_ops'), name='patient_caregiver_phone_end'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='patient',
                    trigger=pgtrigger.compiler.Trigger(name='note_names', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    INSERT INTO patients_nameform (name, kind, form, wild, stale)\n    SELECT named.name, form.kind, form.form, form.wild, false\n    FROM (\n        SELECT DISTINCT ON (1) patients_name_key(name_hangul, name_romanised) AS name,\n            name_hangul, name_romanised, name_folded\n        FROM added ORDER BY 1, length(name_folded) DESC\n    ) named, LATERAL patients_name_forms(name_hangul, name_romanised, name_folded) form\n    WHERE NOT EXISTS (SELECT 1 FROM patients_nameform known WHERE known.name = named.name)\n; RETURN NULL;', hash='4f32bd86b710c10a1033a938290d195688b573f7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_note_names_ed2f1', referencing='REFERENCING NEW TABLE AS added ', table='patients_patient', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='patient',
                    trigger=pgtrigger.compiler.Trigger(name='note_changed_names', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NOT EXISTS (SELECT 1 \n    FROM changed_from before JOIN changed_to after USING (id)\n    WHERE (before.name_hangul, before.name_romanised, before.name_folded)\n        IS DISTINCT FROM (after.name_hangul, after.name_romanised, after.name_folded)\n) THEN RETURN NULL; END IF;\n    DELETE FROM patients_nameform WHERE name IN (\n        SELECT patients_name_key(after.name_hangul, after.name_romanised) \n    FROM changed_from before JOIN changed_to after USING (id)\n    WHERE (before.name_hangul, before.name_romanised, before.name_folded)\n        IS DISTINCT FROM (after.name_hangul, after.name_romanised, after.name_folded)\n\n            AND (before.name_hangul, before.name_romanised) = (after.name_hangul, after.name_romanised)\n    );\n    \n    UPDATE patients_nameform SET stale = true WHERE NOT stale AND name IN (\n        SELECT patients_name_key(name_hangul, name_romanised) FROM (SELECT before.* \n    FROM changed_from before JOIN changed_to after USING (id)\n    WHERE (before.name_hangul, before.name_romanised, before.name_folded)\n        IS DISTINCT FROM (after.name_hangul, after.name_romanised, after.name_folded)\n) people\n    )\n;\n    \n    INSERT INTO patients_nameform (name, kind, form, wild, stale)\n    SELECT named.name, form.kind, form.form, form.wild, false\n    FROM (\n        SELECT DISTINCT ON (1) patients_name_key(name_hangul, name_romanised) AS name,\n            name_hangul, name_romanised, name_folded\n        FROM (SELECT after.* \n    FROM changed_from before JOIN changed_to after USING (id)\n    WHERE (before.name_hangul, before.name_romanised, before.name_folded)\n        IS DISTINCT FROM (after.name_hangul, after.name_romanised, after.name_folded)\n) people ORDER BY 1, length(name_folded) DESC\n    ) named, LATERAL patients_name_forms(name_hangul, name_romanised, name_folded) form\n    WHERE NOT EXISTS (SELECT 1 FROM patients_nameform known WHERE known.name = named.name)\n;\n    RETURN NULL;\n', hash='56f62b747d2a3fb1ed966e4f61933d198343055f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_note_changed_names_3a521', referencing='REFERENCING OLD TABLE AS changed_from  NEW TABLE AS changed_to ', table='patients_patient', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='patient',
                    trigger=pgtrigger.compiler.Trigger(name='leave_names', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    UPDATE patients_nameform SET stale = true WHERE NOT stale AND name IN (\n        SELECT patients_name_key(name_hangul, name_romanised) FROM removed\n    )\n; RETURN NULL;', hash='4ba2000a2f99ba54e6aa8c6b86b72447b4411db6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_leave_names_5040b', referencing='REFERENCING OLD TABLE AS removed ', table='patients_patient', when='AFTER')),
                ),
                migrations.AddIndex(
                    model_name='nameform',
                    index=models.Index(fields=['kind', 'form'], include=('name',), name='name_form'),
                ),
                migrations.AddIndex(
                    model_name='nameform',
                    index=models.Index(fields=['name'], name='name_form_of_name'),
                ),
                migrations.AddIndex(
                    model_name='nameform',
                    index=models.Index(condition=models.Q(('stale', True)), fields=['name'], name='name_form_stale'),
                ),
                migrations.AddIndex(
                    model_name='nameform',
                    index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['wild'], name='name_form_wild'),
                ),
            ]
        ),
    ]
