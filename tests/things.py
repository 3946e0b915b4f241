"""A thing of every kind that an address can be opened on, made when the access table asks for it."""

from datetime import date

from apps.core.clock import now
from apps.desk.actions import saved_views
from apps.devices.actions import aftercare, devices
from apps.devices.models import State
from apps.patients.actions import imports
from apps.patients.codes import code_of
from apps.patients.importing import work
from apps.physio.actions import sessions
from apps.reports.actions import jobs, making
from apps.reports.models import ReportFile
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
    a_session,
    a_transfer,
    an_assessment,
    an_episode,
    taken_to,
)


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

    def device(self):
        return a_device(self.people, self.person)

    def held(self):
        return devices.hold(device=self.device(), reason="wound", on=MAY, by=self.people.technician)

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

    def session(self):
        return a_session(self.people, self.person)

    def group(self):
        both = [self.person, a_patient(self.people, name_hangul="리순희")]
        return sessions.record_group(
            centre=self.people.rakrang, patients=both, at=self.people.rakrang.noon(MAY), minutes=30,
            by=self.people.physio,
        )  # fmt: skip

    def membership(self):
        return self.people.technician.memberships.get()

    def centre(self):
        return self.people.rakrang

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

    def together(self):
        return {"month": date(2016, 5, 1)}

    def cell_together(self):
        return {**self.together(), "code": "PRO"}

    def job(self):
        at = self.people.rakrang.noon(date(2016, 6, 1))
        return jobs.request(
            centre=self.people.rakrang, month=date(2016, 5, 1), language="en", by=self.people.manager, at=at
        )

    def file(self):
        job = self.job()
        making.make(job_id=job.pk)
        return ReportFile.objects.get(job=job)
