"""A name that was typed becomes probes into the dictionary: which forms answer to it, the best first.

Hangul is looked for letter by letter as it is typed, so that half a syllable narrows already; romanised names as they
are written, then in their one spelling; both with the family name first or last.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.lookups import In

from apps.patients import hangul, romanised
from apps.patients.models.name_form import FormKind, NameForm, NameKey
from apps.patients.search.typos import one_letter_off

ALL_NAMES = 2000  # that a question may have before its people are asked for by the forms themselves
NAMES_LIKE = "patients_names_like(%s::text[], %s::text[], %s::text[], %s::text[], %s, %s::text[], %s, %s)"
CUT = 0  # the place of the line that says that there are more
OF_A_PROBE = 1000  # names of one probe at most, as `patients_names_like` has it
LAST = "\U0010fffd"  # sorts behind every letter of a name
SEPARATORS = str.maketrans("", "", " -.,'’ʼ`")
Typos = Literal["always", "if nobody", "never"]


class Rank(IntEnum):
    """How good a hit is."""

    EXACT, BEGINS, WORD, SPELLED, TYPO, SOMEWHERE = range(6)


class Like(Func):
    """`column LIKE pattern`, for patterns with wildcards of our own."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = BooleanField()


@dataclass(frozen=True)
class Probe:
    """Forms of a kind from `low` up to and without `high`, and like the pattern where there is one. `spare`: only
    looked for while nobody was found; such probes stand last."""

    rank: Rank
    kind: FormKind
    low: str
    high: str
    pattern: str | None = None
    spare: bool = False

    @property
    def condition(self) -> Q:
        found = Q(kind=self.kind, form__gte=self.low, form__lt=self.high)
        return found if self.pattern is None else found & Q(Like(F("form"), Value(self.pattern)))


@dataclass(frozen=True)
class NameQuestion:
    """The probes for a typed name, in the order of their ranks. `off`: for each of its forms, the likeliest first, what
    the forms one letter off have of `NameForm.wild`, in lines."""

    probes: tuple[Probe, ...]
    off: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[Any]:
        """The first six of PostgreSQL's `patients_names_like`."""
        rows = [(probe.kind.value, probe.low, probe.high, probe.pattern) for probe in self.probes]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
        return [*columns, sum(not probe.spare for probe in self.probes), list(self.off)]

    def rank(self, place: int) -> Rank:
        """Of what the probe at this place (from 1) found; behind them come the typos."""
        return self.probes[place - 1].rank if place <= len(self.probes) else Rank.TYPO

    def obvious(self, place: int, *, romanised: bool) -> bool:
        """Whether it goes without saying why the name was found: Latin letters for a name that has none of its own."""
        folded = (FormKind.FOLDED, FormKind.FOLDED_PART)
        return place <= len(self.probes) and self.probes[place - 1].kind in folded and not romanised


@dataclass(frozen=True)
class Names:
    """The keys of the names that answer, by rank; `cut`: there are more."""

    by_rank: dict[Rank, list[int]]
    cut: bool

    @property
    def keys(self) -> list[int]:
        return [key for keys in self.by_rank.values() for key in keys]


def read(words: Sequence[str], *, exactly: bool = False) -> NameQuestion:
    """The probes for the words of a name in any script. `exactly`: this very name, whatever its spaces."""
    text = "".join(words)
    if exactly:
        letters, latin = hangul.letters(text), plain(text)
        return NameQuestion((whole(Rank.EXACT, FormKind.LETTERS, letters), whole(Rank.EXACT, FormKind.LATIN, latin)))
    if hangul.ANY.search(text):
        return in_hangul(words)
    if romanised.words(text):
        return in_latin(words)
    return in_another_script(text)


def look_up(asked: NameQuestion, *, off: Typos = "always") -> Names:
    """The names that answer, each once, under the best of its ranks."""
    ranks: dict[int, Rank] = {}
    cut = False
    if asked.probes or asked.off:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT place, name FROM {NAMES_LIKE}",  # noqa: S608
                [*asked.arguments, off, ALL_NAMES],
            )
            for place, name in cursor.fetchall():
                if place == CUT:
                    cut = True
                else:
                    ranks[name] = min(asked.rank(place), ranks.get(name, Rank.SOMEWHERE))
    by_rank = {rank: [name for name, own in ranks.items() if own == rank] for rank in sorted({*ranks.values()})}
    return Names(by_rank, cut)


