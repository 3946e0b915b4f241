"""GET /api/v1/sync/pull: what changed at the tablet's centre, a page at a time; the first sync is the same call."""

import re
from typing import Any

from django.http import HttpResponse
from isal import isal_zlib
from rest_framework import serializers
from rest_framework.request import Request

from apps.centres import access
from apps.centres.access import Permission
from apps.core.api import Query
from apps.core.clock import now
from apps.sync.actions import pulls
from apps.sync.api.limits import Window
from apps.sync.api.tablet import TabletView
from apps.sync.pull import LARGEST_PAGE

FAST, GZIP = 1, 31  # ISA-L, a fifth of zlib's time: its usual level, a window of 32 KiB with gzip's own head
NOTED = Window("noted", most=1, seconds=30, counted="process")  # pages in the middle of a pull
WANTS_GZIP = re.compile(r"(^|,)\s*gzip\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*(,|$)", re.IGNORECASE)


class PullQuery(Query):
    """`cursor` of the answer before, none for the first; `limit`: 1 to 500 changes."""

    cursor = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    limit = serializers.IntegerField(default=LARGEST_PAGE, min_value=1, max_value=LARGEST_PAGE)


class PullView(TabletView):
    """{changes, cursor, more, epoch}. The changes are put together as PostgreSQL wrote them, and not parsed."""

    http_method_names = ("get",)

    def get(self, request: Request) -> HttpResponse:
        query = PullQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked, centre = query.validated_data, self.tablet.centre
        access.require(request.user, Permission.VIEW_PATIENTS, centre)
        found = pulls.hand_out(
            tablet=self.tablet, after=asked.get("cursor", ""), limit=asked["limit"],
            guarded=access.allows(request.user, Permission.VIEW_GUARDED, centre),
        )  # fmt: skip
        at = now()
        self.note(last_pull_at=at, **({} if found.page.more else {"last_complete_at": at}))
        self.unnoted = found.page.more and NOTED.count(str(self.tablet.pk)) > NOTED.most
        return answered(body_of(found), request.headers.get("Accept-Encoding", ""))


def body_of(found: pulls.Handed) -> bytes:
    """The answer as JSON text, in UTF-8."""
    more = "true" if found.page.more else "false"
    return f'{{"changes":[{found.page.told}],"cursor":"{found.cursor}","more":{more},"epoch":"{found.epoch}"}}'.encode()


def answered(body: bytes, accepted: str) -> HttpResponse:
    """The body, compressed when the tablet takes it so."""
    headers: dict[str, Any] = {"Vary": "Accept-Encoding"}
    if WANTS_GZIP.search(accepted):
        packer = isal_zlib.compressobj(FAST, wbits=GZIP)
        body = packer.compress(body) + packer.flush()
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, content_type="application/json", headers=headers)
