"""Counting what is to be mended: once a day for every centre, and whenever somebody asks."""

from datetime import datetime

from django.db import transaction

from apps.centres.models import Centre
from apps.desk import gaps
from apps.desk.models import QualityCount


@transaction.atomic
def count(*, centre: Centre, at: datetime) -> None:
    """Count every kind of gap at the centre; the last counting of a day stands for the day."""
    on = centre.local_date(at)
    counts = [
        QualityCount(centre=centre, kind=gap.kind, on=on, count=gap.rows([centre], on).count()) for gap in gaps.ALL
    ]
    QualityCount.objects.bulk_create(
        counts, update_conflicts=True, unique_fields=["centre", "kind", "on"], update_fields=["count"]
    )


def count_due(*, at: datetime) -> list[Centre]:
    """Count at every centre where nobody has counted on this day of the centre's own calendar."""
    due = [
        centre
        for centre in Centre.objects.all()
        if QualityCount.objects.filter(centre=centre, on=centre.local_date(at)).count() < len(gaps.ALL)
    ]
    for centre in due:
        count(centre=centre, at=at)
    return due
