"""What the page of one person shows, gathered in a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres import access as roles
from apps.centres.access import Permission
from apps.core.problems import Text
from apps.patients import access
from apps.patients.models import Patient
from apps.patients.tables import age_text

P = Permission
# What can be done for the person here: address, words, sign, permission. The first allowed one is the primary one.
DEEDS: tuple[tuple[str, Text, str, Permission], ...] = (
    ("devices:prescribe", _("Prescribe a device"), "wrench", P.PRESCRIBE_DEVICE),
    ("physio:record", _("Log a session"), "clock", P.LOG_PHYSIOTHERAPY),
    ("patients:episode_open", _("Open an episode"), "plus", P.REGISTER_PATIENT),
    ("devices:hand_out", _("Hand out an aid"), "box", P.DELIVER_PREFABRICATED),
    ("patients:edit", _("Correct"), "edit", P.REGISTER_PATIENT),
)
# Other rooms' parts of this page: address, heading, and whether the part comes without a card of its own.
SECTIONS: tuple[tuple[str, Text, bool], ...] = (
    ("devices:for_patient", _("Devices"), True),
    ("physio:for_patient", _("Physiotherapy"), False),
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
    episodes = list(patient.episodes.select_related("centre").prefetch_related("assessments"))
    return {
        "patient": patient,
        "age": age_text(patient),
        "deeds": deeds(patient, held),
        "sections": sections(patient),
        "timeline": Section(address("desk:timeline", patient), _("Timeline")),
        "may_register": P.REGISTER_PATIENT in held,
        "may_assess": P.RECORD_IMPAIRMENT in held,
        "may_assess_in": {centre.pk for centre in roles.centres_with(user, P.RECORD_IMPAIRMENT)},
        "guarded": P.VIEW_GUARDED in held,
        "impairments": list(patient.impairments.all()),
        "other_numbers": list(patient.other_numbers.select_related("centre")),
        "accesses": list(patient.accesses.filter(active=True).select_related("centre")),
        "open_episodes": [episode for episode in episodes if episode.closed_on is None],
        "closed_episodes": [episode for episode in episodes if episode.closed_on is not None],
    }


def deeds(patient: Patient, held: frozenset[Permission]) -> list[Deed]:
    """The buttons for somebody with these permissions; for the dead nothing new is begun."""
    allowed = [deed for deed in DEEDS if deed[3] in held]
    if patient.deceased_on is not None:
        allowed = [deed for deed in allowed if deed[0] == "patients:edit"]
    return [Deed(url, label, icon) for name, label, icon, _held in allowed if (url := address(name, patient))]


def sections(patient: Patient) -> list[Section]:
    return [Section(url, title, bare) for name, title, bare in SECTIONS if (url := address(name, patient))]


def address(name: str, patient: Patient) -> str:
    """The address of another room's page for this patient, or "" while there is no such page."""
    try:
        return reverse(name, args=[patient.pk])
    except NoReverseMatch:
        return ""
