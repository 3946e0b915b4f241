"""POST /api/v1/sync/enrol: a one-time code for a token."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.clock import now
from apps.core.problems import Refused, refuse
from apps.sync import versions
from apps.sync.actions import enrolment, epochs, tablets
from apps.sync.api.limits import WrongCodes, whose
from apps.sync.api.tablet import SyncView, clean
from apps.sync.models import Tablet

LONGEST = 200  # characters of any text in the body
KNOWN = {"code", "device_name", "app_version"}


class EnrolView(SyncView):
    """{code, device_name?, app_version?} → the token, which is said here and never again, and who the tablet is."""

    throttle_classes = (WrongCodes,)

    def post(self, request: Request) -> Response:
        """Redeem the code. Unknown, used and expired codes get the same answer (422)."""
        told = self.texts()
        try:
            enrolled = enrolment.redeem(code=told["code"], at=now())
        except Refused:
            WrongCodes.window.count(whose(request))
            raise
        version, device = clean(told.get("app_version", ""), 30), clean(told.get("device_name", ""), 60)
        tablets.note(tablet=enrolled.tablet, error="", at=now(), app_version=version, device_name=device)
        return Response({"token": enrolled.token, **described(enrolled.tablet)}, status=201)

    def texts(self) -> dict[str, str]:
        """The body's texts. Raises Refused ("malformed")."""
        found = self.sent()
        for name, value in found.items():
            if name not in KNOWN or not isinstance(value, str) or len(value) > LONGEST:
                said = _("Send code, and device_name and app_version if you like, as text.")
                refuse(said, code="malformed", where=f"/{name}" if name in KNOWN else "")
        if "code" not in found:
            refuse(_("Send the code."), code="malformed", where="/code")
        return found


def described(tablet: Tablet) -> dict[str, Any]:
    """Who the tablet is, for whom it works, and where it stands: the number of the last operation we have of it."""
    return {
        "expires_at": tablet.expires_at,
        "tablet": {"id": tablet.pk, "name": tablet.name},
        "centre": {"id": tablet.centre_id, "code": tablet.centre.code, "name": tablet.centre.name},
        "user": {"id": tablet.user_id, "name": str(tablet.user)},
        "epoch": epochs.current(),
        "schema": versions.CURRENT,
        "last_op_seq": tablet.state.last_op_seq,
    }
