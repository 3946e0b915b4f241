"""What a manager looks at before signing: each rule finds the record that breaks it, and leaves the one that does not.

The rows of a check are what it counted, and its page shows them to whoever may see them.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from apps.devices.actions import deliveries
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Delivery, Device, State
from apps.patients.actions import services
from apps.patients.models import Patient
from apps.reports.checks import BY_KEY, RULES, Check, RuleRows, checks_of
from apps.reports.checks.figures import far
from apps.reports.periods import one_month
from tests.merges import asked
from tests.people import MAY as TENTH
from tests.people import People, a_delivery, a_device, a_lost_leg, a_patient, a_session, taken_to
from tests.reports.counts import MAY

pytestmark = pytest.mark.django_db
APRIL = date(2016, 4, 11)
JULY = date(2016, 7, 1)


def found(people: People, month: date = MAY) -> dict[str, Check]:
    with translation.override("en"):
        return {check.key: check for check in checks_of(people.rakrang, month, today=JULY)}


def told_of(people: People, key: str) -> set[str]:
    """The numbers of the people behind a check."""
    rows = RuleRows(BY_KEY[key], people.rakrang, one_month(MAY))[0:50]
    return set(Patient.objects.filter(pk__in=[fact.patient_id for fact in rows]).values_list("number", flat=True))


def served(people: People, **details: Any) -> Patient:
    patient = a_patient(people, **details)
    a_session(people, patient)
    return patient


def fitted(people: People, **limb: Any) -> Patient:
    patient = a_patient(people)
    leg = a_lost_leg(people, patient, **{"cause": "diabetes", "previously_fitted_elsewhere": "no", **limb})
    a_delivery(people, patient, prescribed_on=APRIL, impairment=leg)
    return patient


def with_check_out(people: People, **points: str) -> Patient:
    """Delivered in May; `points`: how the check-out answers them, yes unless told."""
    patient = a_patient(people)
    device = taken_to(people, a_device(people, patient, on=APRIL), State.FITTING, on=APRIL)
    answers = {point.key: YES for point in checklist_for(device).points} | points
    at = people.rakrang.noon(APRIL)
    deliveries.check_out(device=device, points=answers, at=at, by=people.technician, override_reason="Has to travel.")
    device.refresh_from_db()
    deliveries.deliver(device=device, at=people.rakrang.noon(TENTH), by=people.technician)
    return patient


def without_check_out(people: People) -> Patient:
    """As an old register may have brought it: no verb delivers so."""
    patient = a_patient(people)
    device = taken_to(people, a_device(people, patient, on=APRIL), State.FITTING, on=APRIL)
    at, by = people.rakrang.noon(TENTH), people.technician
    placed = services.placed(patient=patient, centre=people.rakrang, at=at, by=by)
    Delivery.objects.create(device=device, technician=by, state_before=device.state, **placed)
    Device.objects.filter(pk=device.pk).update(state=State.DELIVERED)
    return patient


def many_sessions(people: People, count: int) -> Patient:
    patient = a_patient(people)
    for hour in range(count):
        a_session(people, patient, at=people.rakrang.noon(TENTH) + timedelta(hours=hour))
    return patient


def same_again(people: People, side: str) -> Patient:
    patient = a_patient(people)
    a_delivery(people, patient, side="L", prescribed_on=APRIL)
    a_delivery(people, patient, side=side, prescribed_on=APRIL)
    return patient


def died(people: People, on: date) -> Patient:
    """The death was entered after the service: no verb serves the dead."""
    patient = served(people)
    Patient.objects.filter(pk=patient.pk).update(deceased_on=on)
    return patient


def namesakes(people: People, second_birth: date) -> Patient:
    first = served(people, birth_date=date(1971, 1, 1))
    served(people, birth_date=second_birth)
    return first


LIKE_NEW = {"previously_fitted_elsewhere": "unknown"}
# Key → (whoever breaks the rule, whoever comes closest without breaking it).
BREAKING: dict[str, tuple[Callable[[People], Patient], Callable[[People], Patient]]] = {
    "birth-missing": (lambda p: served(p, birth_date=None), served),
    "birth-estimated": (
        lambda p: served(p, birth_date=date(1970, 7, 1), birth_precision="year"),
        lambda p: served(p, birth_date=None),
    ),
    "sex-unknown": (lambda p: served(p, sex="U"), lambda p: served(p, sex="O")),
    "cause-missing": (lambda p: fitted(p, cause=""), lambda p: fitted(p, cause="other")),
    "elsewhere-unknown": (
        lambda p: fitted(p, **LIKE_NEW), lambda p: fitted(p, previously_fitted_elsewhere="yes")
    ),
    "no-check-out": (without_check_out, with_check_out),
    "check-out-overridden": (lambda p: with_check_out(p, height=NO), with_check_out),
    "delivered-at-once": (
        lambda p: a_delivery(p, a_patient(p)).patient,
        lambda p: a_delivery(p, a_patient(p), key="CRU-AXIL").patient,
    ),
    "same-device-twice": (lambda p: same_again(p, "L"), lambda p: same_again(p, "R")),
    "long-session": (
        lambda p: a_session(p, a_patient(p), minutes=241).patient,
        lambda p: a_session(p, a_patient(p), minutes=240).patient,
    ),
    "many-sessions": (lambda p: many_sessions(p, 4), lambda p: many_sessions(p, 3)),
    "perhaps-twice": (
        lambda p: namesakes(p, date(1971, 1, 1)), lambda p: namesakes(p, date(1971, 1, 2))
    ),
    "after-death": (lambda p: died(p, TENTH - timedelta(days=1)), lambda p: died(p, TENTH)),
}  # fmt: skip


def test_every_rule_is_tried():
    assert list(BREAKING) == [rule.key for rule in RULES]


@pytest.mark.parametrize("key", BREAKING)
def test_a_record_that_breaks_the_rule_is_found_and_named(key, people):
    broken = BREAKING[key][0](people)
    assert key in found(people)
    assert broken.number in told_of(people, key)


@pytest.mark.parametrize("key", BREAKING)
def test_a_record_that_keeps_the_rule_is_left_alone(key, people):
    BREAKING[key][1](people)
    assert key not in found(people)
    assert told_of(people, key) == set()


@pytest.mark.parametrize("key", BREAKING)
def test_a_check_opens_exactly_the_rows_it_counted(key, people, client):
    BREAKING[key][0](people)
    client.force_login(people.manager)
    check = found(people)[key]
    page = client.get(check.url)
    assert len(page.context["lines"]) == check.count > 0
    assert check.sentence in unescape(page.content.decode())


def test_a_merge_that_waits_is_worth_a_look(people):
    survivor = served(people)
    asked(people, survivor, a_patient(people, name_hangul="리순희", name_romanised="Ri Sun Hui"))
    assert found(people)["perhaps-twice"].count == 1


def test_people_without_a_known_name_are_not_taken_for_one_another(people):
    nobody = {"name_hangul": "이름 모름", "name_romanised": "Name not known"}
    served(people, **nobody)
    served(people, **nobody)
    assert "perhaps-twice" not in found(people)


def test_other_months_centres_test_persons_and_voided_records_are_no_business_of_this_month(people):
    served(people, birth_date=None, is_test=True)
    a_session(people, a_patient(people, birth_date=None), on=APRIL)
    a_session(people, a_patient(people, birth_date=None), centre=people.songrim)
    session = a_session(people, a_patient(people, birth_date=None))
    services.void(service=session, reason="Somebody else's.", by=people.physio, at=people.rakrang.noon(TENTH))
    assert "birth-missing" not in found(people)


def test_a_person_stands_once_in_a_check_of_persons(people):
    patient = served(people, sex="U")
    a_session(people, patient)
    assert found(people)["sex-unknown"].count == 1


# --- figures and days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "usual", "expected"),
    [(0, 10, True), (5, 10, False), (30, 20, False), (31, 20, True), (9, 0, False), (10, 0, True), (9, 20, True)],
)
def test_far_is_more_than_half_away_and_not_by_a_handful(now, usual, expected):
    assert far(now, usual) is expected


def test_a_figure_far_from_last_year_says_both_numbers_and_opens_its_rows(people, client):
    patient = a_patient(people, on=date(2015, 5, 4))
    for _again in range(12):
        a_session(people, patient, on=date(2015, 5, 4))
    a_session(people, patient)
    check = found(people)["far-PTS"]
    assert check.sentence == "Physiotherapy sessions: 1 this month; May 2015: 12."
    client.force_login(people.manager)
    assert client.get(check.url).context["found"] == check.count == 1


def test_a_figure_far_from_the_six_months_before_says_their_mean(people):
    patient = a_patient(people, on=date(2015, 11, 2))
    for month in (date(2015, 11, 2), date(2015, 12, 1), date(2016, 2, 1)):
        a_session(people, patient, on=month)
    for _again in range(15):
        a_session(people, patient)
    assert found(people)["far-PTS"].sentence.endswith("15 this month; the six months before on average: 1.0.")


def test_a_new_centre_has_nothing_to_be_far_from(people):
    for _again in range(15):
        a_session(people, a_patient(people, on=TENTH, centre=people.songrim), centre=people.songrim)
    keys = {check.key for check in checks_of(people.songrim, MAY, today=JULY)}
    assert not {key for key in keys if key.startswith("far-")}


def mondays(first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return (day for day in days if day.weekday() == 0)


def test_a_monday_without_service_is_named_where_the_centre_works_on_mondays(people):
    patient = a_patient(people, on=date(2016, 2, 1))
    for day in mondays(date(2016, 2, 1), date(2016, 5, 31)):
        if day != date(2016, 5, 16):
            a_session(people, patient, on=day)
    check = found(people)["days-without-service"]
    assert (check.count, check.url) == (1, "")
    assert check.sentence.endswith("usually works: 2016-05-16.")


def test_days_to_come_are_not_missed(people):
    patient = a_patient(people, on=date(2016, 2, 1))
    for day in mondays(date(2016, 2, 1), date(2016, 5, 15)):
        a_session(people, patient, on=day)
    keys = {check.key for check in checks_of(people.rakrang, MAY, today=date(2016, 5, 15))}
    assert "days-without-service" not in keys


# --- the page --------------------------------------------------------------------------------------------


def test_rows_that_tell_a_cause_name_nobody_to_who_may_not_see_it(people, client):
    number = fitted(people, cause="").number
    client.force_login(people.auditor)
    page = client.get(found(people)["cause-missing"].url).content.decode()
    assert "not shown" in page
    assert number not in page


def test_whoever_may_not_see_patients_gets_numbers_without_names(people, client):
    number = served(people, birth_date=None).number
    client.force_login(people.auditor)
    page = client.get(found(people)["birth-missing"].url).content.decode()
    assert number in page
    assert "Kim Yong Su" not in page


@pytest.mark.parametrize("query", ["page=abc", "page=99999", "page=%00", "page=-1"])
def test_odd_questions_get_an_answer(people, client, query):
    client.force_login(people.manager)
    assert client.get(f"/reports/RAK/2016-05/checks/birth-missing/?{query}").status_code == 200


@pytest.mark.parametrize(
    "path", ["2016-05/checks/nothing", "2016-13/checks/birth-missing", "2099-01/checks/long-session"]
)
def test_a_check_that_does_not_exist_is_not_found(people, client: Client, path):
    client.force_login(people.manager)
    assert client.get(f"/reports/RAK/{path}/").status_code == 404


def test_a_check_that_was_settled_says_so(people, client):
    client.force_login(people.manager)
    assert "Nothing to look at any more" in client.get("/reports/RAK/2016-05/checks/birth-missing/").content.decode()
