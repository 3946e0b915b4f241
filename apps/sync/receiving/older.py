"""Operations as an older app says them, in today's form (MUST 18).

What was recorded is kept on a tablet for 35 days and sent again as it was, also after the app was updated and speaks
another form. So an operation is known by its own words, and not by the form its call announces: a name that was given
up means nothing else later.
"""

from collections.abc import Mapping
from typing import Any

# Kind and action → the name in form 0 → the name since form 1, which is that of the pull.
RENAMED: dict[tuple[str, str], dict[str, str]] = {
    ("session", "void"): {"reason": "void_reason"},
    ("group", "void"): {"reason": "void_reason"},
    ("score", "void"): {"reason": "void_reason"},
    ("plan", "end"): {"on": "ended_on", "note": "outcome_note"},
}


def as_today(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    """The operation with today's names; as it is where it has none of the older ones. What was sent is not changed.

    Where both names stand, none is taken for the other: the older one is then unknown, and the operation is rejected.
    """
    kind, action, values = sent.get("type"), sent.get("action"), sent.get("values")
    if not (isinstance(kind, str) and isinstance(action, str) and isinstance(values, dict)):
        return sent
    renamed = RENAMED.get((kind, action))
    if renamed is None or renamed.keys().isdisjoint(values):
        return sent
    names = {old: new for old, new in renamed.items() if new not in values}
    return {**sent, "values": {names.get(name, name): value for name, value in values.items()}}
