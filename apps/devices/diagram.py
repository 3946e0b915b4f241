"""The life of a device as a page of the documentation, made from policies.TRANSITIONS and nothing else."""

from collections.abc import Iterator

from django.utils.translation import override

from apps.devices import policies
from apps.devices.models import State
from apps.devices.page import KINDS

HEAD = """# The life of a device

Made by `manage.py state_diagrams` from `apps/devices/policies.py`; a test compares the two. Do not edit by hand.
"""
RULES = """## Rules the arrows do not show

- A prefabricated item goes from *Prescribed* to *Delivered* at once (the fast track); all others are checked out
  first.
- A check-out point answered with No keeps the device in *Fitting*, unless a reason to deliver all the same is given.
- From *On hold* a device goes back to the state it was in, and to no other.
- **Voiding a delivery** is the one way back across the table: the delivery stays on record with its reason and is not
  counted; the device returns from *Delivered* or *In use* to the state it was delivered from. It is refused once the
  device is *Retired*, and while repairs or follow-ups of it stand.
- A *Retired* wheelchair or tricycle that came back is given out again as a new device record.
"""


def page() -> str:
    """The whole page: the diagram, the table of steps, the reasons of the endings, the rules."""
    with override("en"):
        parts = [HEAD, "\n".join(("```mermaid", *chart(), "```\n")), "\n".join(steps()), "\n".join(reasons()), RULES]
        return "\n".join(parts)


def chart() -> Iterator[str]:
    """A Mermaid state diagram; every arrow is one entry of the table."""
    yield "stateDiagram-v2"
    for state in KINDS:
        yield f'    state "{state.label}" as {state.value}'
    yield f"    [*] --> {State.PRESCRIBED.value}"
    for state, followers in policies.TRANSITIONS.items():
        yield from (f"    {state.value} --> {follower.value}" for follower in followers)
        if not followers:
            yield f"    {state.value} --> [*]"
    for state in (State.DELIVERED, State.IN_USE):
        for back in (State.CHECKED, State.PRESCRIBED):
            yield f"    {state.value} --> {back.value}: delivery voided"


def steps() -> Iterator[str]:
    """One line a state: what may follow."""
    yield from ("## Steps", "", "| from | to |", "|---|---|")
    for state, followers in policies.TRANSITIONS.items():
        names = ", ".join(str(follower.label) for follower in followers)
        yield f"| {state.label} | {names or 'the end'} |"
    yield ""


def reasons() -> Iterator[str]:
    """One line an ending: the reasons it may have."""
    yield from ("## Endings and their reasons", "", "| ending | reasons |", "|---|---|")
    for state, allowed in policies.END_REASONS.items():
        yield f"| {state.label} | {', '.join(str(reason.label) for reason in allowed)} |"
    yield ""