def bearers(asked: NameQuestion, found: Names) -> Q:
    """The condition on patients: whoever bears one of the names; too many names to send are asked for by form."""
    key = NameKey(F("name_hangul"), F("name_romanised"))
    if not found.cut:
        return Q(In(key, found.keys)) if found.keys else Q(pk__in=[])
    forms = Q(wild__overlap="\n".join(asked.off).split("\n")) if asked.off else Q()
    for probe in asked.probes:
        forms |= probe.condition
    return Q(In(key, NameForm.objects.filter(forms).values("name")))


# --- Hangul ------------------------------------------------------------------------------------------


def in_hangul(words: Sequence[str]) -> NameQuestion:
    """`김영수`, `영수`, `김ㅇ`, `기`, `ㄱㅇㅅ`, and each as it stands while its last syllable is being typed."""
    text = "".join(words)
    letters = hangul.letters(text)
    begun = hangul.typed_initials(text)
    if len(begun) > 1 and not hangul.SYLLABLES.search(text):
        return NameQuestion(
            (
                with_more(Rank.BEGINS, FormKind.INITIALS, begun),
                Probe(Rank.WORD, FormKind.INITIALS, f"{begun}!", begun + LAST),
            )
        )
    ordered = [letters, *map(hangul.letters, turned_hangul(words))]
    probes = [whole(Rank.EXACT, FormKind.LETTERS, form) for form in ordered]
    probes.append(longer(Rank.BEGINS, FormKind.LETTERS, letters))
    if begun and text[-1] in hangul.INITIALS and not hangul.typed_initials(text[:-1]):
        begun = ""  # 김영ㅅ: its letters say it all
    if begun:
        probes.append(partly_begun(text, begun))
    if len(letters) > 1:
        probes.append(whole_or_begun(Rank.WORD, FormKind.GIVEN, letters))
    written = (text, *turned_hangul(words))
    spellings = [hangul.letters(spelling) for form in written for spelling in hangul.spellings(form)]
    probes += [whole_or_begun(Rank.SPELLED, FormKind.LETTERS, spelling) for spelling in spellings]
    return NameQuestion(tuple(probes), off(FormKind.LETTERS, [*ordered, *spellings[:1]]))


def beginning(words: Sequence[str], found: Names) -> str:
    """The jamo of a name that is only begun in Hangul, where there are very many such names; "" for anything else."""
    text = "".join(words)
    half_typed = not hangul.ANY.search(text) or hangul.SYLLABLES.sub("", text[:-1])
    if half_typed or len(found.by_rank.get(Rank.BEGINS, ())) < OF_A_PROBE:
        return ""
    return hangul.jamo(text)


def turned_hangul(words: Sequence[str]) -> list[str]:
    """`영수 김` with its family name in front; nothing for anything else."""
    return [words[-1] + "".join(words[:-1])] if len(words) > 1 and len(words[-1]) <= 2 else []


def partly_begun(text: str, begun: str) -> Probe:
    """`김ㅇ수`, `ㄱ영수`: the initials of every syllable, and the letters of those that are spelled out."""
    pattern = "".join(escaped(hangul.letters(letter)) + "%" * (letter in hangul.INITIALS) for letter in text)
    return Probe(Rank.BEGINS, FormKind.INITIALS, begun, begun + LAST, f"{escaped(begun)}% {pattern}%")


# --- Latin letters -------------------------------------------------------------------------------------


def in_latin(words: Sequence[str]) -> NameQuestion:
    """`Kim Yong Su` however it is spelled, divided and turned round; or some of its parts, whole or begun."""
    parts = re.split(r"[\s-]+", " ".join(words))
    written = orders(parts)
    folded = romanised.orders(" ".join(parts))
    probes = [
        *(whole(Rank.EXACT, FormKind.LATIN, form) for form in written),
        longer(Rank.BEGINS, FormKind.LATIN, written[0]),
        whole_or_begun(Rank.WORD, FormKind.LATIN_PART, written[0]),
        *(whole_or_begun(Rank.SPELLED, FormKind.FOLDED, form) for form in folded),
        *(whole_or_begun(Rank.SPELLED, FormKind.FOLDED_PART, form) for form in folded[:1]),
        *partly_named(parts),
    ]
    return NameQuestion(
        tuple(probe for probe in probes if probe.low), off(FormKind.LATIN, written) + off(FormKind.FOLDED, folded[:1])
    )


def orders(parts: Sequence[str]) -> list[str]:
    """The name as it was typed, and with the family name from the other end: which end that is, its spelling tells."""
    forward = [*parts[-1:], *parts[:-1]]
    backward = [*parts[1:], *parts[:1]]
    known = romanised.spoken(parts[0]) in romanised.FAMILIES
    turned = (parts, backward, forward) if known else (parts, forward, backward)
    return [form for form in dict.fromkeys(plain("".join(order)) for order in turned) if form]


