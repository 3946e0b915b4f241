"""What a random world is written onto, looked at from, and undone on: two centres, a writer, the types of devices."""

from django.db import transaction
from hypothesis import currently_in_test_context, note

from apps.accounts.models import User
from apps.centres.actions import centres
from apps.centres.models import Centre
from apps.devices.models import DeviceType
from apps.reports.indicators import Figures
from apps.reports.periods import Period, first_of
from tests.people import account
from tests.reports import oracle
from tests.reports.comparing import assert_agrees, assert_months_make_the_year
from tests.reports.worlds import World
from tests.reports.writing_worlds import Writer


class Ground:
    """The two centres have no support of their own: a world brings it."""

    def __init__(self) -> None:
        self.centres: list[Centre] = [
            centres.found(code=code, name_en=code, name_ko=code) for code in ("AA", "BB")
        ]  # fmt: skip
        self.user: User = account("writer")
        self.types = {one.key: one for one in DeviceType.objects.all()}

    def compare(self, world: World) -> list[Figures]:
        """Write the world, ask the report and the oracle for each view of it and for the year, and undo it.

        The year is that of the centres of the first view. Returns what the report said.
        """
        if currently_in_test_context():
            note(repr(world))
        with transaction.atomic():
            Writer(self.centres, self.user, self.types).write(world)
            history = oracle.History()
            told = []
            for which, (first, last) in world.views:
                run = Period(first_of(world.year, first + 1), first_of(world.year, last + 1))
                told.append(assert_agrees(history, self.scope(which), run))
            which = self.scope(world.views[0][0])
            year = assert_agrees(history, which, Period(world.months[0], world.months[-1]))
            assert_months_make_the_year(history, which, year)
            transaction.set_rollback(True)
        return [*told, year]

    def scope(self, which: int) -> list[Centre]:
        """One of the centres, or for 2 both together."""
        return self.centres if which == 2 else [self.centres[which]]
