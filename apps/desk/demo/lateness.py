"""What was done in time and written down too late: one service of a centre's month, after the month was approved.

It is one of the plan's own, so that the sums stay what they are once it is taken into a revision; and one on which
nothing later rests, so that only its month learns of it late.
"""

from collections.abc import Sequence
from datetime import date

from apps.desk.demo.diary import Event, Verb

CENTRE = "RAK"
MAY = date(2016, 5, 1)
DONE_ON = date(2016, 5, 28)
ALONE = (Verb.SESSION, Verb.REPAIR, Verb.FOLLOW_UP)  # nothing later rests on them


def of_may(events: Sequence[Event]) -> Event | None:
    """A device made to measure and handed over on 28 May 2016, or on the last day before it on which one can be found,
    to somebody who did not come again."""
    last_of = {event.person: event.at for event in events}  # they are in order
    some = [
        event
        for event in events
        if event.verb == Verb.DELIVER
        and _is_of(event, MAY)
        and event.on <= DONE_ON
        and last_of[event.person] == event.at
    ]
    return _last(some)


def of_month(events: Sequence[Event], month: date) -> Event | None:
    """The month's last session of one person alone, repair or follow-up."""
    some = [event for event in events if event.verb in ALONE and _is_of(event, month)]
    return _last([event for event in some if event.facts.get("attended", True)])


def _is_of(event: Event, month: date) -> bool:
    return event.centre == CENTRE and event.on.replace(day=1) == month


def _last(some: Sequence[Event]) -> Event | None:
    return max(some, key=lambda event: event.at, default=None)
