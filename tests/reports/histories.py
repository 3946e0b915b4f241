"""Random histories for the property tests: who came when, what was done, what was undone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hypothesis import strategies as st

from apps.core.problems import Refused
from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.models import DeviceType, EndReason, RepairKind, State
from apps.patients.actions import services
from tests.people import People, a_delivery, a_lost_leg, a_patient, a_session

EARLY = date(2015, 6, 1)
people_of_a_history = st.lists(
    st.fixed_dictionaries(
        {
            "sex": st.sampled_from("MFOU"),
            "birth_date": st.sampled_from(
                [None, date(1960, 2, 29), date(1998, 5, 20), date(1998, 7, 1), date(2000, 2, 29), date(2010, 1, 1)]
            ),
            "is_test": st.sampled_from([False, False, False, True]),
            "migrated": st.booleans(),
        }
    ),
    min_size=2,
    max_size=3,
)
things_done = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(
            ["prosthesis", "orthosis", "crutches", "stick", "chair", "session", "absent", "repair", "follow-up", "void",
             "return", "reissue"]
        ),
        st.booleans(),
        st.dates(date(2016, 2, 20), date(2016, 7, 10)),
        st.sampled_from(["", "mine", "erw", "diabetes", "not-known"]),
        st.sampled_from(["yes", "no", "unknown"]),
    ),
    min_size=3,
    max_size=9,
)  # fmt: skip


@dataclass
class Story:
    """Tells a history through the product's verbs; what the verbs refuse did not happen."""

    people: People
    patients: list[Any]
    clock: time = time(12)

    @classmethod
    def begin(cls, people: People, persons: list[dict[str, Any]]) -> "Story":
        return cls(people, [a_patient(people, on=EARLY, **person) for person in persons])

    def tell(self, events: list[tuple[Any, ...]]) -> None:
        for who, what, at_songrim, on, cause, elsewhere in sorted(events, key=lambda event: event[3]):
            patient = self.patients[who % len(self.patients)]
            centre = self.people.songrim if at_songrim else self.people.rakrang
            try:
                getattr(self, {"return": "return_"}.get(what, what.replace("-", "_")))(
                    patient, centre, on, cause, elsewhere
                )
            except Refused:
                continue

    def instant(self, centre, on):
        return datetime.combine(on, self.clock, tzinfo=centre.zone)

    def prosthesis(self, patient, centre, on, cause, elsewhere):
        side = "L" if on.day % 2 else "R"
        if not patient.impairments.filter(side=side).exists():
            a_lost_leg(self.people, patient, side=side, cause=cause, previously_fitted_elsewhere=elsewhere)
        a_delivery(self.people, patient, centre=centre, at=self.instant(centre, on), on=on, side=side)

    def orthosis(self, patient, centre, on, cause, elsewhere):
        a_delivery(self.people, patient, centre=centre, at=self.instant(centre, on), on=on, key="ORT-TLSO")

    def crutches(self, patient, centre, on, cause, elsewhere):
        self._hand_out(patient, centre, on, "CRU-AXIL", 1 + on.day % 3)

    def stick(self, patient, centre, on, cause, elsewhere):
        self._hand_out(patient, centre, on, "WLK-STICK", 1)

    def chair(self, patient, centre, on, cause, elsewhere):
        self._hand_out(patient, centre, on, "WCH-RIM" if on.day % 3 else "TRI-HAND", 1)

    def session(self, patient, centre, on, cause, elsewhere):
        a_session(self.people, patient, centre=centre, at=self.instant(centre, on))

    def absent(self, patient, centre, on, cause, elsewhere):
        a_session(self.people, patient, centre=centre, at=self.instant(centre, on), attended=False)

    def repair(self, patient, centre, on, cause, elsewhere):
        for device in patient.devices.filter(state=State.DELIVERED)[:1]:
            aftercare.repair(
                device=device,
                kind=RepairKind.REPAIR,
                at=self.instant(centre, on),
                by=self.people.technician,
                centre=centre,
            )

    def follow_up(self, patient, centre, on, cause, elsewhere):
        for device in patient.devices.filter(state=State.DELIVERED)[:1]:
            aftercare.follow_up(device=device, at=self.instant(centre, on), by=self.people.technician, centre=centre)

    def void(self, patient, centre, on, cause, elsewhere):
        reason, at, by = "Entered for the wrong person", self.instant(centre, on), self.people.manager
        delivery = patient.deliverys.filter(voided_at=None).first()
        session = patient.physiosessions.filter(voided_at=None).first()
        if delivery is not None and on.day % 2:
            deliveries.void(delivery=delivery, reason=reason, by=by, at=at)
        elif session is not None:
            services.void(service=session, reason=reason, by=by, at=at)

    def return_(self, patient, centre, on, cause, elsewhere):
        for device in patient.devices.filter(state=State.DELIVERED, device_type__device_class="wheelchair")[:1]:
            devices.end(device=device, to=State.RETIRED, reason=EndReason.RETURNED, on=on, by=self.people.technician)

    def reissue(self, patient, centre, on, cause, elsewhere):
        for owner in self.patients:
            for device in owner.devices.filter(state=State.RETIRED)[:1]:
                aftercare.reissue(
                    device=device,
                    patient=patient,
                    centre=centre,
                    at=self.instant(centre, on),
                    by=self.people.technician,
                )
                return

    def _hand_out(self, patient, centre, on, key, quantity):
        deliveries.hand_out(
            patient=patient, centre=centre, device_type=DeviceType.objects.get(key=key), quantity=quantity,
            at=self.instant(centre, on), by=self.people.receptionist,
        )  # fmt: skip
