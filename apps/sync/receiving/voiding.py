"""That a counted service is not to count, as tablets send it: one form for every kind."""

from collections.abc import Sequence

from apps.core.models import Record
from apps.patients.actions import services
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.spoken import Made, Said
from apps.sync.receiving.types import Reason, Values


class Voided(Values):
    """That a record is not to count: it stays, with the reason."""

    void_reason: Reason


def all_voided(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    return services.void_many([(one.row, one.values.void_reason) for one in group], by=batch.by, at=batch.at)


def service_voided(batch: Batch, said: Said) -> Record:
    return services.void(service=said.row, reason=said.values.void_reason, by=batch.by, at=batch.at)
