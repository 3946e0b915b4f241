"""Every case of the donor report's definitions, and the test that proves it. A case without one fails here.

The table names the test that shows the answer; it must cite the id in its docstring. What no other file shows stands
below: a retry over the network (IND-26), and the file of an approved month after a correction (IND-22).
"""

import ast
from pathlib import Path

import pytest
from django.test import Client

from apps.patients.actions import patients
from apps.patients.models import Patient
from apps.reports import document
from apps.reports.actions import jobs, making
from apps.reports.models import ReportFile
from tests.api.asking import send
from tests.people import People, a_patient, a_session
from tests.reports.counts import monthly
from tests.reports.signing import AT, approved

HERE = Path(__file__).parent
DEVICES, PERSONS, CHANGED = "test_indicators_devices.py", "test_indicators_persons.py", "test_changed_records.py"
PROOFS = {
    "IND-01": (DEVICES, "test_a_device_and_sessions_are_one_beneficiary"),
    "IND-02": (PERSONS, "test_a_person_seen_in_two_months_is_one_over_both"),
    "IND-03": (DEVICES, "test_devices_of_a_person_served_in_both_centres_add"),
    "IND-04": (DEVICES, "test_a_bilateral_first_fitting_is_two_devices_and_one_new_patient"),
    "IND-05": (DEVICES, "test_the_cause_of_each_limb_decides"),
    "IND-06": (DEVICES, "test_an_unknown_cause_is_left_out_and_said"),
    "IND-07": (DEVICES, "test_previously_fitted_elsewhere_is_not_new"),
    "IND-08": (DEVICES, "test_three_crutches_for_two_people_are_one_and_a_half_pairs"),
    "IND-09": (DEVICES, "test_one_elbow_crutch_is_half_a_pair"),
    "IND-10": (DEVICES, "test_a_stick_is_no_crutch"),
    "IND-11": (DEVICES, "test_a_socket_replaced_is_a_repair_and_a_new_serial_number_a_prosthesis"),
    "IND-12": (DEVICES, "test_a_device_counts_when_delivered_and_not_when_made"),
    "IND-13": (DEVICES, "test_a_voided_delivery_is_not_counted"),
    "IND-14": (CHANGED, "test_a_delivery_voided_after_approval_waits_with_one_prosthesis_less"),
    "IND-15": (DEVICES, "test_a_cancelled_device_stands_among_those_closed_without_delivery"),
    "IND-16": (DEVICES, "test_the_local_date_with_its_zones_history_decides_the_month"),
    "IND-17": (PERSONS, "test_age_at_the_first_service_for_persons_and_at_each_service_for_the_rest"),
    "IND-18": (PERSONS, "test_born_on_leap_day_comes_of_age_on_the_first_of_march"),
    "IND-19": (PERSONS, "test_a_birth_year_stands_for_the_first_of_july_and_is_said"),
    "IND-20": (PERSONS, "test_a_group_of_six_with_one_absent_is_five_sessions_and_one_event"),
    "IND-21": ("test_late_records.py", "test_a_fitting_of_may_that_comes_after_its_approval_counts_once_it_is_taken"),
    "IND-22": (CHANGED, "test_a_sex_corrected_after_approval_is_an_open_difference"),
    "IND-23": (CHANGED, "test_two_records_merged_after_approval_are_one_person_less"),
    "IND-24": ("test_periods_on_screen.py", "test_the_year_of_songrim_is_labelled_by_its_eight_months"),
    "IND-25": (PERSONS, "test_a_filed_month_without_a_wheelchair_says_zero"),
    "IND-26": (DEVICES, "test_the_same_form_sent_twice_is_one_device"),
    "IND-27": (PERSONS, "test_devices_of_a_year_are_the_sum_of_its_months_and_persons_are_recounted"),
    "IND-28": (PERSONS, "test_who_died_since_stays_counted"),
    "IND-29": (DEVICES, "test_a_chair_issued_again_has_its_own_line"),
    "IND-30": ("test_replay.py", "test_the_published_figures_come_out_exactly"),
}


def test_the_table_has_every_case() -> None:
    assert list(PROOFS) == [f"IND-{number:02}" for number in range(1, 31)]


@pytest.mark.parametrize("case", PROOFS)
def test_a_test_that_is_run_shows_the_case(case: str) -> None:
    file, name = PROOFS[case]
    (shown,) = [
        node
        for node in ast.parse((HERE / file).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    assert case in (ast.get_docstring(shown) or "")
    assert "skip" not in ast.unparse(ast.Module(shown.decorator_list and [*map(ast.Expr, shown.decorator_list)], []))
    assert any(isinstance(node, ast.Assert) for node in ast.walk(shown))


def test_a_record_that_is_sent_again_over_the_network_is_one(client: Client, people: People) -> None:
    """IND-26: the answer was lost on the way, and the client asks again under the same key."""
    client.force_login(people.physio)
    body = {"patient": str(a_patient(people).pk), "minutes": 30, "on": "2016-05-10"}
    key = "018f1234-0000-7000-8000-000000000026"
    assert [send(client, "sessions/", body, key=key).status_code for _retry in range(3)] == [201] * 3
    assert monthly(people.rakrang)["PTS"].total == 1


def test_the_file_of_an_approved_month_stays_after_a_correction(committed: People) -> None:
    """IND-22: the file is the same bytes, and is made anew as the same bytes, whoever the person turns out to be."""
    patient = a_patient(committed)
    a_session(committed, patient)
    (job, *_others) = jobs.order_approved(report=approved(committed), at=AT)
    making.make(job_id=job.pk)
    before = bytes(ReportFile.objects.get(job=job).content)
    patients.correct(patient=Patient.objects.get(pk=patient.pk), sex="F", by=committed.receptionist)
    assert monthly(committed.rakrang)["BEN"].women == 1
    file = ReportFile.objects.get(job=job)
    assert bytes(file.content) == before == document.again(file)
