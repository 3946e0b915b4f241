"""The lists of the product, each described once: its rows, what narrows it, and what an export of it contains.

Saved views and exports work on these descriptions, so that a list saved or taken out is the list that was seen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.choices import flatten_choices
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.centres.access import Permission, centres_with
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.core.sheets import Column
from apps.devices import due, recall
from apps.devices import exports as devices
from apps.devices.filters import DeviceFilter, DueFilter, RecallFilter
from apps.devices.models import Device
from apps.devices.tables import DeviceTable, DueTable, RecallTable
from apps.patients import exports as patients
from apps.patients.forms.filters import PatientFilter
from apps.patients.models import Patient
from apps.patients.tables.people import PatientTable
from apps.physio import exports as physio
from apps.physio.filters import ScoreFilter, SessionFilter
from apps.physio.measuring import scores_at
from apps.physio.queries import sessions_at
from apps.physio.tables import ScoreTable, SessionTable

SEARCH, ORDER, CENTRE = "q", "sort", "centre"
NARROWS_BY_ITSELF = "state"  # without a choice, devices are the open ones and sessions those that stand


@dataclass(frozen=True)
class Listing:
    """A list. `person` leads from its rows to their patient ("" where the rows are the patients)."""

    key: str
    title: Text
    page: str
    person: str
    columns: tuple[Column, ...]
    rows: Callable[[User, Sequence[Centre]], QuerySet[Any]]
    filtered: Callable[[QueryDict, QuerySet[Any], User, Sequence[Centre]], Any]
    ordered: Callable[[QuerySet[Any], Sequence[Centre]], Any]
    fetched: Callable[[Any], Any]
    permission: Permission = Permission.VIEW_PATIENTS

    @property
    def url(self) -> str:
        return reverse(self.page)

    @property
    def views_url(self) -> str:
        return reverse("desk:views", args=[self.key])

    def columns_for(self, *, guarded: bool) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if guarded or not column.guarded)


PATIENTS = Listing(
    key="patients",
    title=gettext_lazy("Patients"),
    page="patients:list",
    person="",
    columns=patients.COLUMNS,
    rows=lambda user, centres: (
        Patient.objects.visible_to(user, within=centres).select_related("centre", "county").order_by("-pk")
    ),
    filtered=lambda query, rows, user, centres: PatientFilter(query, rows, centres=own(user, centres)),
    ordered=lambda rows, _centres: PatientTable(rows),
    fetched=patients.fetched,
)
DEVICES = Listing(
    key="devices",
    title=gettext_lazy("Devices"),
    page="devices:list",
    person="patient",
    columns=devices.COLUMNS,
    rows=lambda user, centres: Device.objects.visible_to(user).filter(centre__in=centres),
    filtered=lambda query, rows, user, centres: DeviceFilter(query, rows, user=user, centres=centres),
    ordered=lambda rows, centres: DeviceTable(rows, today=centres[0].today()),
    fetched=devices.fetched,
)
SESSIONS = Listing(
    key="sessions",
    title=gettext_lazy("Physiotherapy"),
    page="physio:list",
    person="patient",
    columns=physio.COLUMNS,
    rows=lambda _user, centres: sessions_at(centres),
    filtered=lambda query, rows, user, centres: SessionFilter(query, rows, user=user, centres=centres),
    ordered=lambda rows, _centres: SessionTable(rows),
    fetched=physio.fetched,
)
DUE = Listing(
    key="due",
    title=gettext_lazy("Devices due for review or renewal"),
    page="devices:due",
    person="patient",
    columns=devices.DUE_COLUMNS,
    rows=lambda user, centres: due.looked_after(Device.objects.visible_to(user), centres),
    filtered=lambda query, rows, user, centres: DueFilter(
        query, rows, user=user, centres=centres, today=centres[0].today()
    ),
    ordered=lambda rows, _centres: DueTable(rows),
    fetched=devices.due_fetched,
)
RECALL = Listing(
    key="recall",
    title=gettext_lazy("Devices called back"),
    page="devices:recall",
    person="patient",
    columns=devices.RECALL_COLUMNS,
    rows=lambda user, centres: due.looked_after(Device.objects.visible_to(user), centres),
    filtered=lambda query, rows, user, centres: RecallFilter(query, rows, user=user, centres=centres),
    ordered=lambda rows, _centres: RecallTable(rows),
    fetched=recall.shown,
)
SCORES = Listing(
    key="scores",
    title=gettext_lazy("Outcome measures"),
    page="physio:scores",
    person="patient",
    columns=physio.SCORE_COLUMNS,
    rows=lambda _user, centres: scores_at(centres),
    filtered=lambda query, rows, user, centres: ScoreFilter(query, rows, user=user, centres=centres),
    ordered=lambda rows, _centres: ScoreTable(rows),
    fetched=physio.scores_fetched,
)
LISTINGS = {listing.key: listing for listing in (PATIENTS, DEVICES, SESSIONS, DUE, RECALL, SCORES)}


def own(user: User, centres: Sequence[Centre]) -> QuerySet[Centre]:
    return Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in centres]).distinct()


class Asked:
    """A list as somebody asks for it: over which centres, narrowed and ordered how.

    What may be chosen is what the list itself offers its reader, whichever of the centres are asked for: so a filter
    never loses its meaning because a list is taken out of one centre alone.
    """

    def __init__(self, listing: Listing, *, query: str, user: User, centres: Sequence[Centre]) -> None:
        self.listing, self.user, self.centres = listing, user, centres
        self.given = QueryDict(query)

    @cached_property
    def filters(self) -> Any:
        """The room's filters, told what was asked for; a value that is no choice narrows nothing."""
        among = centres_with(self.user, self.listing.permission)
        return self.listing.filtered(self.given, self.listing.rows(self.user, self.centres), self.user, among)

    @cached_property
    def table(self) -> Any:
        table = self.listing.ordered(self.filters.qs, self.centres)
        table.order_by = self.given.getlist(ORDER) or table.order_by
        return table

    @property
    def rows(self) -> QuerySet[Any]:
        """Everything that the list shows on all its pages, in its order."""
        rows: QuerySet[Any] = self.table.data.data
        return rows

    @property
    def exportable(self) -> QuerySet[Any]:
        """Those rows without the people who withdrew consent to the use of their data."""
        return self.rows.filter(self._may_leave)

    @property
    def left_out(self) -> int:
        """How many people were left out of `exportable`."""
        held_back = self.rows.exclude(self._may_leave).order_by()
        return held_back.values(self.listing.person or "pk").distinct().count()

    @property
    def _may_leave(self) -> Q:
        return Q(**{f"{self.listing.person or 'pk'}__in": Patient.objects.exportable().order_by().values("pk")})

    def at(self, centre: Centre) -> "Asked":
        """The same of one centre alone."""
        return Asked(self.listing, query=self.kept(without=[CENTRE]), user=self.user, centres=[centre])

    def kept(self, *, without: Sequence[str] = ()) -> str:
        """What was asked for as the query of an address, without empty, unknown and wrong values."""
        return str(uri_to_iri(urlencode([pair for pair in self._pairs() if pair[0] not in without])))

    @property
    def chosen(self) -> dict[str, Any]:
        """Filter → what was chosen."""
        self.filters.form.is_valid()  # what is wrong is left out, as in the list
        return dict(self.filters.form.cleaned_data)

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for name, chosen in self.chosen.items():
            if chosen not in (None, "") and (value := self.given.get(name, "").strip()):
                yield name, value
        for alias in self.given.getlist(ORDER):
            if alias.removeprefix("-") in self.table.columns.names():
                yield ORDER, alias

    def in_words(self, *, without: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Each filter that narrows the list and the order, as (label, words) in the active language."""
        chosen, fields = self.chosen, self.filters.form.fields
        named = [name for name in fields if name not in without and (chosen.get(name) or name == NARROWS_BY_ITSELF)]
        said = [(str(fields[name].label), words(fields[name], chosen.get(name))) for name in named]
        orders = [self._order_in_words(alias) for name, alias in self._pairs() if name == ORDER]
        return [*said, (_("Sorted by"), ", ".join(orders))] if orders else said

    def _order_in_words(self, alias: str) -> str:
        label = str(self.table.columns[alias.removeprefix("-")].header)
        return _("%(column)s, descending") % {"column": label} if alias.startswith("-") else label


def words(field: forms.Field, value: Any) -> str:
    """A filter's value as its page shows it."""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        return str(dict(flatten_choices(offered)).get(value, ""))
    return value.isoformat() if isinstance(value, date) else str(value)
