"""The words, measurement cards and intervals the product starts with. Later changes are an administrator's."""

from django.db import migrations

from apps.devices.migrations._cards import CARD_OF, CARDS
from apps.devices.migrations._vocabulary import INTERVALS, TERMS

FIELD = ("key", "name_en", "name_ko", "unit", "plausible_from", "plausible_to", "possible_from", "possible_to")


def enter_words(apps, schema_editor):
    Term = apps.get_model("devices", "Term")
    Term.objects.bulk_create(
        Term(kind=kind, key=key, name_en=en, name_ko=ko, device_class=device_class, position=place)
        for kind, terms in TERMS.items()
        for place, (key, en, ko, device_class) in enumerate(terms, 1)
    )


def enter_cards(apps, schema_editor):
    MeasureField = apps.get_model("devices", "MeasureField")
    MeasureField.objects.bulk_create(
        MeasureField(card=card, position=place, **dict(zip(FIELD, line, strict=True)))
        for card, lines in CARDS.items()
        for place, line in enumerate(lines, 1)
    )
    for device_type in apps.get_model("devices", "DeviceType").objects.all():
        named = [begin for begin in CARD_OF if device_type.key.startswith(begin)]
        if named:
            device_type.card = CARD_OF[max(named, key=len)]
            device_type.save(update_fields=["card"])


def enter_intervals(apps, schema_editor):
    ReviewInterval = apps.get_model("devices", "ReviewInterval")
    types = {device_type.key: device_type for device_type in apps.get_model("devices", "DeviceType").objects.all()}
    ReviewInterval.objects.bulk_create(
        ReviewInterval(
            device_class=device_class, device_type=types.get(key), age_band=band, review_months=review,
            renewal_months=renewal,
        )
        for device_class, key, child, adult in INTERVALS
        for band, (review, renewal) in (("child", child), ("adult", adult))
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("devices", "0005_devices_in_depth")]
    operations = [
        migrations.RunPython(enter, migrations.RunPython.noop) for enter in (enter_words, enter_cards, enter_intervals)
    ]
