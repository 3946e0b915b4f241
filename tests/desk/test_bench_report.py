"""`manage.py bench report`: small here; its ground is right, and it notices when what is kept is wrong."""

import pytest
from django.db import connection

from apps.desk.bench import harness, judgement, seeding
from apps.desk.bench.ground import Ground
from apps.desk.bench.harness import Round
from apps.desk.bench.judgement import Goal
from apps.desk.bench.suites import report
from apps.physio.models import PhysioSession
from apps.reports import kept
from apps.reports.indicators import Scope, count
from apps.reports.models import ChangeMark

PEOPLE, SERVICES = 200, (4000, 6000)


@pytest.fixture
def ground(db, monkeypatch):
    monkeypatch.setattr(harness, "LAPS", 1)
    monkeypatch.setattr(seeding, "MANY", 3)
    monkeypatch.setattr(report.Grown, "printers", lambda _grown: iter(()))
    monkeypatch.setattr(report.printing, "Prints", lambda _report: None)
    connection.ensure_connection()
    line = connection.connection
    return Ground(seeding.seed(line, PEOPLE, 2016), 2016, None, line, SERVICES)


def test_two_sizes_are_right_by_hand_and_held_against_each_other(ground) -> None:
    names = []
    for stage in report.stages(ground):
        assert stage.check(ground) == []
        rounds = harness.held(stage.contestants(ground), 2, str)
        names += [figure.name for figure in stage.figures(ground, rounds)]
    assert "report, 6,000 services: kept figures / those of 4,000" in names
    assert PhysioSession.objects.filter(centre__code__in=report.CODES).count() == 6000 * 12 / 20
    assert not ChangeMark.objects.filter(month__year=2008).exists()  # written past the triggers, which are back:
    PhysioSession.objects.filter(service_date__year=2008).update(attended=False)
    assert ChangeMark.objects.filter(month__year=2008).count() == 12


def test_kept_figures_of_the_past_are_wrong_and_not_timed(ground, monkeypatch) -> None:
    stage = next(iter(report.stages(ground)))
    stale = {}
    monkeypatch.setattr(kept, "figures", lambda scope, period: stale.setdefault(scope.key, count(scope, period)))
    assert any("not what is counted" in sentence for sentence in stage.check(ground))


def test_a_count_that_forgets_somebody_is_found_by_hand(ground, monkeypatch) -> None:
    stage = next(iter(report.stages(ground)))
    right = count
    monkeypatch.setattr(report, "count", lambda scope, period: right(Scope.of(scope.centres[0]), period))
    monkeypatch.setattr(kept, "figures", report.count)
    assert any("in plain Python" in sentence for sentence in stage.check(ground))


def rounds(*pairs: tuple[float, float]) -> list[Round]:
    return [Round({"mine": [mine], "limit": [limit]}, load=0, busy=0) for mine, limit in pairs]


def test_two_sizes_are_compared_round_by_round_unless_the_limit_moved() -> None:
    small, large = rounds((1, 1), (1, 1.1)), rounds((1.2, 1), (1.1, 1.1))
    figure = judgement.against("x", large, small, "mine", "limit", goal=Goal(1.25))
    assert (figure.median, figure.met) == (1.15, True)
    moved = judgement.against("x", rounds((3, 2), (3, 2)), small, "mine", "limit", goal=Goal(1.25))
    assert moved.met is None
    assert "between the sizes" in moved.refused
