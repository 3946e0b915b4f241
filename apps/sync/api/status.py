"""GET /api/v1/sync/status: what the server knows of the tablet. What is unsent is the tablet's to know."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.clock import now
from apps.sync import versions
from apps.sync.api.enrol import described
from apps.sync.api.tablet import TabletView
from apps.sync.models import Conflict


class StatusView(TabletView):
    """Where tablet and server stand. An app of an older form may ask too: it learns that it is to be updated."""

    oldest_schema = versions.OLDEST_PUSH

    def get(self, request: Request) -> Response:
        state, mine = self.tablet.state, Conflict.objects.visible_to(request.user)
        return Response(
            {
                **described(self.tablet),
                "schema": {"current": versions.CURRENT, "oldest": versions.OLDEST_PUSH},
                "last_seen_at": state.last_seen_at,
                "max_issued": state.max_issued,
                "open_conflicts": mine.open().filter(operation__tablet=self.tablet).count(),
                "server_time": now(),
            }
        )
