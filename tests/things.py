"""A thing of every kind that an address can be opened on, made when the access table asks for it."""

from datetime import date

from apps.core.clock import now
from apps.desk.actions import saved_views
from apps.devices.actions import aftercare, devices, measurements
from apps.devices.models import DeviceType, MeasureField, ReviewInterval, State, Term
from apps.patients.actions import imports
from apps.patients.codes import code_of
from apps.patients.importing import work
from apps.physio.actions import plans, sessions
from apps.physio.models import Instrument
from apps.reports.actions import jobs, making, snapshots
from apps.reports.models import ReportFile
from apps.reports.periods import QUARTER, YEAR, ReportPeriod
from tests.desk.lists import an_export
from tests.merges import a_merge, asked
from tests.people import (
    MAY,
    People,
    a_consent,
    a_delivery,
    a_device,
    a_document,
    a_goal,
    a_lost_leg,
    a_patient,
    a_plan,
    a_score,
    a_session,
    a_transfer,
    an_appointment,
    an_assessment,
    an_episode,
    an_old_figure,
    taken_to,
)
from tests.reports.signing import a_reopening, approved
from tests.sync.tablets import a_conflict, an_operation, enrolled, offered


class Things:
    """A patient of Rakrang and what was done for him; each thing is made when a row asks for it."""

    def __init__(self, people: People) -> None:
        self.people, self.person = people, a_patient(people)

    def arguments(self, name: str) -> dict[str, object]:
        """The address's own arguments for a thing: its key, or what else the address asks for."""
        made = getattr(self, name)() if name else {}
        return made if isinstance(made, dict) else {"pk": made.pk}

    def patient(self):
        return self.person

    def pair(self):
        return {"pk": self.person.pk, "other": a_patient(self.people).pk}

    def merge(self):
        return asked(self.people, self.person, a_patient(self.people))

    def merged(self):
        return a_merge(self.people, self.person, a_patient(self.people))

    def limb(self):
        return a_lost_leg(self.people, self.person)

    def consent_kind(self):
        return {"pk": self.person.pk, "kind": "photo"}

    def consent(self):
        return a_consent(self.people, self.person)

    def transfer(self):
        return a_transfer(self.people, self.person)

    def document(self):
        return a_document(self.people, self.person)

    def code(self):
        return {"code": code_of(self.person.pk)}

    def episode(self):
        return an_episode(self.people, self.person)

    def assessment(self):
        return an_assessment(self.people, self.episode())

    def goal(self):
        return a_goal(self.people, self.episode())

    def member(self):
        return self.assessment().episode.team.get()

    def brought(self):
        centre, by = self.people.rakrang, self.people.manager
        return imports.bring(centre=centre, file_name="r.csv", content=b"name_hangul,sex\nx,M\n", by=by, at=now())

    def line(self):
        brought = self.brought()
        work.run(job_id=brought.pk)
        return brought.rows.get()

    def appointment(self):
        return an_appointment(self.people, self.person)

    def appointment_deed(self):
        return {"pk": self.appointment().pk, "deed": "cancel"}

    def wait(self):
        return {"track": "made", "device_class": "prosthesis"}

    def figure(self):
        return {"figure": "therapists-sessions"}

    def device(self):
        return a_device(self.people, self.person)

    def device_code(self):
        return {"code": code_of(self.device().pk)}

    def held(self):
        return devices.hold(device=self.device(), reason="wound", on=MAY, by=self.people.technician)

    def measured(self):
        return taken_to(self.people, self.device(), State.MEASURED)

    def fitted(self):
        return taken_to(self.people, self.device(), State.FITTING)

    def checked(self):
        return taken_to(self.people, self.device(), State.CHECKED)

    def delivery(self):
        return a_delivery(self.people, self.person)

    def delivered(self):
        return self.delivery().device

    def returned(self):
        chair = a_delivery(self.people, self.person, key="WCH-RIM").device
        return devices.end(device=chair, to=State.RETIRED, reason="returned", on=MAY, by=self.people.technician)

    def repair(self):
        by = self.people.technician
        made = aftercare.repair(device=self.delivered(), kind="repair", at=self.people.rakrang.noon(MAY), by=by)
        return {"kind": "repair", "pk": made.pk}

    def measurement(self):
        at, by = self.people.rakrang.noon(MAY), self.people.technician
        return measurements.record(device=self.device(), kind="cast", values={}, note="Cast.", at=at, by=by)

    def fitting(self):
        self.checked()
        return self.person.devices.get().fittings.get()

    def checkout(self):
        self.checked()
        return self.person.devices.get().checkouts.get()

    def mended(self):
        return {"pk": self.repair()["pk"]}

    def followup(self):
        at, by = self.people.rakrang.noon(MAY), self.people.technician
        return aftercare.follow_up(device=self.delivered(), at=at, by=by)

    def session(self):
        return a_session(self.people, self.person)

    def plan(self):
        return a_plan(self.people, self.episode())

    def ended_plan(self):
        return plans.end(plan=self.plan(), outcome="completed", on=MAY, by=self.people.physio)

    def group(self):
        both = [self.person, a_patient(self.people, name_hangul="리순희")]
        return sessions.record_group(
            centre=self.people.rakrang, patients=both, at=self.people.rakrang.noon(MAY), minutes=30,
            by=self.people.physio,
        )  # fmt: skip

    def score(self):
        return a_score(self.people, self.person)

    def catalogue_type(self):
        return DeviceType.objects.get(key="PRO-LL-TT")

    def catalogue_word(self):
        return Term.objects.first()

    def catalogue_measure(self):
        return MeasureField.objects.first()

    def catalogue_interval(self):
        return ReviewInterval.objects.exclude(device_type=None).first()

    def catalogue_instrument(self):
        return Instrument.objects.get(key="2mwt")

    def catalogue_threshold(self):
        return self.catalogue_instrument().thresholds.first()

    def membership(self):
        return self.people.technician.memberships.get()

    def centre(self):
        return self.people.rakrang

    def enrolment(self):
        return offered(self.people)

    def tablet(self):
        return enrolled(self.people).tablet

    def conflict(self):
        return a_conflict(self.tablet())

    def refused_operation(self):
        return an_operation(self.tablet(), status="rejected")

    def part(self):
        return {"pk": self.document().pk, "start": 0}

    def gap(self):
        return {"kind": "birth-date"}

    def counted_centre(self):
        return {"centre": "RAK"}

    def listing(self):
        return {"listing": "patients"}

    def view(self):
        return saved_views.keep(listing="patients", name="Women", query="sex=F", by=self.people.receptionist)

    def export(self):
        return an_export(self.people)

    def month(self):
        return {"centre": "RAK", "month": date(2016, 5, 1)}

    def cell(self):
        return {**self.month(), "code": "PRO"}

    def check(self):
        return {**self.month(), "key": "birth-missing"}

    def archived_month(self):
        approved(self.people)
        return self.month()

    def archived_year(self):
        return {"centre": self.archived_month()["centre"], "period": ReportPeriod(date(2016, 1, 1), YEAR)}

    def reopening(self):
        return a_reopening(self.people)

    def late_session(self):
        self.archived_month()
        return {"model": "physiosession", "pk": self.session().pk}

    def figures_report(self):
        return snapshots.current(centre=self.people.rakrang, month=date(2016, 5, 1))

    def figures_taken(self):
        return {"pk": self.figures_report().pk, "edition": "internal", "format": "csv"}

    def figures_now(self):
        return {**self.month(), "edition": "internal", "format": "csv"}

    def figures_now_period(self):
        return {
            "centre": "RAK",
            "period": ReportPeriod(date(2016, 4, 1), QUARTER),
            "edition": "internal",
            "format": "csv",
        }

    def figures_now_together(self):
        return {**self.together(), "edition": "internal", "format": "csv"}

    def figures_now_together_period(self):
        return {"period": ReportPeriod(date(2016, 1, 1), YEAR), "edition": "internal", "format": "csv"}

    def together(self):
        return {"month": date(2016, 5, 1)}

    def cell_together(self):
        return {**self.together(), "code": "PRO"}

    def drafted_month(self):
        snapshots.current(centre=self.people.rakrang, month=date(2016, 5, 1))
        return self.month()

    def revision(self):
        made = snapshots.current(centre=self.people.rakrang, month=date(2016, 5, 1))
        return {**self.month(), "revision": made.revision}

    def cell_of_revision(self):
        return {**self.revision(), "code": "PRO"}

    def period_together(self):
        return {"period": ReportPeriod(date(2016, 4, 1), 3)}

    def cell_of_period_together(self):
        return {**self.period_together(), "code": "PRO"}

    def period(self):
        return {"centre": "RAK", **self.period_together()}

    def cell_of_period(self):
        return {**self.period(), "code": "PRO"}

    def job(self):
        at = self.people.rakrang.noon(date(2016, 6, 1))
        return jobs.request(
            centre=self.people.rakrang, month=date(2016, 5, 1), language="en", by=self.people.manager, at=at
        )

    def file(self):
        job = self.job()
        making.make(job_id=job.pk)
        return ReportFile.objects.get(job=job)

    def whole_year(self):
        return {"centre": "RAK", "period": ReportPeriod(date(2016, 1, 1), YEAR)}

    def whole_year_together(self):
        return {"period": ReportPeriod(date(2016, 1, 1), YEAR)}

    def old_figure(self):
        return an_old_figure(self.people)

    def series_format(self):
        return {"format": "csv"}
