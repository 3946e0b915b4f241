"""What the patients' room has to tell on a person's timeline. Causes and free text stay out of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.timeline import Entry
from apps.patients import turns
from apps.patients.models import (
    Appointment,
    AppointmentState,
    Assessment,
    DatePrecision,
    Document,
    Episode,
    Goal,
    Impairment,
    Patient,
    Signature,
)


def entries(patient: Patient, user: User) -> list[Entry]:
    """Registration, impairments, episodes with assessments and goals, and death, as far as `user` may see them."""
    told = [registration(patient)]
    for limb in patient.impairments.all():
        told += [impairment(limb, patient.centre.zone), *amputation(limb)]
    for episode in Episode.objects.visible_to(user).filter(patient=patient).select_related("centre"):
        told += episode_entries(episode)
    given = Assessment.objects.visible_to(user).filter(patient=patient)
    told += [assessment(found) for found in given.select_related("centre", "episode")]
    told += [signature(found) for found in signed_besides(patient, user)]
    reviewed = Goal.objects.visible_to(user).filter(patient=patient, reviewed_on__isnull=False)
    told += [review(found) for found in reviewed.select_related("episode")]
    booked = Appointment.objects.visible_to(user).filter(patient=patient)
    told += [appointment(found) for found in booked.select_related("centre", "provider")]
    kept = Document.objects.visible_to(user).kept().filter(patient=patient)
    told += [document(found) for found in kept.select_related("centre")]
    told += turns.entries(patient)
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
    text = found.onset_text if is_vague(found.onset_precision) else ""
    return Entry(on, at, "impairment", found.label, text, icon="info")


def amputation(found: Impairment) -> list[Entry]:
    """The day the limb was lost, where it is told apart from the injury."""
    if found.amputated_on is None or found.amputated_on == found.onset_on:
        return []
    text = " · ".join([found.label, *([found.amputated_text] if is_vague(found.amputated_precision) else [])])
    return [Entry(found.amputated_on, None, "amputation", _("Amputated"), text, icon="info")]


def is_vague(precision: str) -> bool:
    """Whether the day stands for a month or a year, which is then said."""
    return precision in (DatePrecision.MONTH, DatePrecision.YEAR)


def episode_entries(episode: Episode) -> list[Entry]:
    title, text = _("Episode opened"), episode.get_reason_display()
    opened = Entry(episode.opened_on, None, "episode", title, text, page(episode), "play")
    if episode.closed_on is None:
        return [opened]
    text = episode.get_outcome_kind_display() or episode.get_reason_display()
    return [opened, Entry(episode.closed_on, None, "episode", _("Episode closed"), text, page(episode), "check")]


def assessment(found: Assessment) -> Entry:
    return Entry(
        found.service_date, found.at, "assessment", _("Assessment"), found.get_decision_display(),
        page(found.episode), "edit", voided=found.voided_at is not None,
    )  # fmt: skip


def signed_besides(patient: Patient, user: User) -> QuerySet[Signature]:
    """The signatures of those who did not record the assessment themselves."""
    signed = Signature.objects.visible_to(user).filter(patient=patient).exclude(signed_by=F("assessment__recorded_by"))
    return signed.select_related("signed_by", "assessment__centre", "assessment__episode")


def signature(found: Signature) -> Entry:
    text = f"{found.signed_by.name}, {found.get_profession_display()}"
    return Entry(
        local(found.signed_at, found.assessment.centre.zone), found.signed_at, "signature", _("Assessment signed"),
        text, page(found.assessment.episode), "check", voided=found.assessment.voided_at is not None,
    )  # fmt: skip


def review(found: Goal) -> Entry:
    """The last review of a goal: its state, and not its words."""
    on = found.reviewed_on or found.set_on
    return Entry(on, None, "goal", _("Goal reviewed"), found.get_state_display(), page(found.episode), "check")


def appointment(found: Appointment) -> Entry:
    """Where it stands on its own day, whether it is to come, was kept or was missed; its note is left out."""
    with_whom = [str(found.provider)] if found.provider else []
    text = " · ".join([found.clock, found.get_state_display(), *with_whom])
    return Entry(
        found.on, found.starts_at, "appointment", _("Appointment: %(kind)s") % {"kind": found.get_kind_display()},
        text, reverse("patients:appointment", args=[found.pk]), "calendar",
        voided=found.state == AppointmentState.CANCELLED,
    )  # fmt: skip


def document(found: Document) -> Entry:
    """On the day it was made where that is known, else on the day it was added."""
    on, at = (found.made_on, None) if found.made_on else (local(found.created_at, found.centre.zone), found.created_at)
    url = reverse("patients:document", args=[found.pk])
    return Entry(on, at, "document", found.get_kind_display(), found.title, url, "file")


def page(episode: Episode) -> str:
    return reverse("patients:episode", args=[episode.pk])


def local(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
