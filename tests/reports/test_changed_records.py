"""What changes after a month was approved leaves its figures alone, and waits with the effect it would have."""

from datetime import date

import pytest

from apps.accounts.models import User
from apps.core.clock import now
from apps.core.problems import Refused
from apps.devices.actions import aftercare, deliveries
from apps.devices.models import Delivery
from apps.patients.actions import impairments, merges, patients
from apps.patients.models import Patient
from apps.reports.actions import decisions, validation
from apps.reports.models import Decision, Report
from apps.reports.pending import MonthPending
from apps.reports.pending.told import told_changed
from apps.reports.snapshot import from_data
from tests.merges import a_merge
from tests.people import People, a_delivery, a_lost_leg, a_patient, a_session
from tests.reports.counts import JUNE, MAY, monthly
from tests.reports.signing import AT, HOUR, approved, reopened

pytestmark = pytest.mark.usefixtures("in_english", "no_broker")

LATER = AT + 5 * HOUR


def what_waits(people: People, month: date = MAY) -> list[tuple[str, list[str]]]:
    """Of each change that waits its effect, and what happened."""
    pending = MonthPending(people.rakrang, month)
    told = told_changed(pending, pending.changed_waiting, reader=people.manager)
    return [(one.effect.words, [said for r in one.records for said in r.happened]) for one in told if one.effect]


def figures_of(report: Report) -> object:
    return from_data(Report.objects.get(pk=report.pk).seal.snapshot.content).figures["month"]


def the_rows(people: People) -> list[tuple[str, object]]:
    return [key for item in MonthPending(people.rakrang, MAY).changed for key in item.keys]


def test_nothing_waits_while_the_records_stand(people: People) -> None:
    a_delivery(people, a_patient(people))
    assert MonthPending(people.rakrang, MAY).changed == ()
    approved(people)
    assert MonthPending(people.rakrang, MAY).changed == ()


def test_an_order_delivered_a_month_later_still_waited_in_this_one(people: People) -> None:
    """Its version is another one; what it counted as is the same."""
    a_session(people, a_patient(people))
    approved(people)
    a_delivery(people, a_patient(people), on=date(2016, 6, 10))
    assert what_waits(people) == []


def test_a_delivery_voided_after_approval_waits_with_one_prosthesis_less(people: People, second: User) -> None:
    """IND-14."""
    delivery = a_delivery(people, a_patient(people))
    a_session(people, delivery.patient)
    report = approved(people)
    deliveries.void(delivery=delivery, reason="Never handed over.", by=people.technician, at=LATER)
    ((effect, said),) = what_waits(people)
    assert effect == "NEWPRO 1 → 0, PRO 1 → 0, WAI 0 → 1, BEN unchanged"
    assert "Voided on 2016-06-01 by Technician: Never handed over." in said
    assert figures_of(report)["PRO"].total == 1
    reopened(people, second, report)
    revised = validation.submit(centre=people.rakrang, month=MAY, by=people.manager, at=LATER)
    validation.approve(report=revised, by=second, at=LATER)
    assert [figures_of(one)["PRO"].total for one in (report, revised)] == [1, 0]
    assert what_waits(people) == []


def test_a_sex_corrected_after_approval_is_an_open_difference(people: People) -> None:
    """IND-22: one change of the person, however many records."""
    patient = a_patient(people)
    for day in (3, 4):
        a_session(people, patient, on=date(2016, 5, day))
    report = approved(people)
    patients.correct(patient=Patient.objects.get(pk=patient.pk), sex="F", by=people.receptionist)
    ((effect, said),) = what_waits(people)
    assert effect.startswith("BEN (Women) 0 → 1, BEN (Men) 1 → 0")
    assert said[0].startswith("Counts under Women, was under Men")
    assert (figures_of(report)["BEN"].men, monthly(people.rakrang)["BEN"].women) == (1, 1)


def test_two_records_merged_after_approval_are_one_person_less(people: People) -> None:
    """IND-23: the snapshot stays; undone, nothing waits."""
    both = [a_patient(people), a_patient(people)]
    for patient in both:
        a_session(people, patient)
    report = approved(people)
    merge = a_merge(people, *both)
    ((effect, said),) = what_waits(people)
    assert effect == "BEN 2 → 1, BENNEW 2 → 1, PTP 2 → 1"
    assert said[0].startswith("RAK-2016-0002 was merged into RAK-2016-0001 on ")
    assert figures_of(report)["BEN"].total == 2
    merges.undo(merge=merge, reason="Two brothers.", by=people.physio, at=now())
    assert what_waits(people) == []


def test_a_merge_undone_after_approval_is_one_person_more(people: People) -> None:
    both = [a_patient(people), a_patient(people)]
    for patient in both:
        a_session(people, patient)
    merge = a_merge(people, *both)
    approved(people)
    merges.undo(merge=merge, reason="Two brothers.", by=people.physio, at=now())
    ((effect, said),) = what_waits(people)
    assert effect == "BEN 1 → 2, BENNEW 1 → 2, PTP 1 → 2"
    assert "was undone on" in said[0]


def test_a_cause_corrected_after_approval_changes_the_mine_survivors(people: People) -> None:
    patient = a_patient(people)
    leg = a_lost_leg(people, patient, cause="diabetes")
    a_delivery(people, patient, impairment=leg)
    approved(people)
    impairments.correct(impairment=leg, cause="mine", by=people.technician)
    ((effect, _said),) = what_waits(people)
    assert effect == "PROM 0 → 1, BEN unchanged"


