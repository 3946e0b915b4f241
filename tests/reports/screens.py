"""What the pages of the reports show, read out of their HTML."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.test import Client

LINK = re.compile(r'<a href="([^"]*/rows/[^"]*)">([\d.,]+)</a>')  # the address of the rows, and their figure
FIGURE = re.compile(r"<h1>[^<]*: ([\d.,]+)</h1>")  # the heading of a page of rows
WAITED = re.compile(r'<span class="figure">([\d.,]+)</span>')  # what rows of waiting times say together
FIGURES = re.compile(r'<td class="number[^"]*">(?:<a[^>]*>)?([^<]*)<')


def text(response: Any) -> str:
    """The page that came."""
    return str(response.content.decode())


def line_of(page: str, code: str) -> str:
    """The HTML of an indicator's first line on a page, after its code."""
    return page.split(f'<span class="code">{code}</span>')[1].split("</tr>")[0]


def total(page: str, code: str) -> str:
    """The first figure of an indicator on a page."""
    return str(FIGURES.findall(line_of(page, code))[0])


def assert_each_opens(client: Client, links: Iterable[tuple[str, str]]) -> None:
    """Behind each of these LINKs stands a page of rows that shows the figure of the link."""
    for url, figure in links:
        page = text(client.get(unescape(url)))
        assert figure in (*FIGURE.findall(page), *WAITED.findall(page)), url
