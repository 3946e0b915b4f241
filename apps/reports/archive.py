"""Everything that was ever approved: who signed it, its checksums, its files. What was superseded stays."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.reports.models import SETTLED, Deed, Edition, Report, ReportFile, SignOff
from apps.reports.offers import Offers, offers_of


@dataclass(frozen=True)
class Archived:
    """One approved revision. `files`: what was made of its sealed figures, one per language and edition."""

    row: Report
    files: tuple[ReportFile, ...]
    offers: tuple[Offers, ...]

    @property
    def approved_by(self) -> str:
        """How the person who approved it was called then."""
        signed: list[SignOff] = self.row.approvals  # type: ignore[attr-defined]
        return signed[-1].name if signed else str(self.row.approved_by)


def settled(reader: User, centres: Sequence[Centre], *, year: int | None = None) -> QuerySet[Report]:
    """The approved and superseded months of these centres, the latest month first, without figures and rows."""
    rows = Report.objects.visible_to(reader).monthly().filter(status__in=SETTLED, centre__in=centres)
    if year is not None:
        rows = rows.filter(month__year=year)
    approvals = SignOff.objects.filter(deed=Deed.APPROVED).order_by("at")
    return (
        rows.select_related("centre", "approved_by", "seal__snapshot")
        .defer("seal__rows", "seal__snapshot__content")
        .prefetch_related(Prefetch("sign_offs", approvals, to_attr="approvals"))
        .order_by("-month", "centre__code", "-revision")
    )


def packs(rows: QuerySet[Report], year: int | None) -> list[tuple[Centre, int]]:
    """The years that can be taken in one piece: of each centre the one asked for, where anything was approved in it."""
    if year is None:
        return []
    found = rows.order_by("centre__code").values("centre").distinct()
    return [(centre, year) for centre in Centre.objects.filter(pk__in=found).order_by("code")]


def told(rows: Sequence[Report]) -> list[Archived]:
    """The revisions of one page, with their files and what can be taken of them."""
    files = files_of(rows)
    return [Archived(row, files.get(row.pk, ()), offers_of(row, Edition)) for row in rows]


def files_of(rows: Sequence[Report]) -> dict[UUID, tuple[ReportFile, ...]]:
    """Report → the files of exactly its sealed figures: the first of each edition and language, without content."""
    sealed = {row.pk: row.seal.snapshot_id for row in rows if row.seal is not None}
    made = ReportFile.objects.listed().filter(
        job__report__in=sealed, snapshot__in=sealed.values(), job__status__in=SETTLED
    )
    found: dict[UUID, dict[tuple[str, str], ReportFile]] = defaultdict(dict)
    for file in made.order_by("rendered_at"):
        found[file.job.report_id].setdefault((file.job.edition, file.job.language), file)
    return {pk: tuple(by[place] for place in sorted(by)) for pk, by in found.items()}
