"""The life of a device as a page of the documentation, made from transitions.TRANSITIONS and nothing else."""

from collections.abc import Iterator

from django.utils.translation import override

from apps.devices.models import HoldReason, State
from apps.devices.page import KINDS
from apps.devices.transitions import END_REASONS, TRANSITIONS

HEAD = """# The life of a device

Made by `manage.py state_diagrams` from `apps/devices/transitions.py`; a test compares the two. Do not edit by hand.
"""
RULES = """## Rules the arrows do not show

- A prefabricated item goes from *Prescribed* to *Delivered* at once (the fast track); all others are checked out
  first.
- A check-out point answered with No keeps the device in *Fitting*, unless a reason to deliver all the same is given.
- **Recast**: what is being made is measured or cast again with a reason, and is *Measured or cast* once more. Every
  card is kept. A device that was checked out goes back through a fitting first.
- From *On hold* a device goes back to the state it was in, and to no other. Nothing else is done with it meanwhile.
- The two devices of a bilateral fitting may take a step together: both or neither, each with rows of its own.
- When a device is delivered, the one it replaces is *Retired* as replaced on the same day.
- **Voiding a delivery** is the one way back across the table: the delivery stays on record with its reason and is not
  counted; the device returns from *Delivered* or *In use* to the state it was delivered from, and what the delivery
  retired returns to where it was. It is refused once the device is *Retired*, while repairs or follow-ups of it stand,
  and when the device it replaced has been given out again.
- A socket that is replaced under the same serial number is a repair; the device goes on (IND-11).
- A *Retired* wheelchair or tricycle that came back is given out again as a new device record (IND-29).
"""


def page() -> str:
    """The whole page: the diagram, the table of steps, the reasons of holds and endings, the rules."""
    with override("en"):
        parts = [HEAD, "\n".join(("```mermaid", *chart(), "```\n")), "\n".join(steps()), "\n".join(reasons()), RULES]
        return "\n".join(parts)


def chart() -> Iterator[str]:
    """A Mermaid state diagram; every arrow is one entry of the table, with what makes it."""
    yield "stateDiagram-v2"
    for state in KINDS:
        yield f'    state "{state.label}" as {state.value}'
    yield f"    [*] --> {State.PRESCRIBED.value}"
    for state, followers in TRANSITIONS.items():
        yield from (f"    {state.value} --> {follower.value}: {rule}" for follower, rule in followers.items())
        if not followers:
            yield f"    {state.value} --> [*]"
    for state in (State.DELIVERED, State.IN_USE):
        for back in (State.CHECKED, State.PRESCRIBED):
            yield f"    {state.value} --> {back.value}: delivery voided"
        yield f"    {State.RETIRED.value} --> {state.value}: its successor's delivery voided"


def steps() -> Iterator[str]:
    """One line an arrow: what makes the step, and what must hold before it does."""
    yield from ("## Steps", "", "| from | to | made by | when |", "|---|---|---|---|")
    for state, followers in TRANSITIONS.items():
        for follower, rule in followers.items():
            yield f"| {state.label} | {follower.label} | {rule.made_by} | {rule.when} |"
        if not followers:
            yield f"| {state.label} | the end | | |"
    yield ""


def reasons() -> Iterator[str]:
    """One line a hold or ending: the reasons it may have."""
    yield from ("## Holds and endings, and their reasons", "", "| state | reasons |", "|---|---|")
    for state, allowed in {State.ON_HOLD: tuple(HoldReason), **END_REASONS}.items():
        yield f"| {state.label} | {', '.join(str(reason.label) for reason in allowed)} |"
    yield ""