def partly_named(parts: Sequence[str]) -> list[Probe]:
    """`kim su`, `yong kim`: a family name at either end, and one of the later parts, whole or begun."""
    spoken = [form for form in map(romanised.spoken, parts[:6]) if form]
    found = []
    for family, rest in ((spoken[:1], spoken[1:]), (spoken[-1:], spoken[:-1])):
        if family and (part := "".join(rest)):
            begins = romanised.FAMILY_ALIASES.get(family[0], family[0])
            pattern = f"{escaped(part)}% {escaped(begins)}%"
            found.append(Probe(Rank.SPELLED, FormKind.FOLDED_PART, part, part + LAST, pattern, spare=True))
    return found


def in_another_script(text: str) -> NameQuestion:
    """Hanja, Cyrillic …: as it was written, in either field; from the beginning or from the second sign on."""
    letters, latin = hangul.letters(text), plain(text)
    if not any(letter.isalnum() for letter in text):
        return NameQuestion(())
    return NameQuestion(
        (
            whole(Rank.EXACT, FormKind.LETTERS, letters),
            whole(Rank.EXACT, FormKind.LATIN, latin),
            longer(Rank.BEGINS, FormKind.LETTERS, letters),
            longer(Rank.BEGINS, FormKind.LATIN, latin),
            whole_or_begun(Rank.WORD, FormKind.GIVEN, letters),
            whole_or_begun(Rank.WORD, FormKind.LATIN_PART, latin),
        ),
        off(FormKind.LETTERS, [letters]) + off(FormKind.LATIN, [latin]),
    )


# --- a name that is near another ---------------------------------------------------------------------


def near(name_hangul: str = "", name_romanised: str = "") -> Q:
    """A condition for a queryset of patients: everybody whose name equals the given one, is another spelling of it, or
    is one letter away from it.

    Each script stands for the other: a Hangul name is compared by its usual romanisation too, and a romanised name with
    the romanisation of the Hangul ones. Family name first or last. It asks the dictionary once, now, and the condition
    holds the keys of the names found (at most 2,000, the nearest first), so an index answers it and it may be joined to
    others by OR. Without a name nobody is near.

        Patient.objects.visible_to(user).filter(search.near("김영수", "Kim Yong Su"))
    """
    probes: list[Probe] = []
    wrong: tuple[str, ...] = ()
    if text := "".join(name_hangul.split()):
        spellings = [hangul.letters(form) for form in (text, *hangul.spellings(text))]
        probes += [whole(Rank.EXACT, FormKind.LETTERS, form) for form in spellings]
        wrong += off(FormKind.LETTERS, spellings)
    if parts := re.split(r"[\s-]+", name_romanised.strip()):
        written = orders(parts)
        probes += [whole(Rank.EXACT, FormKind.LATIN, form) for form in written]
        wrong += off(FormKind.LATIN, written)
    for spelled in filter(None, (name_romanised, romanised.from_hangul(name_hangul))):
        probes += [whole(Rank.SPELLED, FormKind.FOLDED, form) for form in romanised.orders(spelled)]
        wrong += off(FormKind.FOLDED, romanised.orders(spelled)[:1])
    asked = NameQuestion(tuple(probes), wrong)
    keys = look_up(asked).keys
    return Q(In(NameKey(F("name_hangul"), F("name_romanised")), keys)) if keys else Q(pk__in=[])


# --- probes ------------------------------------------------------------------------------------------


def whole(rank: Rank, kind: FormKind, form: str) -> Probe:
    return Probe(rank, kind, form, form + "\x01")


def longer(rank: Rank, kind: FormKind, form: str) -> Probe:
    """What begins with the form and goes on."""
    return Probe(rank, kind, form + "\x01", form + LAST)


def whole_or_begun(rank: Rank, kind: FormKind, form: str) -> Probe:
    return Probe(rank, kind, form, form + LAST)


def with_more(rank: Rank, kind: FormKind, form: str) -> Probe:
    """A whole form that has its parts, or its letters, behind it."""
    return Probe(rank, kind, f"{form} ", f"{form} {LAST}")


def off(kind: FormKind, forms: Iterable[str]) -> tuple[str, ...]:
    """As it stands in `NameQuestion.off`."""
    return tuple("\n".join(one_letter_off(kind.value, form)) for form in dict.fromkeys(forms) if form)


def plain(text: str) -> str:
    """Exactly PostgreSQL's `patients_latin`."""
    return text.translate(SEPARATORS).lower()


def escaped(text: str) -> str:
    """Text in which LIKE's own signs stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", text)
