"""`manage.py bench`: small here, and on the test's own database; what matters is that it notices what is wrong."""

import json
import os
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.core.runtime import session
from apps.core.runtime.apart import home_apart
from apps.desk.bench import harness, judgement, population, questions, seeding, typos
from apps.desk.bench.ground import Ground
from apps.desk.bench.harness import Contestant, Round
from apps.desk.bench.judgement import Goal, ratio
from apps.desk.bench.printing import Prints
from apps.desk.bench.suites import SUITES, pages, search
from apps.desk.demo.ids import dice
from apps.desk.management.commands import bench
from apps.patients.models import Patient
from apps.patients.views import patients as patient_views

PEOPLE = 300


class Browser:
    """A test client in the place of a real web server."""

    pid = os.getpid()

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()


@pytest.fixture
def ground(db, monkeypatch):
    for module, name, value in (
        (harness, "LAPS", 1), (questions, "OF_EACH_KIND", 1), (questions, "TYPOS", 6), (seeding, "MANY", 3),
        (pages, "CALLS", 1), (pages, "REQUESTS", 1),
        (Prints, "_for_the_web", lambda _prints, font: font),  # to pack the fonts takes longer than all the rest
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    connection.ensure_connection()
    seeded = seeding.seed(connection.connection, PEOPLE, 2016)
    browser = Browser(User.objects.get(pk=seeded.technician))
    return Ground(seeded, 2016, browser, connection.connection, (1000,))


@pytest.fixture
def run(ground, monkeypatch, tmp_path):
    """The command on that ground: what it wrote, and whether it ended well."""

    def command(suite: str) -> dict:
        monkeypatch.setattr(bench.Command, "ground", lambda *_given: contexts(ground))
        monkeypatch.setattr(bench.Command, "facts", {"cores": 2}, raising=False)
        monkeypatch.delitem(bench.SUITES, "sync", raising=False)  # of rows that are really there: test_bench_sync
        file = tmp_path / "figures.json"
        try:
            call_command("bench", suite, rounds=1, patients=PEOPLE, json=file, stdout=StringIO(), stderr=StringIO())
        except CommandError as error:
            return {**json.loads(file.read_text()), "code": error.returncode}
        return {**json.loads(file.read_text()), "code": 0}

    return command


def contexts(ground):
    return SimpleContext(ground)


class SimpleContext(SimpleNamespace):
    def __init__(self, ground):
        super().__init__(ground=ground)

    def __enter__(self):
        return self.ground

    def __exit__(self, *_error):
        return None


def test_every_figure_says_what_was_measured_and_whether_the_goal_is_met(run):
    found = run("all")
    assert found["wrong"] == []
    assert found["machine"] == {"cores": 2}
    assert {figure["name"].partition(":")[0] for figure in found["figures"]} >= {"search", "patient page"}
    for figure in found["figures"]:
        assert {"name", "median", "min", "max", "goal", "met", "unit", "raw"} <= figure.keys()
        assert figure["min"] <= figure["median"] <= figure["max"]
        assert (figure["met"] is None) == (figure["goal"] == "")
    assert found["ok"] == all(figure["met"] is not False for figure in found["figures"])
    assert found["code"] == (0 if found["ok"] else 1)


def test_a_search_that_finds_nobody_is_not_timed(run, monkeypatch):
    monkeypatch.setattr(search.search, "find", lambda people, _question: people.none())
    found = run("search")
    assert (found["ok"], found["code"], found["figures"]) == (False, 1, [])
    assert any("does not find" in sentence for sentence in found["wrong"])


def test_a_search_that_shows_another_centres_people_is_wrong(ground, monkeypatch):
    monkeypatch.setattr(search.search, "find", lambda _people, question: Patient.objects.filter(number=question))
    assert any("of another centre" in sentence for sentence in search.check(ground))


def test_a_page_that_asks_once_more_for_every_row_is_wrong(ground, monkeypatch):
    def chatty(patient, user):
        for impairment in patient.impairments.all():
            impairment.refresh_from_db()
        return usual(patient, user)

    usual = patient_views.page_of
    assert pages.check(ground) == []
    monkeypatch.setattr(patient_views, "page_of", chatty)
    assert any("with a full dossier" in sentence for sentence in pages.check(ground))


def test_a_page_without_the_person_is_wrong(ground, monkeypatch):
    monkeypatch.setattr(Ground, "answer", lambda _ground, _request: HttpResponse("nothing"))
    assert any("does not show the name" in sentence for sentence in pages.check(ground))


def test_a_database_with_people_in_it_is_refused(ground):
    with pytest.raises(seeding.Occupied):
        seeding.seed(connection.connection, PEOPLE, 2016)


# --- judgement ------------------------------------------------------------------------------------


def rounds(*pairs: tuple[float, float]) -> list[Round]:
    return [Round({"mine": [mine], "limit": [limit]}, load=0, busy=0) for mine, limit in pairs]


def test_the_median_of_the_rounds_own_ratios_counts():
    figure = ratio("x", rounds((2, 1.0), (9, 1.1), (3.3, 1.1)), "mine", "limit", goal=Goal(4))
    assert (figure.median, figure.min, figure.max, figure.met) == (3, 2, 8.1818, True)


def test_where_the_limit_itself_varies_nothing_is_judged():
    figure = ratio("x", rounds((2, 1.0), (2, 1.4), (2, 1.2)), "mine", "limit", goal=Goal(4))
    assert figure.met is None
    assert "varied by 33%" in figure.refused
    assert judgement.verdict([figure], [])["ok"] is False


def test_a_missed_goal_spoils_the_run():
    missed = ratio("x", rounds((5, 1.0)), "mine", "limit", goal=Goal(4))
    assert (missed.met, judgement.verdict([missed], [])["ok"]) == (False, False)
    assert "MISSED" in judgement.table([missed])


def test_a_wrong_answer_spoils_the_run():
    assert judgement.verdict([], ["search: wrong"])["ok"] is False


def test_ninety_five_of_a_hundred_are_not_slower_than_p95():
    assert judgement.p95([float(number) for number in range(100, 0, -1)]) == 95


def test_everybody_begins_as_often_as_the_others():
    crowd = [Contestant(name, lambda _lap: {}) for name in "abc"]
    firsts = [harness.rotated(crowd, turn)[0].name for turn in range(6)]
    assert sorted(firsts) == list("aabbcc")


def test_over_all_laps_every_question_comes_once():
    things = list(range(37))
    assert sorted(thing for lap in range(harness.LAPS) for thing in harness.part(things, lap)) == things


# --- people and what is typed ---------------------------------------------------------------------


def test_the_same_seed_makes_the_same_people():
    assert list(population.people(50, 7)) == list(population.people(50, 7))
    assert list(population.people(50, 7)) != list(population.people(50, 8))


@pytest.mark.parametrize("name", ["김영수", "박철", "남궁옥화", "최금희"])
def test_a_name_typed_key_by_key_is_the_name(name):
    assert typos.composed(typos.keys(name)) == name


def test_who_forgets_a_consonant_sees_other_syllables():
    assert typos.composed(list("ㅇㅕㅇㅜ")) == "여우"


@pytest.mark.parametrize("turn", range(40))
def test_a_typo_is_one_letter_away(turn):
    letters = typos.keys("김영수")
    found = typos.keys(typos.in_hangul("김영수", dice("typo", turn)))
    assert found != letters
    assert one_away(letters, found)


def one_away(one: list[str], other: list[str]) -> bool:
    """Whether one insertion, deletion, substitution or transposition leads from one to the other."""
    same = [a == b for a, b in zip(one, other, strict=False)]
    start = same.index(False) if False in same else len(same)
    rest, others = one[start:], other[start:]
    turned = rest[1::-1] + rest[2:]
    return others in (rest[1:], turned) or rest == others[1:] or rest[1:] == others[1:]


# --- apart ----------------------------------------------------------------------------------------


def test_only_suites_that_exist_are_offered(capsys):
    with pytest.raises((CommandError, SystemExit)):
        call_command("bench", "nonsense")
    assert set(SUITES) == {"search", "pages", "sync", "report"}


def test_the_bench_has_a_home_of_its_own_and_leaves_nothing(monkeypatch):
    monkeypatch.setenv("GEOREUM_HOME", "/somebodys/home")
    monkeypatch.setenv("DATABASE_URL", "postgres://a.living/register")
    assert "bench" in session.APART
    with home_apart("bench") as home:
        assert home.is_dir()
        assert os.environ["GEOREUM_HOME"] == str(home)
        assert "DATABASE_URL" not in os.environ
    assert not home.exists()
    assert os.environ["DATABASE_URL"] == "postgres://a.living/register"
