"""Taking over an old register: checked first, entered when somebody says so, never twice."""

from uuid import uuid4

import pytest

from apps.core.clock import now
from apps.core.problems import Refused
from apps.patients.actions import imports
from apps.patients.importing import work
from apps.patients.models import Impairment, ImportPhase, ImportRow, Patient, PatientNumber, RegisterImport, RowOutcome
from tests.people import a_patient

pytestmark = pytest.mark.django_db

HEAD = "paper_number,registered_on,name_hangul,sex,birth,county,limb1_kind,limb1_level,limb1_side,limb1_cause"
REGISTER = "\n".join(
    (
        HEAD,
        "B-1,2011-06-20,김영수,M,1970-03,송림시,amputation,transtibial,L,work-farm",
        "B-2,,리순희,F,1981,,,,,",
        "B-3,,박철,?,1999-13,,amputation,,,",
        "B-1,,다른이,M,,,,,,",
    )
)


@pytest.fixture
def bring(people):
    def _bring(text=REGISTER, **details):
        given = {"centre": people.rakrang, "by": people.manager, **details}
        brought = imports.bring(file_name="register.csv", content=text.encode(), at=now(), **given)
        work.run(job_id=brought.pk)
        brought.refresh_from_db()
        return brought

    return _bring


@pytest.fixture
def enter(people):
    def _enter(brought):
        imports.commit(register_import=brought, by=people.manager, at=now())
        work.run(job_id=brought.pk)
        brought.refresh_from_db()
        return brought

    return _enter


def outcomes(brought) -> dict[int, str]:
    return dict(brought.rows.values_list("number", "outcome"))


def test_the_check_enters_nobody_and_says_what_it_found(bring):
    brought = bring()
    assert (brought.phase, brought.state, Patient.objects.count()) == (ImportPhase.CHECKED, "done", 0)
    assert outcomes(brought) == {2: "ready", 3: "ready", 4: "wrong", 5: "wrong"}
    assert {name for name, _code in brought.rows.get(number=4).findings} == {"sex", "birth", "limb1_kind"}
    assert brought.rows.get(number=5).findings == [["paper_number", "twice_in_file"]]


def test_what_is_ready_is_entered_with_its_number_its_limb_and_as_known_before(bring, enter, people):
    brought = enter(bring())
    person = Patient.objects.get(name_hangul="김영수")
    access = person.accesses.get()
    assert (brought.phase, brought.done, Patient.objects.count()) == (ImportPhase.ENTERED, 2, 2)
    assert (person.number, person.birth_text, access.migrated) == ("RAK-2011-0001", "1970-03", True)
    assert person.other_numbers.get().number == "B-1"
    limb = Impairment.objects.get(patient=person)
    assert (limb.level, limb.side, limb.cause, limb.recorded_by) == ("transtibial", "L", "work-farm", people.manager)


def test_the_same_file_again_changes_nothing(bring, enter):
    enter(bring())
    before = list(Patient.objects.order_by("pk").values())
    again = bring()
    assert outcomes(again) == {2: "known", 3: "known", 4: "wrong", 5: "wrong"}
    with pytest.raises(Refused):
        imports.commit(register_import=again, by=again.asked_by, at=now())
    assert list(Patient.objects.order_by("pk").values()) == before


def test_a_line_without_a_number_is_known_again_by_what_it_says(bring, enter):
    twins = "name_hangul,sex\n김하나,F\n김하나,F\n"
    enter(bring(twins))
    assert Patient.objects.count() == 2
    assert set(outcomes(bring(twins)).values()) == {"known"}


def test_somebody_registered_already_is_a_doubt_until_somebody_decides(bring, enter, people):
    known = a_patient(people)
    brought = bring("name_hangul,sex,birth,paper_number\n김영수,M,1970-03-12,B-9\n")
    row = brought.rows.get()
    assert (row.outcome, row.candidates) == (RowOutcome.DOUBTFUL, [str(known.pk)])
    imports.decide_line(row=row, outcome=RowOutcome.SKIPPED, patient=known, by=people.manager)
    assert PatientNumber.objects.get().patient == known
    imports.decide_line(row=row, outcome=RowOutcome.READY, by=people.manager)
    enter(brought)
    assert Patient.objects.count() == 2


def test_a_doubt_nobody_decided_on_is_left_out(bring, enter, people):
    a_patient(people)
    enter(bring("name_hangul,sex,birth\n김영수,M,1970-03-12\n리순희,F,\n"))
    assert sorted(Patient.objects.values_list("name_hangul", flat=True)) == ["김영수", "리순희"]


def test_a_line_is_decided_on_only_while_the_file_waits(bring, enter, people):
    row = enter(bring()).rows.get(number=2)
    with pytest.raises(Refused):
        imports.decide_line(row=row, outcome=RowOutcome.READY, by=people.manager)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(bring, people, monkeypatch):
    text = "name_hangul,sex\n" + "".join(f"김{letter},M\n" for letter in "가나다라마바사")
    brought = bring(text)
    imports.commit(register_import=brought, by=people.manager, at=now())
    monkeypatch.setattr(work, "ENTERED_AT_ONCE", 3)
    real, calls = imports.enter, []

    def dies(**given):
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        return real(**given)

    monkeypatch.setattr(imports, "enter", dies)
    assert not work.run(job_id=brought.pk)
    assert Patient.objects.count() == 3
    RegisterImport.objects.update(lease_until=None)
    assert work.run(job_id=brought.pk)
    assert (Patient.objects.count(), ImportRow.objects.filter(outcome="entered").count()) == (7, 7)


def test_an_unreadable_file_is_not_tried_again(bring):
    brought = bring("nothing,of,use\n")
    assert (brought.state, brought.error, brought.attempts) == ("failed", "no_headings", 1)


def test_a_discarded_file_leaves_no_lines(bring, people):
    brought = bring()
    imports.discard(register_import=brought, by=people.manager, at=now())
    brought.refresh_from_db()
    assert (brought.phase, bytes(brought.content), brought.rows.count()) == (ImportPhase.DISCARDED, b"", 0)
    with pytest.raises(Refused):
        imports.commit(register_import=brought, by=people.manager, at=now())


def test_an_empty_file_is_refused_and_one_brought_twice_is_one(people):
    given = {"centre": people.rakrang, "file_name": "r.csv", "by": people.manager, "at": now(), "id": uuid4()}
    with pytest.raises(Refused):
        imports.bring(content=b"", **given)
    first, second = (imports.bring(content=REGISTER.encode(), **given) for _press in range(2))
    assert first == second


def test_two_centres_may_have_the_same_numbers_in_their_registers(bring, enter, people):
    enter(bring())
    enter(bring(centre=people.songrim, by=people.songrim_manager))
    assert PatientNumber.objects.filter(number="B-1").count() == 2


STRANGE = ["<svg onload=alert(1)>", "김\u202e영수", "\u0301" * 200, "가" * 10_000, "金英洙", "👍"]


@pytest.mark.parametrize("name", STRANGE)
def test_strange_names_are_entered_right_or_refused_with_a_sentence(bring, enter, name):
    brought = bring(f'name_hangul,sex\n"{name}",M\n김하나,F\n')
    enter(brought)
    assert set(outcomes(brought).values()) <= {"entered", "wrong"}
    assert Patient.objects.filter(name_hangul="김하나").exists()
