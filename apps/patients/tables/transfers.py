"""The list of transfers: of whom, from where to where, and how it stands."""

from collections.abc import Collection
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.patients.models import Transfer, TransferState
from apps.patients.tables.people import ONE_LINE, age_text

KINDS = {
    TransferState.REQUESTED: "busy", TransferState.ACCEPTED: "good", TransferState.DECLINED: "bad",
    TransferState.CANCELLED: "",
}  # fmt: skip


class TransferTable(tables.Table):
    """One line a transfer; the person is named where `Transfer.names_person_to` allows it."""

    person = tables.Column(
        _("Person"), accessor="patient", orderable=False, attrs=ONE_LINE,
        linkify=("patients:transfer_answer", {"pk": tables.A("pk")}),
    )  # fmt: skip
    sex = tables.Column(_("Sex"), accessor="patient__get_sex_display", orderable=False)
    age = tables.Column(_("Age"), accessor="patient", orderable=False, attrs=ONE_LINE)
    way = tables.Column(_("From and to"), accessor="from_centre", orderable=False, attrs=ONE_LINE)
    kind = tables.Column(_("Kind"), orderable=False)
    reason = tables.Column(_("Reason"), orderable=False, attrs={"td": {"class": "words"}})
    requested_at = tables.Column(_("Asked"), order_by=("requested_at",), attrs=ONE_LINE)
    state = tables.Column(_("State"), orderable=False)

    class Meta:
        model = Transfer
        fields = ("person", "sex", "age", "way", "kind", "reason", "requested_at", "state")
        order_by = ()

    def __init__(self, *args: Any, centres: Collection[Centre], **kwargs: Any) -> None:
        self.centres = centres
        super().__init__(*args, **kwargs)

    def render_person(self, record: Transfer) -> str:
        if not record.names_person_to(self.centres):
            return record.patient.number
        return format_html("{}<br><small>{}</small>", record.patient.display_name, record.patient.number)

    def render_sex(self, value: str, record: Transfer) -> str:
        return value if record.names_person_to(self.centres) else ""

    def render_age(self, record: Transfer) -> str:
        return age_text(record.patient) if record.names_person_to(self.centres) else ""

    def render_way(self, record: Transfer) -> str:
        return f"{record.from_centre} → {record.to_centre}"

    def render_requested_at(self, record: Transfer) -> str:
        return record.deciding_centre.local_date(record.requested_at).isoformat()

    def render_state(self, record: Transfer) -> str:
        ours = record.deciding_centre_id in {centre.pk for centre in self.centres}
        waits = ours and record.state == TransferState.REQUESTED
        label = _("Waiting for us") if waits else record.get_state_display()
        return render_to_string("_components/state.html", {"label": label, "kind": KINDS[TransferState(record.state)]})
