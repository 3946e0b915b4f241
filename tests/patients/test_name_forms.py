"""The dictionary of names follows the register, whoever writes it."""

import pytest
from django.db import connection

from apps.patients import hangul, search
from apps.patients.actions import name_forms, patients
from apps.patients.models import NameForm, Patient
from apps.patients.search.names import plain
from tests.people import a_patient

pytestmark = pytest.mark.django_db
TEXTS = ("김영수", "닭값 삶", "Kim Yong-su", "ᄒᆞᆫ글", "金永洙", "ㄱㅏㅄ", "Đặng Thị", "O'Neil ’ʼ`", "🙂", "ﬃ", "각ᆨ", "")
SAME = """
    SELECT name, kind, form, wild FROM patients_nameform EXCEPT ALL (
        SELECT DISTINCT patients_name_key(name_hangul, name_romanised), kind, form, wild
        FROM patients_patient, LATERAL patients_name_forms(name_hangul, name_romanised, name_folded)
    )
"""


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def forms(kind) -> set[str]:
    return set(NameForm.objects.filter(kind=kind).values_list("form", flat=True))


def copied(people, patient, **changes):
    """A row as another one, for writing past the verbs."""
    row = Patient.objects.get(pk=patient.pk)
    row.pk = Patient._meta.pk.get_default()
    row.number = f"X-{row.pk.hex[-16:]}"
    for field, value in {
        **changes,
        **search.columns(changes["name_hangul"], changes.get("name_romanised", "")),
    }.items():
        setattr(row, field, value)
    row._state.adding = True
    return row


@pytest.mark.parametrize("text", TEXTS)
def test_python_and_postgresql_write_forms_alike(text):
    assert rows("SELECT patients_letters(%s), patients_latin(%s)", text, text) == [(hangul.letters(text), plain(text))]


def test_a_registered_name_has_its_forms(people):
    a_patient(people)
    assert forms("h") == {"ㄱㅣㅁㅇㅕㅇㅅㅜ"}
    assert forms("g") == {"ㅇㅕㅇㅅㅜ", "ㅅㅜ"}
    assert forms("i") == {"ㄱㅇㅅ ㄱㅣㅁㅇㅕㅇㅅㅜ"}
    assert forms("p") == {"kimyongsu"}
    assert forms("w") == {"yongsu", "su"}
    assert {form.split()[0] for form in forms("f")} == {"kimyonkso"}


def test_a_name_is_noted_once_for_all_who_bear_it(people):
    a_patient(people)
    noted = NameForm.objects.count()
    a_patient(people)
    assert NameForm.objects.count() == noted


def test_bulk_inserts_and_plain_sql_are_seen(people):
    first = a_patient(people)
    Patient.objects.bulk_create(
        [copied(people, first, name_hangul="오철"), copied(people, first, name_hangul="리순희")]
    )
    rows("UPDATE patients_patient SET name_hangul = '한별' WHERE name_hangul = '오철' RETURNING 1")
    assert forms("h") >= {hangul.letters("리순희"), hangul.letters("한별")}
    assert [patient.name_hangul for patient in search.find(Patient.objects.all(), "한벌")] == ["한별"]
    assert rows(SAME) != []  # 오철 is nobody's now, and marked
    assert {form.form for form in NameForm.objects.filter(stale=True, kind="h")} == {hangul.letters("오철")}


def test_a_corrected_name_is_forgotten_within_the_hour(people):
    patient = a_patient(people)
    patients.correct(patient=patient, by=people.receptionist, name_hangul="오철", name_romanised="O Chol")
    assert search.find(Patient.objects.all(), "김영수").count() == 0
    assert name_forms.prune() > 0
    assert forms("h") == {hangul.letters("오철")}
    assert rows(SAME) == []


def test_a_name_that_somebody_else_bears_stays(people):
    patient = a_patient(people)
    a_patient(people)
    patients.correct(patient=patient, by=people.receptionist, name_hangul="오철", name_romanised="O Chol")
    name_forms.prune()
    assert forms("h") == {hangul.letters("오철"), hangul.letters("김영수")}
    assert not NameForm.objects.filter(stale=True).exists()
    assert rows(SAME) == []


def test_a_name_folded_anew_changes_its_forms(people):
    patient = a_patient(people)
    Patient.objects.filter(pk=patient.pk).update(name_folded="another | part")
    assert forms("f") == {"another"}
    assert forms("d") == {"part another"}


def test_a_load_without_triggers_is_made_up_for(people):
    a_patient(people)
    kept = set(NameForm.objects.values_list("name", "kind", "form"))
    NameForm.objects.all().delete()
    rows("SELECT patients_fill_name_forms()")
    assert set(NameForm.objects.values_list("name", "kind", "form")) == kept


def test_a_change_of_anything_else_leaves_the_dictionary_alone(people):
    patient = a_patient(people)
    noted = set(NameForm.objects.values_list("pk", "stale"))
    patients.correct(patient=patient, by=people.receptionist, phone="191 234")
    assert set(NameForm.objects.values_list("pk", "stale")) == noted


def test_names_longer_than_any_index_are_stored(people):
    patient = a_patient(people, name_hangul="ﷺ" * 80, name_romanised="W" * 120)
    assert max(len(form.form) for form in NameForm.objects.all()) == 160
    assert patient in search.find(Patient.objects.all(), "w" * 100)
