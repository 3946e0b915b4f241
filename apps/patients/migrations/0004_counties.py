"""The country's counties, cities and city districts, and the people whose county was written in words so far.

A person's county lies in the person's province: PostgreSQL refuses any other. The constraint comes before the data,
because rows changed in a transaction bar their table from being altered in it.
"""

from django.db import migrations

from apps.patients import counties
from apps.patients.migrations._counties import rows

IN_ITS_PROVINCE = """
    ALTER TABLE patients_patient ADD CONSTRAINT patients_county_lies_in_the_province
    CHECK (county_id IS NULL OR starts_with(county_id, province || '/'))
"""
ANYWHERE = "ALTER TABLE patients_patient DROP CONSTRAINT patients_county_lies_in_the_province"


def enter_counties(apps, schema_editor):
    County = apps.get_model("patients", "County")
    County.objects.bulk_create([County(**row) for row in rows()], ignore_conflicts=True)


def find_counties_of_people(apps, schema_editor):
    """Set the county that `village` names and leave in `village` what stands after it; what is not found stays.

    Without a province only a name with its suffix counts: 강동 alone may be any village.
    """
    County, Patient = apps.get_model("patients", "County"), apps.get_model("patients", "Patient")
    everywhere, people = list(County.objects.all()), Patient.objects.filter(county=None).exclude(village="")
    for province, village in list(people.order_by().values_list("province", "village").distinct()):
        near = [county for county in everywhere if county.province == (province or county.province)]
        county, rest = counties.address(village, near)
        if county and (province or counties.SUFFIX.search(village.split()[0])):
            written = people.filter(province=province, village=village)
            written.update(county=county, province=county.province, village=rest)


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_same_patient")]

    operations = [
        migrations.RunSQL(IN_ITS_PROVINCE, ANYWHERE),
        migrations.RunPython(enter_counties, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(find_counties_of_people, migrations.RunPython.noop, elidable=False),
    ]
