"""A person the centre serves. Identity only: what is wrong, and what was done about it, hangs below.

A birth date keeps the precision with which it is known. Where only the year (or an age) is known the stored
date is 1 July of that year, where only the month is known its 15th: the convention of IND-19, so that ages
come out the same wherever they are computed.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.ages import completed_years
from apps.core.models import Record
from apps.patients.models import name_form
from apps.patients.models.access import PatientAccess
from apps.patients.models.consent import Consent, ConsentKind
from apps.patients.models.county import Province
from apps.patients.models.episode import Episode
from apps.patients.models.merge import MERGED_ONCE, Merge, MergeQuerySet
from apps.patients.models.scope import seen_by, seen_from

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.centres.models import Centre


class Sex(models.TextChoices):
    MALE = "M", _("Male")
    FEMALE = "F", _("Female")
    OTHER = "O", _("Other")
    UNKNOWN = "U", _("Not known")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("Exact date")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("Year only")
    AGE = "age", _("Estimated from an age")
    UNKNOWN = "unknown", _("Not known")


class Category(models.TextChoices):
    CIVILIAN = "civilian", _("Civilian")
    MILITARY = "military", _("Military")
    UNKNOWN = "unknown", _("Not known")


# What stands in the place of a name that nobody knows.
UNNAMED_HANGUL, UNNAMED_ROMANISED = "이름 모름", "Name not known"


class ReferralSource(models.TextChoices):
    SELF = "self", _("Came by themselves")
    FAMILY = "family", _("Family or neighbour")
    FORMER_PATIENT = "former-patient", _("Another patient")
    HOSPITAL = "hospital", _("Hospital")
    CLINIC = "clinic", _("County or ri clinic")
    RED_CROSS = "red-cross", _("Red Cross society")
    CENTRE = "centre", _("Another rehabilitation centre")
    OUTREACH = "outreach", _("Outreach visit")
    AUTHORITY = "authority", _("Local authority or workplace")
    OTHER = "other", _("Other")


class CareEnd(models.TextChoices):
    LOST = "lost", _("Lost to follow-up")
    DROPPED_OUT = "dropped-out", _("Dropped out")


class CareEndReason(models.TextChoices):
    UNREACHABLE = "unreachable", _("Cannot be reached")
    MOVED = "moved", _("Moved away")
    DISTANCE = "distance", _("Too far, or no transport")
    WORK = "work", _("Work or farm season")
    HEALTH = "health", _("Too ill to come")
    FAMILY = "family", _("Family reasons")
    UNSATISFIED = "unsatisfied", _("Not satisfied with the device or treatment")
    NO_NEED = "no-need", _("Does not want more treatment")
    OTHER = "other", _("Other")
    NOT_KNOWN = "not-known", _("Not known")


class Jamo(Func):
    """Lower case, decomposed into conjoining jamo: `김` begins with `기` and with `ㄱ`."""

    template = "normalize(lower(%(expressions)s), NFKD)"
    output_field = models.TextField()


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: "User", *, within: "Iterable[Centre] | None" = None) -> "PatientQuerySet":
        """Patients to whom one of the user's centres has access now.

        `within`: some of the user's own centres, as `access.centres_with` gives them; only the patients these see.
        """
        return self.filter(seen_by(user, path="") if within is None else seen_from(within, path=""))

    def of_centre(self, centre: "Centre") -> "PatientQuerySet":
        return self.of_centres([centre])

    def of_centres(self, centres: "Iterable[Centre]") -> "PatientQuerySet":
        return self.filter(seen_from(centres, path=""))

    def formerly_of(self, centres: "Iterable[Centre]") -> "PatientQuerySet":
        """Those whose care at one of these centres ended with a transfer, and whom none of them sees any more.

        `left`: the last day there.
        """
        ended = PatientAccess.objects.filter(patient=OuterRef("pk"), centre__in=centres, active=False)
        gone = self.filter(Exists(ended), merged_into=None).exclude(seen_from(centres, path=""))
        return gone.annotate(left=Subquery(ended.order_by("-until").values("until")[:1]))

    def exportable(self) -> "PatientQuerySet":
        """Without those who withdrew or refused the use of their data: no list, export or file may name them.

        They stay counted: reports do not ask this.
        """
        return self.filter(~Exists(Consent.objects.denials(ConsentKind.DATA_USE, person=OuterRef("pk"))))

    def registered_in(self, year: int) -> "PatientQuerySet":
        """Those who got their number in that year: it is part of the number."""
        return self.filter(number__contains=f"-{year}-")

    def in_care(self, state: str) -> "PatientQuerySet":
        """Those who are in care ("active"), "lost", have "dropped-out", or are "deceased"."""
        if state == "deceased":
            return self.filter(deceased_on__isnull=False)
        return self.filter(deceased_on=None, care_ended_as="" if state == "active" else state)

    def with_open_episode(self) -> "PatientQuerySet":
        return self.filter(Exists(Episode.objects.open().filter(patient=OuterRef("pk"))))


@tracked
class Patient(Record):
    """A person. `centre` is where the person was registered; who may see the record is PatientAccess's business."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "name_hangul", "name_romanised", "name_jamo", "name_initials", "name_folded", "birth_date",
        "birth_precision", "sex", "province", "county", "village", "address", "phone", "caregiver_name",
        "caregiver_relation", "caregiver_phone", "referral_source", "deceased_on", "care_ended_on", "care_ended_as",
        "care_end_reason", "care_end_note", "merged_into", "registered_by",
    )  # fmt: skip
    GUARDED: ClassVar[tuple[str, ...]] = ("category",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "number", "is_test")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="registered_patients")
    number = models.CharField(_("patient number"), max_length=20, unique=True)
    name_hangul = models.CharField(_("name in Hangul"), max_length=80, blank=True)
    name_romanised = models.CharField(_("romanised name"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_precision = models.CharField(
        _("birth date known as"), max_length=10, choices=BirthPrecision, default=BirthPrecision.UNKNOWN
    )
    province = models.CharField(_("province"), max_length=20, choices=Province, blank=True)
    county = models.ForeignKey(
        "patients.County", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("county or city district"),
    )  # fmt: skip
    village = models.CharField(_("village or neighbourhood"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    caregiver_name = models.CharField(_("caregiver"), max_length=120, blank=True)
    caregiver_relation = models.CharField(_("caregiver is"), max_length=40, blank=True)
    caregiver_phone = models.CharField(_("caregiver's phone"), max_length=40, blank=True)
    referral_source = models.CharField(_("referred by"), max_length=16, choices=ReferralSource, blank=True)
    category = models.CharField(_("category"), max_length=10, choices=Category, default=Category.UNKNOWN)
    deceased_on = models.DateField(_("died on"), null=True, blank=True)
    care_ended_on = models.DateField(_("no longer comes since"), null=True, blank=True)
    care_ended_as = models.CharField(_("no longer comes"), max_length=12, choices=CareEnd, blank=True)
    care_end_reason = models.CharField(_("reason"), max_length=12, choices=CareEndReason, blank=True)
    care_end_note = models.CharField(_("note"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_here")
    is_test = models.BooleanField(_("test person"), default=False, help_text=_("A test person is never counted."))
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    # Search columns. PostgreSQL derives the first; the others are set by apps.patients.search when names change.
    name_jamo = models.GeneratedField(
        expression=Jamo(F("name_hangul")), output_field=models.TextField(), db_persist=True
    )
    name_initials = models.CharField(max_length=80, blank=True, editable=False)
    name_folded = models.CharField(max_length=160, blank=True, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(condition=~Q(name_hangul="", name_romanised=""), name="patient_has_a_name"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="patient_sex_is_known_value"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="patient_category_is_known_value"),
            models.CheckConstraint(
                condition=Q(birth_date=None, birth_precision="unknown")
                | (Q(birth_date__isnull=False) & Q(birth_precision__in=("day", "month", "year", "age"))),
                name="patient_birth_date_has_precision",
            ),
            models.CheckConstraint(
                condition=~Q(birth_precision__in=("year", "age")) | Q(birth_date__month=7, birth_date__day=1),
                name="patient_birth_year_is_first_of_july",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on=None) | Q(birth_date=None) | Q(deceased_on__gte=F("birth_date")),
                name="patient_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(referral_source="") | Q(referral_source__in=ReferralSource.values),
                name="patient_referral_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(care_ended_on=None, care_ended_as="", care_end_reason="", care_end_note="")
                | Q(
                    care_ended_on__isnull=False,
                    care_ended_as__in=CareEnd.values,
                    care_end_reason__in=CareEndReason.values,
                ),
                name="care_ends_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="patient_is_not_merged_into_itself"),
        )
        indexes = (
            *name_form.INDEXES,
            # The list by name: its first page is read, not sorted out of a million people.
            models.Index(fields=("name_jamo", "name_romanised"), name="patient_by_name"),
        )
        triggers = (*Record.Meta.triggers, *MERGED_ONCE, *name_form.TRIGGERS)

    def __str__(self) -> str:
        return self.number

    @property
    def display_name(self) -> str:
        """The name in the script of the active language, or the other one when that is missing."""
        first, second = self.name_hangul, self.name_romanised
        if get_language() == "en":
            first, second = second, first
        return first or second

    @property
    def other_name(self) -> str:
        """The name in the script that `display_name` does not show; nothing when there is only one."""
        shown = self.display_name
        return next((name for name in (self.name_hangul, self.name_romanised) if name and name != shown), "")

    @property
    def birth_is_estimated(self) -> bool:
        """True where the stored date stands for a year or an age (IND-19)."""
        return self.birth_precision in (BirthPrecision.MONTH, BirthPrecision.YEAR, BirthPrecision.AGE)

    @property
    def earliest_birth(self) -> date | None:
        """The first day the recorded birth stands for: a known month may be its 1st, a known year or age 1 January."""
        if self.birth_date is None or not self.birth_is_estimated:
            return self.birth_date
        first_month = self.birth_date.month if self.birth_precision == BirthPrecision.MONTH else 1
        return self.birth_date.replace(month=first_month, day=1)

    @property
    def is_unnamed(self) -> bool:
        """True for a person registered without a name."""
        return (self.name_hangul, self.name_romanised) == (UNNAMED_HANGUL, UNNAMED_ROMANISED)

    @property
    def birth_text(self) -> str:
        """The birth as far as it is known: 1970-03-12, 1970-03, 1970, "about 1970", or nothing."""
        if self.birth_date is None:
            return ""
        if self.birth_precision == BirthPrecision.AGE:
            return gettext("about %(year)s") % {"year": self.birth_date.year}
        shown = {BirthPrecision.YEAR: "%Y", BirthPrecision.MONTH: "%Y-%m"}
        return self.birth_date.strftime(shown.get(BirthPrecision(self.birth_precision), "%Y-%m-%d"))

    @cached_property
    def denied(self) -> frozenset[str]:
        """The kinds of consent that the person took back or refused: the latest word on each is no."""
        last = Consent.last_words(Consent.objects.of_person(self))
        return frozenset(kind for kind, consent in last.items() if not consent.stands)

    def waiting_merges(self) -> MergeQuerySet:
        """The merges asked for and not decided yet in which this record is one of the two."""
        return Merge.objects.waiting().filter(Q(survivor=self) | Q(loser=self))

    def age_on(self, on: date) -> int | None:
        """Completed years on the date `on`; None without a birth date. See `apps.core.ages`."""
        return None if self.birth_date is None else completed_years(self.birth_date, on)
