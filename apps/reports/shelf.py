"""The PDFs of a report as its page shows them: for each edition and language the newest file, and how one is asked for.

A file stands for the moment it was asked for: whoever looks must see whether the report has moved on since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Exists, OuterRef
from django.urls import reverse

from apps.accounts.models import Language, User
from apps.centres import access
from apps.centres.access import Permission
from apps.core.jobs import JobState
from apps.core.problems import Text
from apps.reports.indicators import Scope
from apps.reports.models import Edition, Report, ReportFile, ReportJob
from apps.reports.offers import Offers, live_offers, offers_of
from apps.reports.periods import MONTH, ReportPeriod
from apps.reports.publishing import why_not_of
from apps.reports.snapshot import as_data, checksum
from apps.reports.subject import Subject

F = TypeVar("F")


@dataclass(frozen=True)
class Place:
    """Where the file of one edition and language stands, or would. `current`: it says what the report says now."""

    edition: Edition
    language: Language
    file: ReportFile | None = None
    job: ReportJob | None = None
    current: bool = False

    @property
    def wanted(self) -> bool:
        """Whether there is reason to ask for it."""
        return not self.current and (self.job is None or not self.job.is_unfinished)


@dataclass(frozen=True)
class Shelf:
    """The files of the subject's report, as `reader` may take and ask for them."""

    subject: Subject
    reader: User

    @cached_property
    def unpublished(self) -> Text | None:
        """Why there is no public edition; None when there is."""
        return why_not_of(self.subject.scope, self.subject.of, self.subject.status, Edition.PUBLIC)

    @property
    def editions(self) -> list[Edition]:
        """Those there are, or can be."""
        return [Edition.INTERNAL] if self.unpublished else list(Edition)

    @cached_property
    def places(self) -> list[Place]:
        """Each edition in each language."""
        newest = by_place((file.job, file) for file in self._files)
        jobs = by_place((job, job) for job in self._jobs)
        found = []
        for edition in self.editions:
            for language in Language:
                file = newest.get((edition.value, language.value))
                job = jobs.get((edition.value, language.value))
                found.append(Place(edition, language, file, job, file is not None and self._says_the_same(file)))
        return found

    @property
    def earlier(self) -> list[ReportFile]:
        """The files that a newer one of the same edition and language has replaced."""
        shown = {place.file.pk for place in self.places if place.file}
        return [file for file in self._files if file.pk not in shown]

    @property
    def offers(self) -> tuple[Offers, ...]:
        """The figures in the other formats."""
        if self.subject.row is None:
            return live_offers(self.subject.scope, self.subject.of, self.editions)
        return offers_of(self.subject.row, self.editions)

    @property
    def takers_url(self) -> str:
        """Where it is seen who took something of the report; "" for those who do not approve reports."""
        row = self.subject.row
        may = all(access.allows(self.reader, Permission.APPROVE_REPORTS, one) for one in self.subject.scope.centres)
        return reverse("reports:takers", args=[row.pk]) if row is not None and may else ""

    @cached_property
    def may_make(self) -> bool:
        return all(access.allows(self.reader, Permission.MAKE_REPORTS, one) for one in self.subject.scope.centres)

    @property
    def ask_url(self) -> str:
        """Where a file is asked for."""
        scope, of = self.subject.scope, self.subject.of
        if self.subject.pinned:
            return reverse("reports:ask_revision", args=[scope.key, of.month, self.subject.revision])
        suffix = "_together" * scope.together + "_period" * (of.months != MONTH)
        where = of.month if of.months == MONTH else of
        return reverse(f"reports:ask{suffix}", args=[where] if scope.together else [scope.key, where])

    @cached_property
    def _files(self) -> list[ReportFile]:
        files = ReportFile.objects.visible_to(self.reader).listed()
        return list(files.filter(job__report=self.subject.row)) if self.subject.row else []

    @cached_property
    def _jobs(self) -> list[ReportJob]:
        """Newest first: those under way, and those that failed and were not made since."""
        since = ReportFile.objects.filter(
            job__report=OuterRef("report"), job__language=OuterRef("language"), job__edition=OuterRef("edition"),
            rendered_at__gt=OuterRef("asked_at"),
        )  # fmt: skip
        jobs = ReportJob.objects.visible_to(self.reader).filter(report=self.subject.row)
        jobs = jobs.exclude(state=JobState.DONE).exclude(Exists(since), state=JobState.FAILED)
        return list(jobs) if self.subject.row else []

    def _says_the_same(self, file: ReportFile) -> bool:
        return file.job.status == self.subject.status and file.snapshot.checksum == self._checksum

    @cached_property
    def _checksum(self) -> str:
        row = self.subject.row
        if row is not None and row.seal is not None:
            return row.seal.snapshot.checksum
        return checksum(as_data(self.subject.report))


def subject_of(row: Report) -> Subject:
    """The page a report's files stand on."""
    scope = Scope(row.places, together=row.centre is None)
    return Subject(scope, ReportPeriod(row.month, row.months), row, pinned=row.is_monthly)


def by_place(found: Iterable[tuple[ReportJob, F]]) -> dict[tuple[str, str], F]:
    """The first of each edition and language."""
    kept: dict[tuple[str, str], F] = {}
    for job, one in found:
        kept.setdefault((job.edition, job.language), one)
    return kept
