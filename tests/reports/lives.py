"""Random lives told through the product's verbs, with everything that may come between: a person registered twice, two
that were taken for one, a move, care at both centres, and what is told only after the books were closed."""

from dataclasses import dataclass
from datetime import date, time
from random import Random
from typing import Any

from hypothesis import strategies as st

from apps.centres.models import Month, MonthState
from apps.core.problems import Refused
from apps.patients.actions import merges, transfers
from apps.reports.models import Decision, Report
from tests.merges import a_merge
from tests.people import a_patient, a_session, a_transfer, an_assessment, an_episode
from tests.reports.changes import Changes
from tests.reports.histories import EARLY

BIRTHS = (None, date(1960, 2, 29), date(1998, 5, 20), date(1998, 7, 1), date(2000, 2, 29), date(2010, 1, 1))
# Noon, and minutes on either side of midnight, by the clock of the centre.
CLOCKS = (time(12), time(12), time(0, 10), time(23, 40))
DEEDS = (
    "prosthesis", "orthosis", "crutches", "stick", "chair", "session", "absent", "group", "repair", "follow-up",
    "assessment", "void", "return", "reissue", "order", "cancel", "in-error", "twice", "untwice", "move", "share",
    "died",
)  # fmt: skip
BOOKS = ("open", "open", "open", "waiting", "taken", "declined")
SERVICES = ("deliverys", "repairs", "followups", "physiosessions", "assessments")
SEED, DEEDS_OF_ONE = 4, 7
SIZE = SEED + DEEDS_OF_ONE


@dataclass(frozen=True)
class Deed:
    """Something done by or for the `who`-th person at a centre on a day. `books`: whether it was told in time."""

    what: str
    who: int
    at_songrim: bool
    on: date
    cause: str = ""
    elsewhere: str = "unknown"
    clock: time = time(12)
    books: str = "open"


@dataclass(frozen=True)
class Told:
    """The persons as they were registered, and the deeds."""

    persons: list[dict[str, Any]]
    deeds: list[Deed]


def a_history(drawn: bytes) -> Told:
    """The history of the number that the first bytes make, with those deeds whose byte is not 0 (see `worlds`)."""
    chance = Random(drawn[:SEED])
    one = chance.choice
    persons = [
        {"sex": one("MFMFOU"), "birth_date": one(BIRTHS), "is_test": chance.random() < 0.1, "migrated": one((0, 0, 1))}
        for _each in range(2)
    ]
    deeds = [
        Deed(
            one(DEEDS), one(range(2)), one((False, True)), date(2016, one(range(3, 7)), one((1, 2, 20, 21, 30))),
            one(("", "mine", "erw", "diabetes", "not-known")), one(("yes", "no", "unknown")), one(CLOCKS), one(BOOKS),
        )
        for _each in range(DEEDS_OF_ONE)
    ]  # fmt: skip
    return Told(persons, [deed for deed, keep in zip(deeds, drawn[SEED:], strict=True) if keep])


told_histories = st.builds(a_history, st.binary(min_size=SIZE, max_size=SIZE))


class Life(Changes):
    """What was told in time in the order of the days; then the months are closed, and the rest comes late."""

    def live(self, deeds: list[Deed]) -> list[str]:
        """Returns what happened; what the verbs refuse did not."""
        late = [deed for deed in deeds if deed.books != "open"]
        happened = self._in_order([deed for deed in deeds if deed.books == "open"])
        for deed in late:
            Month.objects.update_or_create(
                centre=self.centre(deed), first_day=deed.on.replace(day=1), defaults={"state": MonthState.APPROVED}
            )
        return happened + self._in_order(late)

    def centre(self, deed: Deed) -> Any:
        return self.people.songrim if deed.at_songrim else self.people.rakrang

    def _in_order(self, deeds: list[Deed]) -> list[str]:
        happened = []
        for deed in sorted(deeds, key=lambda deed: (deed.on, deed.clock)):
            patient, self.clock = self.patients[deed.who], deed.clock
            patient.refresh_from_db()
            verb = getattr(self, {"return": "return_"}.get(deed.what, deed.what.replace("-", "_")))
            try:
                verb(patient, self.centre(deed), deed.on, deed.cause, deed.elsewhere)
            except Refused:
                continue
            happened.append(deed.what)
            if deed.books in ("taken", "declined"):
                self._decide(patient, deed)
        return happened

    def _decide(self, patient: Any, deed: Deed) -> None:
        """What a manager decides on the late records of this deed; the screens have tests of their own."""
        for row in (row for name in SERVICES for row in getattr(patient, name).filter(late=True)):
            month, taken = row.service_date.replace(day=1), deed.books == "taken"
            report, _made = Report.objects.get_or_create(centre=row.centre, month=month, revision=1)
            Decision.objects.get_or_create(
                kind="late", model=row._meta.model_name, row_id=row.pk,
                defaults={
                    "centre": row.centre, "month": month, "verdict": "taken" if taken else "declined",
                    "report": report, "reason": "" if taken else "Told too late", "decided_by": self.people.manager,
                    "decided_at": row.at,
                },
            )  # fmt: skip

    def assessment(self, patient, centre, on, cause, elsewhere):
        an_assessment(self.people, an_episode(self.people, patient, centre=centre, on=on), on=on)

    def twice(self, patient, centre, on, cause, elsewhere):
        """The person was registered twice, and had a session under the second number."""
        again = a_patient(self.people, on=EARLY, sex=patient.sex, birth_date=patient.birth_date, migrated=on.day == 2)
        a_session(self.people, again, centre=centre, at=self.instant(centre, on))
        return a_merge(self.people, patient, again)

    def untwice(self, patient, centre, on, cause, elsewhere):
        """They were two people after all."""
        merge = self.twice(patient, centre, on, cause, elsewhere)
        merges.undo(merge=merge, reason="They are two people.", by=self.people.manager, at=merge.decided_at)

    def move(self, patient, centre, on, cause, elsewhere):
        self._pass_on(patient, on, "move")

    def share(self, patient, centre, on, cause, elsewhere):
        self._pass_on(patient, on, "share")

    def _pass_on(self, patient: Any, on: date, kind: str) -> None:
        """To Songrim, where the person is seen on that day."""
        asked = a_transfer(self.people, patient, kind=kind)
        transfers.answer(transfer=asked, accept=True, on=on, by=self.people.songrim_receptionist, at=asked.requested_at)
        a_session(self.people, patient, centre=self.people.songrim, at=self.instant(self.people.songrim, on))
