"""The names of the people who are registered already: folded as the search folds them now, and in the dictionary.

A name that is only spelled another way for the search is no change of the record: no version is raised, no event
written.
"""

from django.db import migrations

from apps.patients import search

AT_ONCE = 1000
QUIET, LOUD = (f"ALTER TABLE patients_patient {switch} TRIGGER USER" for switch in ("DISABLE", "ENABLE"))
FOLD = """
    UPDATE patients_patient SET name_folded = named.folded
    FROM unnest(%s::text[], %s::text[], %s::text[]) named (hangul, romanised, folded)
    WHERE patients_name_key(name_hangul, name_romanised) = patients_name_key(named.hangul, named.romanised)
        AND name_folded <> named.folded
"""


def fold_names(apps, schema_editor):
    Patient = apps.get_model("patients", "Patient")
    names = list(Patient.objects.order_by().values_list("name_hangul", "name_romanised").distinct())
    with schema_editor.connection.cursor() as cursor:
        for start in range(0, len(names), AT_ONCE):
            folded = [(*name, search.columns(*name)["name_folded"]) for name in names[start : start + AT_ONCE]]
            cursor.execute(FOLD, [list(column) for column in zip(*folded)])


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_name_search")]

    operations = [
        migrations.RunSQL(QUIET, LOUD),
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(LOUD, QUIET),
        migrations.RunSQL("SELECT patients_fill_name_forms()", migrations.RunSQL.noop),
    ]
