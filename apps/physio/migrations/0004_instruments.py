"""The outcome measures the product starts with. Later changes are an administrator's."""

from django.db import migrations

from apps.physio.migrations._instruments import INSTRUMENTS, ITEMS, MOTIONS, MUSCLES, NOTES, PARTS, THRESHOLDS

FIELD = ("key", "short", "name_en", "name_ko", "kind", "unit", "direction", "minimum", "maximum", "step", "source")


def scores(values):
    """What may be chosen: a number alone means every whole number from 0 to it."""
    if isinstance(values, int):
        return {"minimum": 0, "maximum": values, "values": []}
    return {"minimum": min(values), "maximum": max(values), "values": [[value, "", ""] for value in values]}


def rows_of(instruments):
    for key, items in ITEMS.items():
        for place, (item, en, ko, values) in enumerate(items, 1):
            yield dict(instrument=instruments[key], key=item, name_en=en, name_ko=ko, position=place,
                       group=PARTS.get(key, {}).get(item, ""), **scores(values))  # fmt: skip
    for place, (group, item, en, ko) in enumerate(MUSCLES, 1):
        yield dict(instrument=instruments["mmt"], key=item, name_en=en, name_ko=ko, position=place, group=group,
                   sided=True, **scores(5))  # fmt: skip
    for place, (group, item, en, ko, least, most) in enumerate(MOTIONS, 1):
        yield dict(instrument=instruments["rom"], key=item, name_en=en, name_ko=ko, position=place, group=group,
                   sided=True, minimum=least, maximum=most)  # fmt: skip


def enter_instruments(apps, schema_editor):
    Instrument = apps.get_model("physio", "Instrument")
    InstrumentItem = apps.get_model("physio", "InstrumentItem")
    Threshold = apps.get_model("physio", "Threshold")
    Instrument.objects.bulk_create(
        Instrument(position=place, note_en=NOTES[line[0]][0], note_ko=NOTES[line[0]][1],
                   **dict(zip(FIELD, line, strict=True)))
        for place, line in enumerate(INSTRUMENTS, 1)
    )
    instruments = {instrument.key: instrument for instrument in Instrument.objects.all()}
    InstrumentItem.objects.bulk_create(InstrumentItem(**row) for row in rows_of(instruments))
    Threshold.objects.bulk_create(
        Threshold(instrument=instruments[key], kind=kind, value=value, population=population, source=source)
        for key, kind, value, population, source in THRESHOLDS
    )


class Migration(migrations.Migration):
    dependencies = [("physio", "0003_physiotherapy_in_depth")]
    operations = [migrations.RunPython(enter_instruments, migrations.RunPython.noop)]
