"""What a part of the start page is made of. Every number carries the address of the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from apps.centres.models import Centre
from apps.core.problems import Text


@dataclass(frozen=True)
class Link:
    """Something to do, one press away."""

    label: Text
    url: str
    icon: str = "right"


@dataclass(frozen=True)
class Number:
    """A count, and where its rows are."""

    label: Text
    value: int
    url: str


@dataclass(frozen=True)
class Row:
    """One record in a short list, or a kind of record with the number of them."""

    title: Text
    url: str
    text: Text = ""
    sign: Text = ""
    number: int | None = None


@dataclass(frozen=True)
class Listing:
    """A short list; `empty` is said when there is nothing, `url` leads to all of it, `total` of them."""

    title: Text
    rows: Sequence[Row]
    empty: Text
    url: str = ""
    total: int | None = None


@dataclass(frozen=True)
class Line:
    """An indicator: this month so far, and the whole of the same month last year. None is not reported, never 0."""

    label: Text
    now: int | Decimal | None
    before: int | Decimal | None
    url: str = ""
    url_before: str = ""


@dataclass(frozen=True)
class Comparison:
    """The figures of a centre's running month beside last year's."""

    centre: Centre
    month: date
    month_before: date
    lines: Sequence[Line]


@dataclass(frozen=True)
class WorkLine:
    """What somebody did, figure by figure: this week, and last week where that can be told."""

    who: Text
    pairs: Sequence[tuple[Number, Number | None]]


@dataclass(frozen=True)
class WorkTable:
    """The work of everyone of a kind; `labels`: each with whether last week stands beside it; `url` leads to all."""

    title: Text
    labels: Sequence[tuple[Text, bool]]
    lines: Sequence[WorkLine]
    url: str


@dataclass(frozen=True)
class Panel:
    """One role's part of the page. The first link of the first panel is the page's primary action."""

    title: Text
    links: Sequence[Link] = ()
    numbers: Sequence[Number] = ()
    listings: Sequence[Listing] = ()
    comparisons: Sequence[Comparison] = ()
    work: Sequence[WorkTable] = ()
    searches: bool = False


def address(name: str, *args: object, **query: object) -> str:
    """The address of a page, with its filters."""
    url = reverse(name, args=args)
    return f"{url}?{urlencode(query)}" if query else url
