"""The pages of a merge: picked, compared, asked for, decided, withdrawn, undone."""

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.ids import new_id
from apps.patients.actions import merges, patients
from apps.patients.models import Merge, MergeState, Patient
from tests.merges import a_merge, asked, two_records
from tests.people import a_lost_leg, a_patient, a_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(people):
    return two_records(people, name_hangul="리철수", name_romanised="Ri Chol Su", phone="02-381-1111")


def filled(survivor, loser, **given):
    seen = f"{survivor.version}.{loser.version}"
    return {"record_id": str(new_id()), "seen": seen, "reason": "The same paper card.", **given}


def ask(as_user, user, survivor, loser, **given):
    for person in (survivor, loser):
        person.refresh_from_db()
    address = reverse("patients:merge_with", args=[survivor.pk, loser.pk])
    return as_user(user).post(address, filled(survivor, loser, **given))


def decision(merge, **given):
    merge.refresh_from_db()
    seen = f"{merge.survivor.version}.{merge.loser.version}"
    return {"version": merge.version, "seen": seen, "decision": "approve", "note": "", **given}


def decide(as_user, user, merge, **given):
    return as_user(user).post(reverse("patients:merge_decide", args=[merge.pk]), decision(merge, **given))


def test_people_who_are_alike_are_offered(people, as_user):
    survivor, loser = two_records(people)
    page = as_user(people.receptionist).get(reverse("patients:merge", args=[survivor.pk])).content.decode()
    assert loser.number in page
    assert reverse("patients:merge_with", args=[survivor.pk, loser.pk]) in page


def test_somebody_else_is_found_by_name(people, as_user, both):
    survivor, loser = both
    page = as_user(people.receptionist).get(reverse("patients:merge", args=[survivor.pk]), {"q": "리철"})
    assert loser.number in page.content.decode()


def test_the_comparison_offers_both_values_and_fills_gaps(people, as_user, both):
    survivor, loser = both
    a_session(people, loser)
    page = as_user(people.receptionist).get(reverse("patients:merge_with", args=[survivor.pk, loser.pk]))
    form = page.context["form"]
    assert form["take_phone"].value() == "loser"
    assert form["take_name_hangul"].value() == "survivor"
    assert "Physiotherapy sessions: <strong>1</strong>" in page.content.decode()


def test_asking_keeps_what_was_chosen(people, as_user, both):
    answer = ask(as_user, people.receptionist, *both, take_name_hangul="loser", take_phone="survivor")
    merge = Merge.objects.get()
    assert answer.url == reverse("patients:merge_show", args=[merge.pk])
    assert (merge.taken, merge.requested_by, merge.state) == (["name_hangul"], people.receptionist, "requested")


def test_asked_twice_with_one_form_is_asked_once(people, as_user, both):
    key = str(new_id())
    assert [ask(as_user, people.receptionist, *both, record_id=key).status_code for _press in "12"] == [302, 302]
    assert Merge.objects.count() == 1


def test_a_record_changed_meanwhile_is_looked_at_again(people, as_user, both):
    survivor, loser = both
    stale = filled(survivor, loser)
    patients.correct(patient=loser, phone="02-381-2222", by=people.receptionist)
    address = reverse("patients:merge_with", args=[survivor.pk, loser.pk])
    page = as_user(people.receptionist).post(address, stale)
    assert page.status_code == 422
    assert "02-381-2222" in page.content.decode()
    assert as_user(people.receptionist).post(address, {**stale, "seen": page.context["form"]["seen"].value()})
    assert Merge.objects.count() == 1


def test_no_reason_no_merge_and_nothing_typed_is_lost(people, as_user, both):
    page = ask(as_user, people.receptionist, *both, reason=" ", take_name_hangul="loser")
    assert page.status_code == 422
    assert page.context["form"]["take_name_hangul"].value() == "loser"


def test_one_record_is_not_merged_with_itself(people, as_user):
    patient = a_patient(people)
    page = as_user(people.receptionist).get(reverse("patients:merge_with", args=[patient.pk, patient.pk]))
    assert "not two records but one" in page.content.decode()


@pytest.mark.parametrize(("who", "shown"), [("receptionist", False), ("technician", True)])
def test_the_category_is_absent_for_whoever_may_not_see_it(people, as_user, who, shown):
    survivor, loser = two_records(people, category="military")
    merge = asked(people, survivor, loser, taken=["category"])
    client = as_user(getattr(people, who))
    pages = [client.get(reverse("patients:merge_with", args=[survivor.pk, loser.pk]))]
    pages.append(client.get(reverse("patients:merge_show", args=[merge.pk])))
    merges.decide(merge=merge, approve=True, by=people.doctor, at=now())
    pages.append(client.get(reverse("patients:merge_show", args=[merge.pk])))
    assert {"Military" in page.content.decode() for page in pages} == {shown}


def test_a_category_nobody_was_shown_is_not_lost(people, as_user):
    survivor, loser = two_records(people, category="military")
    ask(as_user, people.receptionist, survivor, loser)
    assert Merge.objects.get().taken == ["category"]


def test_a_second_person_merges(people, as_user, both):
    survivor, loser = both
    merge = asked(people, survivor, loser)
    assert decide(as_user, people.doctor, merge).url == reverse("patients:detail", args=[survivor.pk])
    assert Patient.objects.get(pk=loser.pk).merged_into == survivor


def test_whoever_asked_is_not_offered_the_decision_and_is_refused_it(people, as_user, both):
    merge = asked(people, *both, by=people.doctor)
    page = as_user(people.doctor).get(reverse("patients:merge_show", args=[merge.pk])).content.decode()
    assert reverse("patients:merge_decide", args=[merge.pk]) not in page
    assert decide(as_user, people.doctor, merge).status_code == 422


