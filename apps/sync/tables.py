"""The list of tablets: how each is doing, in one line."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from apps.sync.labels import KINDS_IN_WORDS
from apps.sync.models import Conflict, Operation, Tablet
from apps.sync.registry import KINDS
from apps.sync.sides import label_of
from apps.sync.words import clock_words, error_words, refusal_words, standings

ONE_LINE = {"td": {"class": "text-nowrap"}}
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class TabletTable(tables.Table):
    name = tables.Column(_("Tablet"), linkify=("sync:tablet", {"pk": tables.A("pk")}), attrs=ONE_LINE)
    state = tables.Column(_("State"), accessor="pk", orderable=False, attrs=ONE_LINE)
    user = tables.Column(_("Used by"), order_by="user__name", attrs=ONE_LINE)
    centre = tables.Column(_("Centre"))
    last_seen = tables.Column(
        _("Last seen"), accessor="state__last_seen_at", default=_("Never"), attrs=ONE_LINE
    )  # fmt: skip
    unsent = tables.Column(_("Unsent"), accessor="state__unsent", attrs=NUMBER)
    open_conflicts = tables.Column(_("Open conflicts"), attrs=NUMBER)
    last_error = tables.Column(_("Last error"), accessor="state__last_error_at", attrs=ONE_LINE)
    app_version = tables.Column(_("App"), accessor="state__app_version")
    clock = tables.Column(_("Clock"), accessor="state__clock_offset", attrs=ONE_LINE)

    class Meta:
        model = Tablet
        fields = (
            "name", "state", "user", "centre", "last_seen", "unsent", "open_conflicts", "last_error", "app_version",
            "clock",
        )  # fmt: skip
        order_by = ("name",)
        caption = _("Tablets")
        empty_text = _("No tablet here. Clear the filters, or enrol one.")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    def render_state(self, record: Tablet) -> str:
        said = standings(record, self.at)
        shown = (render_to_string("_components/state.html", {"label": one.label, "kind": one.kind}) for one in said)
        return render_to_string("sync/_standings.html", {"shown": list(shown)})

    def render_last_seen(self, value: datetime, record: Tablet) -> str:
        return when(value, record)

    def render_last_error(self, value: datetime, record: Tablet) -> str:
        words = error_words(record.state.last_error)
        return format_html('{}<br><span class="text-secondary">{}</span>', words, when(value, record))

    def render_clock(self, value: int) -> str:
        return clock_words(value)


def when(at: datetime, tablet: Tablet) -> str:
    """An instant as the tablet's centre reads it."""
    return f"{localtime(at, tablet.centre.zone):%Y-%m-%d %H:%M}"


class ConflictTable(tables.Table):
    what = tables.Column(
        _("What"), accessor="type", linkify=("sync:conflict", {"pk": tables.A("pk")}), order_by=("type", "field")
    )
    patient = tables.Column(_("Person"), order_by="patient__number", attrs=ONE_LINE, default="")
    code = tables.Column(_("Why"))
    tablet = tables.Column(_("Tablet"), accessor="operation__tablet", order_by="operation__tablet__name")
    recorded_at = tables.Column(_("Recorded"), accessor="operation__recorded_at", attrs=ONE_LINE)
    received_at = tables.Column(_("Arrived"), accessor="operation__received_at", attrs=ONE_LINE)
    resolution = tables.Column(_("Decided"), default=_("Not yet"))

    class Meta:
        model = Conflict
        fields = ("what", "patient", "code", "tablet", "recorded_at", "received_at", "resolution")
        order_by = ("-received_at",)
        caption = _("Conflicts")
        empty_text = _("Nothing is to be decided here.")

    def render_what(self, record: Conflict) -> str:
        return what(record)

    def render_patient(self, record: Conflict) -> str:
        return str(record.patient)

    def render_recorded_at(self, value: datetime, record: Conflict) -> str:
        return when(value, record.operation.tablet)

    def render_received_at(self, value: datetime, record: Conflict) -> str:
        return when(value, record.operation.tablet)

    def render_resolution(self, record: Conflict) -> str:
        return record.get_resolution_display() or str(_("Not yet"))


class RejectedTable(tables.Table):
    """What was refused for good. It is kept as it came; nothing of it was recorded."""

    what = tables.Column(_("What"), accessor="type", linkify=("sync:rejected", {"pk": tables.A("pk")}))
    why = tables.Column(_("Why"), accessor="result", orderable=False)
    tablet = tables.Column(_("Tablet"), order_by="tablet__name")
    recorded_at = tables.Column(_("Recorded"), attrs=ONE_LINE, default="")
    received_at = tables.Column(_("Arrived"), attrs=ONE_LINE)

    class Meta:
        model = Operation
        fields = ("what", "why", "tablet", "recorded_at", "received_at")
        order_by = ("-received_at",)
        caption = _("Refused")
        empty_text = _("Nothing was refused.")

    def render_what(self, record: Operation) -> str:
        return str(KINDS_IN_WORDS.get(record.type, record.type or record.pk))

    def render_why(self, value: dict[str, Any]) -> str:
        return "; ".join(str(refusal_words(one)) for one in value.get("errors", ()))

    def render_recorded_at(self, value: datetime, record: Operation) -> str:
        return when(value, record.tablet)

    def render_received_at(self, value: datetime, record: Operation) -> str:
        return when(value, record.tablet)


def what(conflict: Conflict) -> str:
    """The kind of record, and the field, of a conflict."""
    kind = str(KINDS_IN_WORDS.get(conflict.type, conflict.type))
    if not conflict.field:
        return kind
    return f"{kind}: {label_of(KINDS[conflict.type].model, conflict.field)}"
