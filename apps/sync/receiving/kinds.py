"""Everything a tablet may send: one row for each action on each kind of record."""

from apps.sync.receiving import appointments, care, devices, people, physio, workshop
from apps.sync.receiving.spoken import Receives

RECEIVES: dict[tuple[str, str], Receives] = {
    (one.kind.kind, one.action): one
    for room in (people, care, appointments, devices, workshop, physio)
    for one in room.RECEIVES
}
