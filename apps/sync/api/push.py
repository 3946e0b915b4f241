"""POST /api/v1/sync/push: what a tablet did while it was away, each operation with its own final answer."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.adding import as_json
from apps.core.clock import now
from apps.core.problems import document, refuse
from apps.sync import versions, wire
from apps.sync.actions import pushing
from apps.sync.api.tablet import TabletView, clock_offset, malformed

KNOWN = {"device_time", "unsent", "ops"}


class PushView(TabletView):
    """Takes the form before the current one too: what an old app still holds is not lost with it (MUST 18)."""

    oldest_schema = versions.OLDEST_PUSH

    def post(self, request: Request) -> HttpResponse:
        operations = self.operations(self.sent())
        try:
            found = pushing.push(tablet=self.tablet, operations=operations, at=now(), told=self.noted)
        except wire.Unreadable as error:
            malformed(error)
        except pushing.Reused as reused:
            refuse(_("This operation was sent before with other content."), code="op_id_reused",
                   op_id=str(reused.op_id))  # fmt: skip
        told = {"results": found.results, "last_op_seq": found.last_op_seq, "epoch": str(found.epoch)}
        if found.expected is not None:
            return self.gap(told, found.expected)
        self.unnoted = True  # for that was done with the operations
        return HttpResponse(as_json(told), content_type="application/json")

    def operations(self, message: dict[str, Any]) -> list[Any]:
        """The operations of the message; what it says of the tablet is noted. Raises Refused ("malformed")."""
        if unknown := sorted(message.keys() - KNOWN):
            malformed(wire.Unreadable("unknown_name", f"/{unknown[0]}"))
        if (ahead := clock_offset(str(message.get("device_time", "")), at=now())) is not None:
            self.note(clock_offset=ahead)
        unsent = message.get("unsent")
        if isinstance(unsent, int) and not isinstance(unsent, bool) and 0 <= unsent < 10**9:
            self.note(unsent=unsent)
        try:
            return wire.operations(message)
        except wire.Unreadable as error:
            malformed(error)

    def gap(self, told: dict[str, Any], expected: int) -> Response:
        """409: a number is missing. What came before it is done and answered, nothing after it is (MUST 1)."""
        detail = _("Send the operation with the number “expected” first.")
        said = document(409, self.request.path, detail=detail, kind="seq-gap", code="seq_gap", expected=expected)
        return Response(said | told, status=409, content_type="application/problem+json")