def test_refusing_needs_a_note(people, as_user, both):
    merge = asked(people, *both)
    assert decide(as_user, people.doctor, merge, decision="refuse").status_code == 422
    assert decide(as_user, people.doctor, merge, decision="refuse", note="Brothers.").status_code == 302
    merge.refresh_from_db()
    assert (merge.state, merge.decision_note) == (MergeState.REFUSED, "Brothers.")


def test_a_decision_pressed_twice_is_one_and_a_second_one_is_refused(people, as_user, both):
    merge = asked(people, *both)
    again = decision(merge)
    decide(as_user, people.doctor, merge)
    address = reverse("patients:merge_decide", args=[merge.pk])
    assert as_user(people.doctor).post(address, again).status_code == 302
    assert as_user(people.manager).post(address, again).status_code == 422
    merge.refresh_from_db()
    assert (merge.state, merge.decided_by) == (MergeState.APPROVED, people.doctor)


def test_whoever_asked_withdraws(people, as_user, both):
    merge = asked(people, *both)
    address = reverse("patients:merge_withdraw", args=[merge.pk])
    assert as_user(people.manager).post(address, {"version": merge.version}).status_code == 403
    assert as_user(people.receptionist).post(address, {"version": merge.version}).status_code == 302
    merge.refresh_from_db()
    assert merge.state == MergeState.WITHDRAWN


def test_the_waiting_ones_are_listed_and_found(people, as_user, both):
    merge = asked(people, *both)
    client, address = as_user(people.manager), reverse("patients:merges")
    assert merge.loser.number in client.get(address).content.decode()
    assert merge.loser.number in client.get(address, {"q": "리철수"}).content.decode()
    assert merge.loser.number not in client.get(address, {"q": "없는사람"}).content.decode()
    assert merge.loser.number not in client.get(address, {"state": "approved"}).content.decode()


def test_a_waiting_merge_stands_on_the_persons_page(people, as_user, both):
    merge = asked(people, *both)
    page = as_user(people.manager).get(reverse("patients:detail", args=[merge.loser_id])).content.decode()
    assert reverse("patients:merge_show", args=[merge.pk]) in page


def test_the_losers_address_leads_to_the_survivor_with_a_word(people, as_user, both):
    survivor, loser = both
    a_merge(people, survivor, loser)
    page = as_user(people.receptionist).get(reverse("patients:detail", args=[loser.pk]), follow=True)
    assert page.redirect_chain == [(reverse("patients:detail", args=[survivor.pk]), 302)]
    assert "merged into this one" in page.content.decode()


def test_what_was_begun_for_the_loser_is_recorded_for_the_survivor(people, as_user, both):
    survivor, loser = both
    a_merge(people, survivor, loser)
    address = reverse("patients:paper_number", args=[loser.pk])
    as_user(people.receptionist).post(address, {"number": "A-12"})
    assert survivor.other_numbers.filter(number="A-12").exists()


def test_a_correction_of_the_loser_never_reaches_the_survivor(people, as_user, both):
    survivor, loser = both
    a_merge(people, survivor, loser)
    assert as_user(people.receptionist).get(reverse("patients:edit", args=[loser.pk])).status_code == 404


def test_the_loser_is_in_no_list_and_no_search(people, as_user, both):
    survivor, loser = both
    a_merge(people, survivor, loser)
    client = as_user(people.receptionist)
    assert client.get(reverse("patients:list")).context["table"].paginator.count == 1
    hits = client.get(reverse("patients:suggest"), {"q": loser.number}).content.decode()
    assert reverse("patients:detail", args=[survivor.pk]) in hits
    assert reverse("patients:detail", args=[loser.pk]) not in hits


def test_the_api_says_where_the_loser_went(people, as_user, both):
    survivor, loser = both
    a_merge(people, survivor, loser)
    answer = as_user(people.receptionist).get(reverse("api:patient-detail", args=[loser.pk]))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:georeum:problem:merged")
    assert answer.json()["merged_into"] == str(survivor.pk)
    assert as_user(people.songrim_receptionist).get(answer.request["PATH_INFO"]).status_code == 404


def test_undoing_says_what_stays(people, as_user, both):
    survivor, loser = both
    a_lost_leg(people, loser)
    merge = a_merge(people, survivor, loser, taken=["phone"])
    patients.correct(patient=survivor, phone="02-000-0000", by=people.receptionist)
    merge.refresh_from_db()
    address = reverse("patients:merge_undo", args=[merge.pk])
    page = as_user(people.doctor).get(address).content.decode()
    assert "corrected since then" in page
    sent = {"version": merge.version, "reason": "Brothers."}
    assert as_user(people.doctor).post(address, {**sent, "reason": ""}).status_code == 422
    assert as_user(people.doctor).post(address, sent).url == reverse("patients:merge_show", args=[merge.pk])
    survivor.refresh_from_db()
    assert (survivor.phone, loser.impairments.count()) == ("02-000-0000", 1)


def test_another_centre_sees_a_merge_only_when_it_sees_both(people, as_user):
    survivor, loser = two_records(people)
    merge = asked(people, survivor, loser)
    address = reverse("patients:merge_show", args=[merge.pk])
    on = loser.accesses.get().since
    patients.grant_access(patient=survivor, centre=people.songrim, by=people.receptionist, on=on)
    assert as_user(people.songrim_manager).get(address).status_code == 404
    merges.decide(merge=merge, approve=True, by=people.doctor, at=now())
    assert as_user(people.songrim_manager).get(address).status_code == 200
