"""The list of exports: who took which list out, and why."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apps.desk.listings import LISTINGS
from apps.desk.models import Export
from apps.desk.words import KINDS, state_words

ONE_LINE = {"td": {"class": "text-nowrap"}}
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class ExportTable(tables.Table):
    asked_at = tables.DateTimeColumn(
        format=r"Y-m-d H:i \U\T\C", verbose_name=_("Asked for at"), linkify=("desk:export", {"pk": tables.A("pk")}),
        attrs=ONE_LINE,
    )  # fmt: skip
    listing = tables.Column(verbose_name=_("List"))
    centres = tables.Column(verbose_name=_("Centres"), orderable=False, empty_values=())
    asked_by = tables.Column(verbose_name=_("Asked for by"), order_by="asked_by__name")
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)
    rows = tables.Column(verbose_name=_("Rows"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("State"))

    class Meta:
        model = Export
        fields = ("asked_at", "listing", "centres", "asked_by", "reason", "rows", "state")
        order_by = ("-asked_at",)
        caption = _("Exports")

    def render_listing(self, record: Export) -> str:
        return str(LISTINGS[record.listing].title)

    def render_centres(self, record: Export) -> str:
        return ", ".join(centre.name for centre in record.centres.all())

    def render_state(self, record: Export) -> str:
        return render_to_string(
            "_components/state.html", {"label": state_words(record), "kind": KINDS.get(record.state, "")}
        )