def test_who_may_not_see_causes_reads_neither_whose_nor_what(people: People) -> None:
    patient = a_patient(people)
    leg = a_lost_leg(people, patient, cause="diabetes")
    a_delivery(people, patient, impairment=leg)
    approved(people)
    impairments.correct(impairment=leg, cause="mine", by=people.technician)
    pending = MonthPending(people.rakrang, MAY)
    (told,) = told_changed(pending, pending.changed, reader=people.auditor)
    assert (told.records[0].line.who, told.records[0].line.what) == ("not shown", "")
    assert (told.effect.words, told.effect.whole) == ("BEN unchanged", False)
    assert told.records[0].happened == ("A guarded detail was corrected.",)


def test_a_repair_counts_otherwise_because_the_delivery_beside_it_was_voided(people: People) -> None:
    """One change: the two depend on each other."""
    patient = a_patient(people)
    delivery = a_delivery(people, patient)
    chair = a_delivery(people, patient, on=date(2016, 4, 5), key="WCH-RIM").device
    aftercare.repair(device=chair, kind="repair", at=people.rakrang.noon(date(2016, 5, 20)), by=people.technician)
    approved(people)
    deliveries.void(delivery=delivery, reason="Wrong person.", by=people.technician, at=LATER)
    ((effect, said),) = what_waits(people)
    assert effect == "NEWPRO 1 → 0, FOL 0 → 1, PRO 1 → 0, WAI 0 → 1, BEN unchanged"
    assert "Now counts in FOL too." in said


def test_a_first_prosthesis_may_move_because_of_another_months_record(people: People, second: User) -> None:
    """NEWPRO of June changes when a late fitting of May is taken into May; it is said plainly."""
    patient = a_patient(people)
    report = approved(people)
    a_delivery(people, patient, on=date(2016, 6, 10))
    approved(people, month=JUNE, at=AT.replace(month=7))
    late = a_delivery(people, patient, on=date(2016, 5, 28), side="R")
    assert what_waits(people, JUNE) == []
    reopened(people, second, report)
    decisions.take(centre=people.rakrang, month=MAY, rows=[("delivery", late.pk)], by=people.manager, at=LATER)
    ((effect, said),) = what_waits(people, JUNE)
    assert effect == "BENNEW 1 → 0, NEWPRO 1 → 0, BEN unchanged"
    assert any("maybe of another month" in sentence for sentence in said)


def test_changes_of_different_records_are_told_apart_and_together(people: People) -> None:
    first, other = (a_delivery(people, a_patient(people, name_hangul=name)) for name in ("김철수", "리순희"))
    approved(people)
    for delivery in (first, other):
        deliveries.void(delivery=delivery, reason="Wrong person.", by=people.technician, at=LATER)
    pending = MonthPending(people.rakrang, MAY)
    effects = [effect.words for effect in pending.effects_of_changed(pending.changed)]
    assert effects == ["BEN 2 → 1, BENNEW 2 → 1, NEWPRO 2 → 1, PRO 2 → 1, WAI 0 → 1"] * 2
    assert pending.joint_of_changed(pending.changed).words == (
        "BEN 2 → 0, BENNEW 2 → 0, NEWPRO 2 → 0, PRO 2 → 0, WAI 0 → 2"
    )


def test_a_change_that_was_left_no_longer_waits_until_it_changes_again(people: People) -> None:
    patient = a_patient(people)
    a_session(people, patient)
    report = approved(people)
    patients.correct(patient=Patient.objects.get(pk=patient.pk), sex="F", by=people.receptionist)
    usual = {"report": report, "reason": "Too small.", "by": people.manager, "at": LATER}
    first, again = (decisions.leave(rows=the_rows(people), **usual) for _ in range(2))
    assert (first, what_waits(people)) == (again, [])
    patients.correct(patient=Patient.objects.get(pk=patient.pk), sex="U", by=people.receptionist)
    assert len(what_waits(people)) == 1


def test_a_change_is_left_with_a_reason_only_and_only_what_changed(people: People) -> None:
    delivery = a_delivery(people, a_patient(people))
    report = approved(people)
    usual = {"report": report, "by": people.manager, "at": LATER}
    with pytest.raises(Refused, match="no longer waits"):
        decisions.leave(rows=[("delivery", delivery.pk)], reason="Small.", **usual)
    deliveries.void(delivery=delivery, reason="Wrong person.", by=people.technician, at=LATER)
    with pytest.raises(Refused, match="Say why"):
        decisions.leave(rows=the_rows(people), reason=" ", **usual)
    assert not Decision.objects.exists()


def test_while_a_further_revision_is_drafted_there_is_nothing_to_leave(people: People, second: User) -> None:
    delivery = a_delivery(people, a_patient(people))
    report = approved(people)
    deliveries.void(delivery=delivery, reason="Wrong person.", by=people.technician, at=LATER)
    reopened(people, second, report)
    with pytest.raises(Refused, match="being drafted"):
        decisions.leave(report=report, rows=the_rows(people), reason="Small.", by=people.manager, at=LATER)


def test_a_service_entered_anew_after_a_void_balances_it(people: People) -> None:
    """Each alone changes the figures, both together do not."""
    delivery = a_delivery(people, a_patient(people))
    approved(people)
    deliveries.void(delivery=delivery, reason="Wrong day.", by=people.technician, at=LATER)
    deliveries.deliver(
        device=Delivery.objects.get().device, at=people.rakrang.noon(date(2016, 5, 12)), by=people.technician
    )  # fmt: skip
    pending = MonthPending(people.rakrang, MAY)
    assert (len(pending.waiting), len(pending.changed)) == (1, 1)
    assert pending.joint(pending.waiting, pending.changed).words == "BEN unchanged"
