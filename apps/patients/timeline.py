"""What the patients' room has to tell on a person's timeline. Causes and free text stay out of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.timeline import Entry
from apps.patients.models import Assessment, Episode, Impairment, Patient


def entries(patient: Patient, user: User) -> list[Entry]:
    """Registration, impairments, episodes, assessments and death, as far as `user` may see them."""
    told = [registration(patient)]
    told += [impairment(found, patient.centre.zone) for found in patient.impairments.all()]
    for episode in Episode.objects.visible_to(user).filter(patient=patient).select_related("centre"):
        told += episode_entries(episode)
    given = Assessment.objects.visible_to(user).filter(patient=patient)
    told += [assessment(found) for found in given.select_related("centre")]
    if patient.deceased_on is not None:
        told.append(Entry(patient.deceased_on, None, "death", _("Died"), icon="alert"))
    return told


def registration(patient: Patient) -> Entry:
    """The day access began at the registering centre; a migrated person was known there before."""
    access = patient.accesses.filter(centre=patient.centre).first()
    on = access.since if access else local(patient.created_at, patient.centre.zone)
    text = _("Known here before this system") if access and access.migrated else patient.centre.name
    return Entry(on, None, "registration", _("Registered"), text, icon="user")


def impairment(found: Impairment, zone: ZoneInfo) -> Entry:
    """At the date of onset where that is known, else on the day it was recorded."""
    on, at = (found.onset_on, None) if found.onset_on else (local(found.created_at, zone), found.created_at)
    return Entry(on, at, "impairment", found.label, icon="info")


def episode_entries(episode: Episode) -> list[Entry]:
    opened = Entry(episode.opened_on, None, "episode", _("Episode opened"), episode.get_reason_display(), icon="play")
    if episode.closed_on is None:
        return [opened]
    return [
        opened,
        Entry(episode.closed_on, None, "episode", _("Episode closed"), episode.get_reason_display(), icon="check"),
    ]


def assessment(found: Assessment) -> Entry:
    return Entry(
        found.service_date, found.at, "assessment", _("Assessment"), found.get_decision_display(), icon="edit",
        voided=found.voided_at is not None,
    )  # fmt: skip


def local(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
