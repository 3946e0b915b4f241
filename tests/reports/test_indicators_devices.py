"""Devices in the report: delivered ones, by class, by limb's cause, in the month and place of the hand-over."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.ids import new_id
from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.models import DeviceType, EndReason, RepairKind, State
from apps.reports.indicators import CellRows, Scope
from apps.reports.indicators.figures import quantile
from apps.reports.periods import one_month
from tests.people import People, a_delivery, a_device, a_lost_leg, a_patient, a_session
from tests.reports.counts import APRIL, JUNE, MAY, monthly, together, totals


def hand_out(people: People, patient, key, quantity=1, on=date(2016, 5, 10)):
    return deliveries.hand_out(
        patient=patient, centre=people.rakrang, device_type=DeviceType.objects.get(key=key), quantity=quantity,
        at=people.rakrang.noon(on), by=people.receptionist,
    )  # fmt: skip


def test_a_device_and_sessions_are_one_beneficiary(people: People) -> None:
    """IND-01."""
    patient = a_patient(people)
    a_delivery(people, patient, on=date(2016, 5, 3))
    for day in range(4, 9):
        a_session(people, patient, on=date(2016, 5, day))
    assert totals(monthly(people.rakrang), "BEN", "PRO", "PTS", "PTP") == (1, 1, 5, 1)


def test_devices_of_a_person_served_in_both_centres_add(people: People) -> None:
    """IND-03."""
    patient = a_patient(people)
    a_delivery(people, patient)
    a_delivery(people, patient, centre=people.songrim, side="R")
    centres = [people.rakrang, people.songrim]
    nation = together(centres)
    assert [monthly(centre)["BEN"].total for centre in centres] == [1, 1]
    assert (nation["BEN"].total, nation["BEN"].overlap, nation["PRO"].total) == (1, 1, 2)


def test_a_bilateral_first_fitting_is_two_devices_and_one_new_patient(people: People) -> None:
    """IND-04."""
    patient = a_patient(people)
    for side in "LR":
        a_lost_leg(people, patient, side=side, previously_fitted_elsewhere="no")
        a_delivery(people, patient, side=side)
    assert totals(monthly(people.rakrang), "PRO", "NEWPRO") == (2, 1)


def test_the_cause_of_each_limb_decides(people: People) -> None:
    """IND-05."""
    patient = a_patient(people)
    for side, cause in (("L", "mine"), ("R", "diabetes")):
        a_lost_leg(people, patient, side=side, cause=cause)
        a_delivery(people, patient, side=side)
    assert totals(monthly(people.rakrang), "PRO", "PROM") == (2, 1)


@pytest.mark.parametrize("cause", ["", "not-known"])
def test_an_unknown_cause_is_left_out_and_said(people: People, cause: str) -> None:
    """IND-06: the base with a known cause is printed beside it."""
    patient = a_patient(people)
    a_lost_leg(people, patient, side="L", cause=cause)
    a_lost_leg(people, patient, side="R", cause="erw")
    a_delivery(people, patient, side="L")
    a_delivery(people, patient, side="R")
    figures = monthly(people.rakrang)
    assert totals(figures, "PRO", "PROM") == (2, 1)
    assert (figures.notes["PROM-UNKNOWN"], figures.notes["PROM-BASE"]) == (1, 1)


@pytest.mark.parametrize(("known", "new", "noted"), [("yes", 0, 0), ("unknown", 1, 1), ("no", 1, 0)])
def test_previously_fitted_elsewhere_is_not_new(people: People, known: str, new: int, noted: int) -> None:
    """IND-07: unknown is counted, with a footnote."""
    patient = a_patient(people)
    a_lost_leg(people, patient, previously_fitted_elsewhere=known)
    a_delivery(people, patient)
    figures = monthly(people.rakrang)
    assert figures["NEWPRO"].total == new
    assert figures.notes["NEWPRO-UNKNOWN"] == noted


def test_the_first_device_of_a_class_counts_as_new_once_and_where_it_was(people: People) -> None:
    """A renewal, and a later device at the other centre, is not a new patient; another class is."""
    patient = a_patient(people)
    a_delivery(people, patient, on=date(2016, 4, 5))
    a_delivery(people, patient, centre=people.songrim)
    a_delivery(people, patient, key="ORT-AFO-R")
    assert totals(monthly(people.rakrang), "NEWPRO", "NEWORT") == (0, 1)
    assert monthly(people.songrim)["NEWPRO"].total == 0
    assert monthly(people.rakrang, APRIL)["NEWPRO"].total == 1


def test_three_crutches_for_two_people_are_one_and_a_half_pairs(people: People) -> None:
    """IND-08."""
    hand_out(people, a_patient(people), "CRU-AXIL", 2)
    hand_out(people, a_patient(people, sex="F"), "CRU-AXIL", 1)
    figures = monthly(people.rakrang)
    assert totals(figures, "CRU", "CRP") == (3, Decimal("1.5"))
    assert (figures["CRP"].men, figures["CRP"].women) == (Decimal("1.0"), Decimal("0.5"))


def test_one_elbow_crutch_is_half_a_pair(people: People) -> None:
    """IND-09."""
    hand_out(people, a_patient(people), "CRU-ELBOW")
    assert totals(monthly(people.rakrang), "CRU", "CRP") == (1, Decimal("0.5"))


def test_a_stick_is_no_crutch(people: People) -> None:
    """IND-10."""
    hand_out(people, a_patient(people), "WLK-STICK")
    assert totals(monthly(people.rakrang), "WLK", "CRP") == (1, Decimal(0))


def test_a_socket_replaced_is_a_repair_and_a_new_serial_number_a_prosthesis(people: People) -> None:
    """IND-11."""
    patient = a_patient(people)
    old = a_delivery(people, patient, on=date(2016, 4, 5)).device
    aftercare.repair(device=old, kind=RepairKind.SOCKET, at=people.rakrang.noon(MAY), by=people.technician)
    assert totals(monthly(people.rakrang), "REP", "PRO") == (1, 0)
    a_delivery(people, patient, replaces=old, serial_number="RAK-2")
    assert totals(monthly(people.rakrang), "REP", "PRO") == (1, 1)


def test_a_device_counts_when_delivered_and_not_when_made(people: People) -> None:
    """IND-12."""
    a_delivery(people, a_patient(people), prescribed_on=date(2016, 4, 4), on=date(2016, 5, 2))
    assert monthly(people.rakrang)["PRO"].total == 1
    assert monthly(people.rakrang, APRIL)["PRO"].total is None


def test_a_voided_delivery_is_not_counted(people: People) -> None:
    """IND-13."""
    a_session(people, a_patient(people))
    delivery = a_delivery(people, a_patient(people), on=date(2016, 5, 3))
    deliveries.void(
        delivery=delivery, reason="Handed to the wrong person", by=people.manager,
        at=people.rakrang.noon(date(2016, 5, 7)),
    )  # fmt: skip
    assert totals(monthly(people.rakrang), "PRO", "NEWPRO", "BEN") == (0, 0, 1)


def test_a_cancelled_device_stands_among_those_closed_without_delivery(people: People) -> None:
    """IND-15; an entry made in error was no order."""
    a_session(people, a_patient(people))
    for reason in (EndReason.PATIENT_DECLINED, EndReason.ENTERED_IN_ERROR):
        device = a_device(people, a_patient(people))
        devices.end(device=device, to=State.CANCELLED, reason=reason, on=date(2016, 5, 20), by=people.technician)
    figures = monthly(people.rakrang)
    assert totals(figures, "PRO", "NDV", "WAI") == (0, 1, 0)
    assert [(detail.key, detail.cell.total) for detail in figures.details["NDV"]] == [("patient-declined", 1)]


@pytest.mark.parametrize(("minute", "month"), [(10, APRIL), (40, MAY)])
def test_the_local_date_with_its_zones_history_decides_the_month(people: People, minute: int, month: date) -> None:
    """IND-16: 15:10Z is 23:40 on 30 April at UTC+8:30."""
    a_delivery(people, a_patient(people), at=datetime(2016, 4, 30, 15, minute, tzinfo=UTC))
    assert {m: monthly(people.rakrang, m)["PRO"].total for m in (APRIL, MAY)} == {
        APRIL: 1 if month == APRIL else None,
        MAY: 1 if month == MAY else None,
    }


def test_the_same_form_sent_twice_is_one_device(people: People) -> None:
    """IND-26, at the desk: a client-made key arrives twice."""
    patient, key = a_patient(people), new_id()
    crutch = DeviceType.objects.get(key="CRU-AXIL")
    for _again in range(2):
        deliveries.hand_out(
            patient=patient, centre=people.rakrang, device_type=crutch, quantity=2, id=key,
            at=people.rakrang.noon(MAY), by=people.receptionist,
        )  # fmt: skip
    assert monthly(people.rakrang)["CRU"].total == 2


def test_a_chair_issued_again_has_its_own_line(people: People) -> None:
    """IND-29."""
    delivery = hand_out(people, a_patient(people), "WCH-RIM", on=date(2016, 5, 2))
    chair = devices.end(
        device=delivery.device, to=State.RETIRED, reason=EndReason.RETURNED, on=date(2016, 5, 9), by=people.technician
    )
    aftercare.reissue(
        device=chair, patient=a_patient(people, sex="F"), centre=people.rakrang,
        at=people.rakrang.noon(date(2016, 5, 12)), by=people.technician,
    )  # fmt: skip
    assert totals(monthly(people.rakrang), "WCH", "REI", "TRI") == (1, 1, 0)


def test_waiting_is_told_for_the_end_of_the_last_day(people: People) -> None:
    """WAI: prescribed in May, delivered in June: waiting at the end of May and not of June."""
    a_session(people, a_patient(people))
    a_delivery(people, a_patient(people), prescribed_on=date(2016, 5, 20), on=date(2016, 6, 2))
    assert (monthly(people.rakrang)["WAI"].total, monthly(people.rakrang, JUNE)["WAI"].total) == (1, 0)


def test_lead_time_leaves_out_what_was_handed_out_at_once(people: People) -> None:
    """LEAD: median and 90th percentile of days from prescription to delivery."""
    for day in (12, 13, 22):
        a_delivery(people, a_patient(people), prescribed_on=date(2016, 5, 2), on=date(2016, 5, day))
    hand_out(people, a_patient(people), "WCH-RIM")
    (lead,) = monthly(people.rakrang).lead
    assert (lead.device_class, lead.devices, lead.median, lead.ninetieth) == (
        "prosthesis", 3, Decimal("11.0"), Decimal("18.2"),
    )  # fmt: skip


def test_behind_a_waiting_time_stand_the_devices_with_their_days(people: People) -> None:
    for day in (12, 13, 22):
        a_delivery(people, a_patient(people), prescribed_on=date(2016, 5, 2), on=date(2016, 5, day))
    hand_out(people, a_patient(people), "WCH-RIM")
    rows = CellRows(Scope.of(people.rakrang), one_month(MAY), "LEAD", detail="prosthesis")
    assert [row.units for row in rows.listed()] == [10, 11, 20]
    assert rows.totals() == (3, 3, 3)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=30), st.sampled_from((5, 9)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_quantile_is_the_one_of_the_database(db: None, days: list[int], tenths: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(%s) WITHIN GROUP (ORDER BY days)::numeric(9, 1) FROM unnest(%s) days",
            [tenths / 10, days],
        )
        assert cursor.fetchone() == (quantile(days, tenths),)


def test_devices_stand_by_type_and_the_types_add_up(people: People) -> None:
    a_delivery(people, a_patient(people))
    a_delivery(people, a_patient(people), key="PRO-LL-TF")
    figures = monthly(people.rakrang)
    assert {detail.key: detail.cell.total for detail in figures.details["PRO"]} == {"PRO-LL-TF": 1, "PRO-LL-TT": 1}
    rows = CellRows(Scope.of(people.rakrang), one_month(MAY), "PRO", detail="PRO-LL-TF")
    assert rows.totals() == (1, 1, 1)
