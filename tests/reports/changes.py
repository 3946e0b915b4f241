"""Whatever can move a figure afterwards: beside new services, corrections, closings, deaths, merges, decisions."""

from datetime import date, timedelta

from hypothesis import strategies as st

from apps.centres.models import Month, MonthState
from apps.core.clock import now
from apps.core.problems import Refused
from apps.devices.actions import devices
from apps.devices.models import Device, EndReason, State
from apps.patients.actions import impairments, patients
from apps.physio.actions import sessions
from apps.reports.models import Decision, Report
from tests.merges import a_merge
from tests.people import a_device, a_lost_leg, a_session
from tests.reports.histories import Story

KINDS = ["prosthesis", "orthosis", "crutches", "chair", "session", "repair", "follow-up", "void", "return", "reissue",
         "order", "cancel", "in-error", "sex", "birth", "test", "died", "cause", "merge", "file", "late", "moved",
         "known-before", "support-ends", "group"]  # fmt: skip
changes = st.tuples(
    st.sampled_from(KINDS), st.integers(0, 2), st.booleans(), st.dates(date(2016, 2, 20), date(2016, 7, 10)),
    st.sampled_from(["", "mine", "diabetes"]), st.sampled_from(["yes", "no", "unknown"]),
)  # fmt: skip


class Changes(Story):
    """A story that goes on after it was counted."""

    def make(self, what, who, at_songrim, on, cause, elsewhere):
        """One change; what the verbs refuse did not happen."""
        patient = self.patients[who % len(self.patients)]
        patient.refresh_from_db()
        centre = self.people.songrim if at_songrim else self.people.rakrang
        try:
            verb = getattr(self, {"return": "return_"}.get(what, what.replace("-", "_")))
            verb(patient, centre, on, cause, elsewhere)
        except Refused:
            return

    def order(self, patient, centre, on, cause, elsewhere):
        a_device(self.people, patient, key="ORT-TLSO", on=on, centre=centre)

    def cancel(self, patient, centre, on, cause, elsewhere):
        self._end(patient, on, EndReason.MEDICAL)

    def in_error(self, patient, centre, on, cause, elsewhere):
        self._end(patient, on, EndReason.ENTERED_IN_ERROR)

    def sex(self, patient, centre, on, cause, elsewhere):
        patients.correct(patient=patient, sex="F" if patient.sex == "M" else "M", by=self.people.receptionist)

    def birth(self, patient, centre, on, cause, elsewhere):
        born = on.replace(year=on.year - 18)
        patients.correct(patient=patient, birth_date=born, birth_precision="day", by=self.people.receptionist)

    def test(self, patient, centre, on, cause, elsewhere):
        type(patient).objects.filter(pk=patient.pk).update(is_test=not patient.is_test)

    def died(self, patient, centre, on, cause, elsewhere):
        patients.note_death(patient=patient, on=on, by=self.people.receptionist)

    def cause(self, patient, centre, on, cause, elsewhere):
        limb = patient.impairments.first() or a_lost_leg(self.people, patient, side="L")
        impairments.correct(
            impairment=limb, cause=cause, previously_fitted_elsewhere=elsewhere, by=self.people.technician
        )

    def merge(self, patient, centre, on, cause, elsewhere):
        survivors = [one for one in self.patients if one != patient]
        if survivors:
            a_merge(self.people, survivors[0], patient)
            self.patients = survivors

    def file(self, patient, centre, on, cause, elsewhere):
        month, _made = Month.objects.get_or_create(centre=centre, first_day=on.replace(day=1))
        month.filed_at, month.filed_by = now(), self.people.manager
        month.save()

    def late(self, patient, centre, on, cause, elsewhere):
        """A session that comes after its month was approved, and is taken into a revision half of the time."""
        month, _made = Month.objects.get_or_create(centre=centre, first_day=on.replace(day=1))
        state, month.state = month.state, MonthState.APPROVED
        month.save()
        session = a_session(self.people, patient, centre=centre, on=on)
        month.state = state
        month.save()
        if on.day % 2:
            report, _new = Report.objects.get_or_create(centre=centre, month=month.first_day)
            Decision.objects.create(
                centre=centre, month=month.first_day, kind="late", model="physiosession", row_id=session.pk,
                verdict="taken", report=report, decided_by=self.people.manager, decided_at=now(),
            )  # fmt: skip

    def moved(self, patient, centre, on, cause, elsewhere):
        """A session was on another day."""
        session = patient.physiosessions.filter(voided_at=None).first()
        if session is not None:
            sessions.correct(
                session=session, reason="Another day.", by=self.people.physio, voided_at=now(), at=centre.noon(on)
            )

    def known_before(self, patient, centre, on, cause, elsewhere):
        patients.grant_access(patient=patient, centre=centre, by=self.people.manager, on=on, migrated=True)

    def support_ends(self, patient, centre, on, cause, elsewhere):
        last = on.replace(day=1)
        centre.support_periods.filter(first_month__lte=last).update(last_month=last)

    def group(self, patient, centre, on, cause, elsewhere):
        sessions.record_group(
            centre=centre, patients=self.patients, absent=self.patients[: on.day % 2], at=centre.noon(on), minutes=30,
            by=self.people.physio,
        )  # fmt: skip

    def _end(self, patient, on, reason):
        open_ones = Device.objects.open().filter(patient=patient)
        device = open_ones.first()
        if device is None:
            device = a_device(self.people, patient, key="ORT-TLSO", on=on - timedelta(days=40))
        devices.end(device=device, to=State.CANCELLED, reason=reason, on=on, by=self.people.technician)
