"""Dates as old registers write them, as far as they were known."""

import re
import unicodedata

YEAR = r"(?P<year>[0-9]{4})"
SEPARATOR = r"\s*[-./]\s*"
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{YEAR}{SEPARATOR}(?P<month>[0-9]{{1,2}}){SEPARATOR}(?P<day>[0-9]{{1,2}})\.?",
        rf"{YEAR}{SEPARATOR}(?P<month>[0-9]{{1,2}})\.?",
        rf"{YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"{YEAR}\s*년\s*(?P<month>[0-9]{{1,2}})\s*월\s*(?P<day>[0-9]{{1,2}})\s*일",
        rf"{YEAR}\s*년\s*(?P<month>[0-9]{{1,2}})\s*월",
        rf"{YEAR}\s*년?",
    )
)


def boxes(text: str) -> tuple[str, str, str]:
    """Year, month and day as they would stand in three boxes; a text of no known shape stands in the first box,
    where the form refuses it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for shape in SHAPES:
        if found := shape.fullmatch(plain):
            parts = found.groupdict(default="")
            return parts["year"], parts.get("month", ""), parts.get("day", "")
    return text, "", ""
