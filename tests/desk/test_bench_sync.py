"""`manage.py bench sync`: small here, over a real line; it notices when what tablets get or leave is wrong."""

from urllib.parse import urlsplit

import pytest
from django.db import connection

from apps.centres.models import Centre
from apps.desk.bench import copies, harness, seeding, tablets
from apps.desk.bench.fieldwork import Work
from apps.desk.bench.ground import Ground
from apps.desk.bench.harness import Round
from apps.desk.bench.judgement import Goal, absent, share, table, verdict
from apps.desk.bench.suites import sync
from apps.desk.demo.ids import dice

PEOPLE = 120


@pytest.fixture
def suite(committed, live_server, monkeypatch):
    """The suite on a register of its own beside the fixed cast, with the test's server."""
    for module, name, value in (
        (sync, "TRIED", 6), (sync, "SIZES", (5, 10)), (sync, "PULLED", 21), (tablets, "PAGE", 7), (sync, "CROWD", 2),
        (sync, "EACH", 3), (harness, "LAPS", 1),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    connection.ensure_connection()
    monkeypatch.setattr(seeding, "CENTRES", [("B" + code, *rest) for code, *rest in seeding.CENTRES])
    seeded = seeding.seed(connection.connection, PEOPLE, 2016)
    port = urlsplit(live_server.url).port
    product, limit, *crowd = (tablets.enrolled(Centre.objects.get(code="BRAK"), f"T{n}", port) for n in range(4))
    known = [person.id for person in seeded.sample if person.birth is not None]
    found = sync.Sync(product, limit, crowd, Work(known, dice("sync")), None, "not here", product_pid=1)
    yield found, Ground(seeded, 2016)
    for line in found.lines:
        line.close()


def test_what_is_measured_is_right_and_every_contestant_of_ours_runs(suite):
    found, ground = suite
    assert found.check(ground) == []
    running = [each for each in found.contestants(ground) if "DRF" not in each.name]
    samples = {name for each in running for name, taken in each.run(0).items() if taken}
    ours = {"push 10", "mixture", "replay", "pull", "single pages", "uncalled", "crowd"}
    assert samples >= {*ours, "copy 10", "COPY out", "crowd of COPY"}
    statuses = [one["status"] for one in found.product.push(found.product.numbered(found.work.mixture(30)))[1]]
    assert "rejected" not in statuses


def test_a_limit_that_writes_less_than_a_push_is_wrong(suite, monkeypatch):
    found, ground = suite
    whole = copies.as_copied
    monkeypatch.setattr(copies, "as_copied", lambda *given: whole(*given)[:1])
    assert any("the limit does not write" in sentence for sentence in found.check(ground))


def test_what_part_of_the_limit_is_reached_is_said_in_per_cent():
    rounds = [Round({"mine": [mine], "limit": [1.0]}, load=0, busy=0) for mine in (2, 4, 1.6)]
    figure = share("x", rounds, "mine", "limit", goal=Goal(50, at_most=False))
    assert (figure.median, figure.min, figure.max, figure.met) == (50, 25, 62.5, True)


def test_a_peer_that_is_not_here_is_said_to_be_missing_and_spoils_nothing():
    figure = absent("x", "not here: there is no npm")
    assert verdict([figure], [])["ok"]
    assert "not here: there is no npm" in table([figure])
