"""GET /api/v1/sync/pull: what changed at the tablet's centre, page after page; the first sync is the same call."""

import re
from collections.abc import Iterable, Iterator, Sequence
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
from apps.sync.pull import LARGEST_PAGE, MOST_PAGES

FAST, GZIP = 1, 31  # ISA-L, a fifth of zlib's time: its usual level, a window of 32 KiB with gzip's own head
NOTED = Window("noted", most=1, seconds=30, counted="process")  # pages in the middle of a pull
WANTS_GZIP = re.compile(r"(^|,)\s*gzip\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*(,|$)", re.IGNORECASE)


class PullQuery(Query):
    """`cursor` of the page before, none for the first; `limit`: 1 to 500 changes a page; `pages`: as many at once."""

    cursor = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    limit = serializers.IntegerField(default=LARGEST_PAGE, min_value=1, max_value=LARGEST_PAGE)
    pages = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)


class PullView(TabletView):
    """{changes, cursor, more, epoch}, or {pages} of these where the tablet asked for `pages`.

    Over a bad network each call costs a second, and little of it is the page. The changes are put together as
    PostgreSQL wrote them, and not parsed.
    """

    http_method_names = ("get",)

    def get(self, request: Request) -> HttpResponse:
        query = PullQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked, centre = query.validated_data, self.tablet.centre
        access.require(request.user, Permission.VIEW_PATIENTS, centre)
        found = pulls.hand_out(
            tablet=self.tablet, after=asked.get("cursor", ""), limit=asked["limit"], most=asked.get("pages", 1),
            guarded=access.allows(request.user, Permission.VIEW_GUARDED, centre),
        )  # fmt: skip
        at, more = now(), found[-1].page.more
        self.note(last_pull_at=at, **({} if more else {"last_complete_at": at}))
        self.unnoted = more and NOTED.count(str(self.tablet.pk)) > NOTED.most
        body = body_of(found) if "pages" in asked else [as_json(found[0])]
        return answered(body, request.headers.get("Accept-Encoding", ""))


def body_of(found: Sequence[pulls.Handed]) -> Iterator[bytes]:
    """Pages, each on a line of its own: of an answer that was cut off the whole lines are as good as ever."""
    yield b'{"pages":['
    for place, one in enumerate(found):
        yield b",\n" if place else b"\n"
        yield as_json(one)
    yield b"\n]}"


def as_json(found: pulls.Handed) -> bytes:
    """A page as the contract has it."""
    more = "true" if found.page.more else "false"
    rest = f'],"cursor":"{found.cursor}","more":{more},"epoch":"{found.epoch}"}}'
    return b"".join((b'{"changes":[', found.page.told, rest.encode()))


def answered(body: Iterable[bytes], accepted: str) -> HttpResponse:
    """The body, compressed when the tablet takes it so."""
    headers: dict[str, Any] = {"Vary": "Accept-Encoding"}
    if WANTS_GZIP.search(accepted):
        packer = isal_zlib.compressobj(FAST, wbits=GZIP)
        body = [*map(packer.compress, body), packer.flush()]
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(b"".join(body), content_type="application/json", headers=headers)
