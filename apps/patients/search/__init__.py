"""Find a person by number, paper number, phone, Hangul (whole, partial, initials) or romanised name.

Two ways lead to people. `find` gives everybody who answers as a queryset, for lists; `suggest` gives the first names
and people while somebody types. Both read a dictionary of the register's distinct names (`NameForm`), which PostgreSQL
keeps, and never a million people. Guarded fields are never asked.
"""

from apps.patients import hangul, romanised
from apps.patients.models.name_form import Digits
from apps.patients.search.finding import find
from apps.patients.search.names import Like, Rank, escaped, near
from apps.patients.search.question import LONGEST_QUESTION, PHONE, cleaned, key_in, label_in
from apps.patients.search.suggestions import Hit, NameHit, Suggestions, suggest

__all__ = [
    "FOLDED_LENGTH",
    "LONGEST_QUESTION",
    "PHONE",
    "Digits",
    "Hit",
    "Like",
    "NameHit",
    "Rank",
    "Suggestions",
    "cleaned",
    "columns",
    "escaped",
    "find",
    "folded",
    "key_in",
    "label_in",
    "near",
    "suggest",
]

FOLDED_LENGTH = 160


def columns(name_hangul: str, name_romanised: str) -> dict[str, str]:
    """The stored search columns of a name: `name_initials`, and `name_folded`: the one spelling of the romanised name
    and that of the romanised Hangul, a stroke, their parts. Whoever writes names sets them; the rest of the dictionary
    PostgreSQL keeps itself."""
    spelled = [name for name in (name_romanised, romanised.from_hangul(name_hangul)) if romanised.words(name)]
    wholes = " ".join(dict.fromkeys(map(folded, spelled)))
    parts = " ".join(dict.fromkeys(part for name in spelled for part in romanised.parts(name)))
    return {
        "name_initials": hangul.initials(name_hangul),
        "name_folded": f"{wholes} | {parts}"[:FOLDED_LENGTH].rstrip() if wholes.strip() else "",
    }


def folded(name: str) -> str:
    """The one spelling of a romanised name, the same when it is stored and when it is looked for."""
    return romanised.folded(name)
