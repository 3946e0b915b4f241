"""What the page of one person shows, gathered in a constant number of queries."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.centres.access import Permission
from apps.core.problems import Text
from apps.patients import access, contradictions, schedule
from apps.patients.models import Merge, Patient
from apps.patients.tables.people import age_text

P = Permission
NOBODY = "00000000-0000-0000-0000-000000000000"
# What can be done for the person here: address, words, sign, permission. The first allowed one is the primary one.
DEEDS: tuple[tuple[str, Text, str, Permission], ...] = (
    ("devices:prescribe", _("Prescribe a device"), "wrench", P.PRESCRIBE_DEVICE),
    ("physio:record", _("Log a session"), "clock", P.LOG_PHYSIOTHERAPY),
    ("physio:measure", pgettext_lazy("deed", "Measure"), "chart", P.MEASURE_OUTCOMES),
    ("patients:episode_open", _("Open an episode"), "plus", P.REGISTER_PATIENT),
    ("devices:hand_out", _("Hand out an aid"), "box", P.DELIVER_PREFABRICATED),
    ("patients:appointment_book", _("Book an appointment"), "calendar", P.BOOK_APPOINTMENTS),
)
# What is done less often, behind “More”: as above, and whether it can still be done for somebody who has died.
MORE: tuple[tuple[str, Text, str, Permission, bool], ...] = (
    ("patients:edit", _("Correct"), "edit", P.REGISTER_PATIENT, True),
    ("patients:card", _("Patient card"), "print", P.VIEW_PATIENTS, True),
    ("patients:merge", _("The same person as …"), "users", P.MERGE_PATIENTS, True),
    ("patients:transfer_send", _("Transfer to another centre"), "swap", P.TRANSFER_PATIENT, False),
    ("patients:care_end", _("No longer comes"), "pause", P.REGISTER_PATIENT, False),
    ("patients:death", _("The person has died"), "alert", P.REGISTER_PATIENT, False),
    ("patients:history", _("History"), "clock", P.VIEW_HISTORY, True),
)
# Other rooms' parts of this page: address, heading, and whether the part comes without a card of its own.
SECTIONS: tuple[tuple[str, Text, bool], ...] = (
    ("devices:for_patient", _("Devices"), True),
    ("physio:for_patient", _("Physiotherapy"), False),
    ("physio:scores_of", _("Outcome measures"), False),
    ("patients:appointments_of", _("Appointments"), True),
    ("patients:documents", _("Documents and photos"), True),
)


@dataclass(frozen=True)
class Deed:
    """A button of the page."""

    url: str
    label: Text
    icon: str


@dataclass(frozen=True)
class Section:
    """A part of the page that another room tells."""

    url: str
    title: Text
    bare: bool = False


def page_of(patient: Patient, user: User) -> dict[str, Any]:
    """The page's context. Guarded facts are in it only for those who may see them."""
    held = access.permissions_for(user, patient)
    episodes = list(patient.episodes.select_related("centre"))
    if episodes:
        open_goals = Prefetch("goals", patient.goals.open(), to_attr="open_goals")
        prefetch_related_objects(episodes, "assessments", open_goals)
    today, guarded = patient.centre.today(), P.VIEW_GUARDED in held
    return {
        "patient": patient,
        "age": age_text(patient),
        "deeds": deeds(patient, held),
        "more": more(patient, held),
        "sections": sections(patient),
        "timeline": Section(address("desk:timeline", patient), _("Timeline")),
        "consents": Section(address("patients:consents", patient), _("Consents")),
        "transfer": next(iter(patient.transfers.waiting()), None),  # one at most
        "merges": waiting_merges(patient, user) if P.MERGE_PATIENTS in held else [],
        "may_register": P.REGISTER_PATIENT in held,
        "may_assess": P.RECORD_IMPAIRMENT in held,
        "may_assess_in": {centre.pk for centre in access.centres_for(user, patient, P.RECORD_IMPAIRMENT)},
        "guarded": guarded,
        "impairments": contradictions.beside(patient, today=today, guarded=guarded),
        "today": today,
        "other_numbers": list(patient.other_numbers.select_related("centre")),
        "accesses": access.standing(patient),
        "next_appointments": list(schedule.to_come(patient, today=today)[:1]),
        "open_episodes": [episode for episode in episodes if episode.closed_on is None],
        "closed_episodes": [episode for episode in episodes if episode.closed_on is not None],
    }


def deeds(patient: Patient, held: frozenset[Permission]) -> list[Deed]:
    """The buttons for somebody with these permissions; for the dead nothing new is begun."""
    if patient.deceased_on is not None:
        return []
    allowed = [deed for deed in DEEDS if deed[3] in held]
    return [Deed(url, label, icon) for name, label, icon, _held in allowed if (url := address(name, patient))]


def more(patient: Patient, held: frozenset[Permission]) -> list[Deed]:
    """The lines behind “More” for somebody with these permissions."""
    allowed = [deed for deed in MORE if deed[3] in held and (deed[4] or patient.deceased_on is None)]
    if patient.care_ended_on is not None:
        allowed = [deed for deed in allowed if deed[0] != "patients:care_end"]
    return [Deed(url, label, icon) for name, label, icon, *_when in allowed if (url := address(name, patient))]


def waiting_merges(patient: Patient, user: User) -> list[Merge]:
    """Those asked for and not decided yet, in which this record is one of the two. Hardly anybody has one: whether the
    user sees the other person too is asked only then."""
    waiting = list(patient.waiting_merges())
    if not waiting:
        return []
    seen = Merge.objects.visible_to(user).select_related("survivor", "loser")
    return list(seen.filter(pk__in=[merge.pk for merge in waiting]))


def sections(patient: Patient) -> list[Section]:
    return [Section(url, title, bare) for name, title, bare in SECTIONS if (url := address(name, patient))]


def address(name: str, patient: Patient) -> str:
    """The address of another room's page for this patient, or "" while there is no such page."""
    return pattern(name).replace(NOBODY, str(patient.pk))


@cache
def pattern(name: str) -> str:
    """The address for nobody's key, worked out once: the page has more than a dozen."""
    try:
        return reverse(name, args=[NOBODY])
    except NoReverseMatch:
        return ""
