"""How long the pages take beside the SQL in them, whether a full dossier costs more queries than a slight one, and
how much CPU a whole request takes."""

import re
import time
from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from django.urls import reverse

from apps.desk.bench import machine
from apps.desk.bench.ground import Ground, address, recorded
from apps.desk.bench.harness import Contestant, Round, Sample
from apps.desk.bench.judgement import Figure, Goal, counted, measured, ratio
from apps.patients.models import Patient

VIEW_OVER_SQL, NONE_MORE = Goal(4), Goal(0)
CALLS, REQUESTS = 3, 3  # of each page, in each lap
LAZY = re.compile(r'hx-get="([^"?]+)[^"]*" hx-trigger="load"')


def check(ground: Ground) -> list[str]:
    """The page shows the person by name; the parts it loads answer; the list and the search show whom they should."""
    wrong = []
    person = ground.seeded.sample[0]
    if (person.hangul or person.romanised) not in shown(ground, page(person.id)):
        wrong.append(f"the page of {person.number} does not show the name")
    for path in (part for key in (ground.seeded.slight, ground.seeded.full) for part in parts(ground, key)):
        if not shown(ground, path).strip():
            wrong.append(f"{path} is empty")
    if person.number not in shown(ground, reverse("patients:list"), q=person.number):
        wrong.append(f"the list does not find {person.number}")
    for stranger in ground.seeded.strangers[:20]:
        if Patient.objects.visible_to(ground.technician()).filter(pk=stranger.id).exists():
            wrong.append(f"{stranger.number} of another centre is seen")
    return wrong + [f"{path}: {few} queries, {many} with a full dossier" for path, few, many in uneven(ground)]


def page(patient: UUID) -> str:
    return reverse("patients:detail", args=[patient])


def shown(ground: Ground, path: str, **query: str) -> str:
    return ground.answer(ground.request(path, **query)).content.decode()


def parts(ground: Ground, patient: UUID) -> list[str]:
    """What the person's page loads after itself."""
    return list(dict.fromkeys(LAZY.findall(shown(ground, page(patient)))))


def queries(ground: Ground, path: str) -> int:
    request = ground.request(path)
    with recorded() as statements:
        ground.answer(request)
    return len(statements.asked)


def counts(ground: Ground, patient: UUID) -> dict[str, int]:
    """The page and each of its parts, by the name of its view → how many queries it takes."""
    paths = [page(patient), *parts(ground, patient)]
    return {path.replace(str(patient), "…"): queries(ground, path) for path in paths}


def uneven(ground: Ground) -> Iterator[tuple[str, int, int]]:
    """The parts that ask more often for a full dossier than for a slight one, or do not come for both."""
    few, many = counts(ground, ground.seeded.slight), counts(ground, ground.seeded.full)
    for path in few.keys() | many.keys():
        if few.get(path) != many.get(path):
            yield path, few.get(path, 0), many.get(path, 0)


def targets(ground: Ground) -> dict[str, str]:
    """What the pages are called in the table, and their addresses."""
    usual = ground.seeded.sample[1]
    family = next(person.hangul[0] for person in ground.seeded.sample if person.hangul)
    listed = reverse("patients:list")
    found = {
        "patient page": page(usual.id),
        "patient page, full dossier": page(ground.seeded.full),
        "patients list": listed,
        "patients list, last page": address(listed, page="1000000"),
        "search page": address(listed, q=family),
    }
    return found | {
        f"part {path.replace(str(ground.seeded.slight), '…')}": path for path in parts(ground, ground.seeded.slight)
    }


def contestants(ground: Ground) -> list[Contestant]:
    """Each page as its view alone, and as a request of a signed-in browser."""
    found = []
    for name, path in targets(ground).items():
        found.append(Contestant(name, partial(views, ground, name, path)))
        found.append(Contestant(f"{name}, request", partial(requests, ground, name, path)))
    return found


def views(ground: Ground, name: str, address: str, _lap: int) -> Sample:
    """Seconds of the view, and those of them that were spent in the database."""
    taken: Sample = {f"{name}: view": [], f"{name}: SQL": []}
    path, _sign, query = address.partition("?")
    for _call in range(CALLS):
        request = ground.request(path, **dict(pair.split("=", 1) for pair in query.split("&") if pair))
        with recorded() as statements:
            begun = time.perf_counter()
            ground.answer(request)
            taken[f"{name}: view"].append(time.perf_counter() - begun)
        taken[f"{name}: SQL"].append(statements.seconds)
    return taken


def requests(ground: Ground, name: str, path: str, _lap: int) -> Sample:
    """Seconds a browser waits, and the CPU time of the web server for one request."""
    browser, waited = ground.browser(), []
    before = machine.cpu_seconds(browser.pid)
    for _request in range(REQUESTS):
        begun = time.perf_counter()
        browser.get(path)
        waited.append(time.perf_counter() - begun)
    return {f"{name}: wait": waited, f"{name}: CPU": [(machine.cpu_seconds(browser.pid) - before) / REQUESTS]}


def figures(ground: Ground, rounds: Sequence[Round]) -> list[Figure]:
    """Ratio, wait and CPU of each page; the goals are the patient page's."""
    found = []
    for name in targets(ground):
        goal = VIEW_OVER_SQL if name == "patient page" else None
        found += [
            ratio(f"{name}: view / its SQL", rounds, f"{name}: view", f"{name}: SQL", goal=goal),
            measured(f"{name}: request, CPU", rounds, f"{name}: CPU", "ms", by=mean, times=1000),
            measured(f"{name}: request, p50", rounds, f"{name}: wait", "ms", times=1000),
        ]
    more = sum(abs(many - few) for _path, few, many in uneven(ground))
    asked = counts(ground, ground.seeded.slight)
    return [*found, counted("patient page: queries more for a full dossier", more, "", goal=NONE_MORE, **asked)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
