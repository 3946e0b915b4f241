"""QR codes as drawings in true size, for paper, labels and pages."""

from functools import lru_cache
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of white around it, which readers need
ERROR_LEVEL = "m"  # 15 % may be scratched; raised by itself where it costs no space


@lru_cache(maxsize=256)
def modules(content: str) -> tuple[tuple[bool, ...], ...]:
    """The squares row by row, True for dark, with the quiet zone around them."""
    code = segno.make_qr(content, error=ERROR_LEVEL)
    return tuple(tuple(bool(square) for square in row) for row in code.matrix_iter(border=QUIET))


def svg(content: str, *, side: float, title: str) -> SafeString:
    """The code as an SVG of `side` millimetres, quiet zone included. `title` says in words where it leads.

    One path, so that no hairlines show between its squares; dark on white in any theme.
    """
    rows = modules(content)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr-code" role="img" width="{side}mm" height="{side}mm" '
        'viewBox="0 0 {count} {count}"><title>{title}</title><path fill="#fff" d="M0 0h{count}v{count}h-{count}z"/>'
        '<path fill="#000" d="{path}"/></svg>',
        side=f"{side:g}", count=len(rows), title=title, path=_path(rows),
    )  # fmt: skip


def _path(rows: tuple[tuple[bool, ...], ...]) -> str:
    """Each run of dark squares in a row as one rectangle."""
    steps = []
    for line, row in enumerate(rows):
        column = 0
        for dark, run in groupby(row):
            length = len(tuple(run))
            if dark:
                steps.append(f"M{column} {line}h{length}v1h-{length}z")
            column += length
    return "".join(steps)
