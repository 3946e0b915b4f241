"""Centres and the periods in which a donor supports them."""

from datetime import date

from apps.centres.models import Centre, SupportPeriod


def found(*, code: str, name_en: str, name_ko: str, **details: object) -> Centre:
    """Enter a new centre. `details`: time_zone, bed_capacity, operator_en, operator_ko."""
    return Centre.objects.create(code=code, name_en=name_en, name_ko=name_ko, **details)


def support(
    *, centre: Centre, donor: str, first_month: date, last_month: date | None = None, note: str = ""
) -> SupportPeriod:
    """Record that a donor supports the centre from a month on (its first day), until `last_month` or still.

    Raises IntegrityError when the donor's periods would overlap.
    """
    return SupportPeriod.objects.create(
        centre=centre, donor=donor, first_month=first_month, last_month=last_month, note=note
    )
