"""What a check-out list is made of: groups of points, each answered yes, no or not relevant.

The key of a list stands in the check-outs made with it. A list that is in use never changes its points: it gets a new
key, and the old one stays among the lists of `former`, so that old check-outs read as they were made.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text

YES, NO, NOT_RELEVANT = "yes", "no", "na"
ANSWERS: tuple[tuple[str, Text], ...] = ((YES, _("Yes")), (NO, _("No")), (NOT_RELEVANT, _("Not relevant")))


@dataclass(frozen=True)
class Point:
    key: str
    text: Text


@dataclass(frozen=True)
class Group:
    title: Text
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Checklist:
    key: str
    title: Text
    groups: tuple[Group, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for group in self.groups for point in group.points)


# The workshop's own look at its work; it belongs to every list.
WORKSHOP = Group(
    _("Workshop"),
    (
        Point("alignment", _("Alignment is right in all three planes")),
        Point("fixtures", _("Screws and fixtures are secure")),
        Point("edges", _("No sharp edges")),
        Point("materials", _("Materials fit the function")),
        Point("workmanship", _("Workmanship is good")),
    ),
)
