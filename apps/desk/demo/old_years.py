"""The published totals that are not replayed: entered as aggregates, each with its source, by whoever keeps them.

Rakrang keeps those of Hamhung, a centre of another provider that is no centre of this system.
"""

from datetime import date, datetime, time
from decimal import Decimal

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.desk.demo.accounts import workers
from apps.desk.demo.diary import clock
from apps.desk.demo.ids import seeded_id
from apps.desk.demo.plan import Plan
from apps.desk.demo.published import CODES, rows
from apps.reports.actions import old_figures

YEAR = "2016"
ENTERED_AT = clock(date(2017, 1, 10), time(10, 0))
KEEPER = "RAK"
PROVIDERS = {"hamhung": "Hamhung (Handicap International)"}
# What a row's number is: an indicator of the report, or what it was called where the report has none.
INDICATORS = {
    "prostheses": "PRO", "prostheses_mine_survivors": "PROM", "crutches_pairs": "CRP", "crutches": "CRU",
    "wheelchairs": "WCH", "amputations_and_stump_revisions": "SRG",
}  # fmt: skip
OWN_WORDS = {"mobility_aids": ("mobility aids", "이동 보조 기구")}


def add(plan: Plan, staff: dict[str, User]) -> None:
    """Enter them once, with the published year."""
    if plan.label != YEAR:
        return
    centres = {centre.code: centre for centre in Centre.objects.all()}
    for row in rows():
        if not row["replay"]:
            _enter(plan, row, centres, staff)


def _enter(plan: Plan, row: dict[str, object], centres: dict[str, Centre], staff: dict[str, User]) -> None:
    place = str(row["centre"])
    keeper = CODES.get(place, KEEPER)
    first, last = (date.fromisoformat(f"{month}-01") for month in str(row["period"]).split("/"))
    for name in (*INDICATORS, *OWN_WORDS):
        if row.get(name) is not None:
            english, korean = OWN_WORDS.get(name, ("", ""))
            old_figures.enter(
                centre=centres[keeper], provider=PROVIDERS.get(place, ""), first_month=first, last_month=last,
                indicator=INDICATORS.get(name, ""), label_en=english, label_ko=korean,
                amount=Decimal(str(row[name])), source=str(row["source"]), at=ENTERED_AT,
                by=staff[workers(keeper, "manager")[0]],
                id=seeded_id(plan.seed, f"old/{place}/{row['period']}/{name}", _moment(first)),
            )  # fmt: skip


def _moment(first: date) -> datetime:
    return clock(first, time(12, 0))
