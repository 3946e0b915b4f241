"""Two records side by side: where they differ, what would be kept, how much hangs on the one that goes.

Fields that only make sense together are chosen together: a birth date with its precision, a county with its province.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients import children, search
from apps.patients.models import Category, Merge, MergeState, Patient, Sex
from apps.patients.models.merge import MergeQuerySet
from apps.patients.models.patient import UNNAMED_HANGUL, UNNAMED_ROMANISED

# What is chosen from one of the two records: group → its fields. A group is called by its first field.
GROUPS: dict[str, tuple[str, ...]] = {
    "name_hangul": ("name_hangul",),
    "name_romanised": ("name_romanised",),
    "sex": ("sex",),
    "birth_date": ("birth_date", "birth_precision"),
    "province": ("province", "county"),
    "village": ("village",),
    "address": ("address",),
    "phone": ("phone",),
    "caregiver_name": ("caregiver_name",),
    "caregiver_relation": ("caregiver_relation",),
    "caregiver_phone": ("caregiver_phone",),
    "referral_source": ("referral_source",),
    "category": ("category",),
    "deceased_on": ("deceased_on",),
    "care_ended_on": ("care_ended_on", "care_ended_as", "care_end_reason", "care_end_note"),
}
SAYS_NOTHING = frozenset({None, "", UNNAMED_HANGUL, UNNAMED_ROMANISED})
SAYS_NOT_KNOWN = {"sex": Sex.UNKNOWN, "category": Category.UNKNOWN}
NOUNS: dict[str, Text] = {
    "devices.Device": _("Devices"),
    "devices.Delivery": _("Deliveries"),
    "devices.Repair": _("Repairs"),
    "devices.FollowUp": _("Follow-ups"),
    "physio.PhysioSession": _("Physiotherapy sessions"),
    "physio.OutcomeScore": _("Outcome measures"),
    "patients.Impairment": _("Impairments"),
    "patients.Episode": _("Episodes"),
    "patients.Appointment": _("Appointments"),
    "patients.Assessment": _("Assessments"),
    "patients.Goal": _("Goals"),
    "patients.TeamMember": _("Team members"),
    "patients.Signature": _("Signatures"),
    "patients.Consent": _("Consents"),
    "patients.Document": _("Documents and photos"),
    "patients.PatientNumber": _("Other numbers"),
    "patients.Transfer": _("Transfers between centres"),
    "patients.ImportRow": _("Rows of imported registers"),
}
OTHERS = _("Other records")


@dataclass(frozen=True)
class Line:
    """One group of fields in both records, in words. `from_loser`: the survivor's says nothing, the loser's does."""

    name: str
    label: Text
    survivor: str
    loser: str
    from_loser: bool

    @property
    def differs(self) -> bool:
        return self.survivor != self.loser


@dataclass(frozen=True)
class Change:
    """What a merge made of a group of fields. `corrected`: somebody has changed it since, so undoing leaves it."""

    label: Text
    before: str
    after: str
    corrected: bool


@dataclass(frozen=True)
class Count:
    """How many rows of a kind change hands, and how many stay because there is only one such row a person."""

    label: Text
    moving: int
    staying: int


def compare(survivor: Patient, loser: Patient, *, guarded: bool) -> list[Line]:
    """Every group, in the order of the forms. Without `guarded` the category is not among them."""
    return [
        Line(name, label(name), in_words(survivor, name), in_words(loser, name), fills_a_gap(survivor, loser, name))
        for name in GROUPS
        if guarded or name not in Patient.GUARDED
    ]


def fills_a_gap(survivor: Patient, loser: Patient, group: str) -> bool:
    """Whether the loser's record knows what the survivor's does not."""
    return is_empty(survivor, group) and not is_empty(loser, group)


def is_empty(patient: Patient, group: str) -> bool:
    value = getattr(patient, group)
    return value in SAYS_NOTHING or value == SAYS_NOT_KNOWN.get(group)


def label(group: str) -> Text:
    """What the group is called, as the field's own words."""
    if group == "province":
        return _("Province and county")
    words = str(Patient._meta.get_field(group).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def in_words(patient: Patient, group: str) -> str:
    """The values of the group as the patient's page shows them; "" for nothing."""
    if group == "birth_date":
        estimated = f" ({_('estimated')})" if patient.birth_is_estimated else ""
        return f"{patient.birth_text}{estimated}"
    if group == "province":
        return " · ".join(str(part) for part in (patient.get_province_display(), patient.county) if part)
    shown = [getattr(patient, f"get_{name}_display", partial(getattr, patient, name))() for name in GROUPS[group]]
    return " · ".join(str(value) for value in shown if value not in (None, ""))


def changes(merge: Merge, *, guarded: bool) -> list[Change]:
    """What the merge made of the survivor's own fields, and what has been corrected since."""
    found = []
    for change in merge.before.get("rows", ()):
        group = next(iter(change["before"]), "")
        if change["row"][1] != str(merge.survivor_id) or not (guarded or group not in Patient.GUARDED):
            continue
        before, after = (in_words(like(values), group) for values in (change["before"], change["after"]))
        found.append(Change(label(group), before, after, in_words(merge.survivor, group) != after))
    return found


def like(values: dict[str, Any]) -> Patient:
    """A person with nothing but these values, as a merge keeps them."""
    fields = [(Patient._meta.get_field(name), value) for name, value in values.items()]
    return Patient(**{field.attname: field.to_python(value) for field, value in fields})  # type: ignore[union-attr]


def counts(merge: Merge) -> list[Count]:
    """What moves, or has moved, and what stays; by kind, what there is."""
    if merge.state == MergeState.REQUESTED:
        return counts_of(merge.survivor, merge.loser)
    left = children.of_person(merge.loser) if merge.state == MergeState.APPROVED else {}
    return moved(merge, staying={name: len(keys) for name, keys in left.items()})


def moved(merge: Any, staying: dict[str, int] | None = None) -> list[Count]:
    """What the merge moved, by kind; read from the merge itself or from its image in the trail."""
    return _counted(Counter(name for name, _key in merge.moved.get("patient", ())), staying or {})


def counts_of(survivor: Patient, loser: Patient) -> list[Count]:
    """What would move from one record to the other."""
    staying = {name: len(keys) for name, keys in children.collisions(of=loser, with_=survivor).items()}
    there = children.of_person(loser)
    return _counted({name: len(keys) - staying.get(name, 0) for name, keys in there.items()}, staying)


def _counted(moving: dict[str, int], staying: dict[str, int]) -> list[Count]:
    named = [(words, [name]) for name, words in NOUNS.items()]
    named.append((OTHERS, sorted((moving.keys() | staying.keys()) - NOUNS.keys())))
    lines = [Count(words, _sum(moving, names), _sum(staying, names)) for words, names in named]
    return [line for line in lines if line.moving or line.staying]


def _sum(numbers: dict[str, int], names: Iterable[str]) -> int:
    return sum(numbers.get(name, 0) for name in names)


def found(merges: MergeQuerySet, asked: str) -> MergeQuerySet:
    """The merges of somebody who is found by name, number or phone."""
    people = search.find(Patient.objects.all(), asked).order_by().values("pk")
    return merges.filter(Q(survivor__in=people) | Q(loser__in=people))
