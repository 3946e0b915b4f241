"""Outcome measures: measure, look at one person's trends, list, void."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres import access
from apps.centres.access import Permission
from apps.core import clock, web
from apps.core.bilingual import spoken
from apps.patients import access as patient_access
from apps.patients.models import Patient
from apps.physio import charts, measuring, scoring, trends
from apps.physio.actions import scores
from apps.physio.filters import ScoreFilter
from apps.physio.forms.scores import VoidScoreForm, form_of
from apps.physio.models import Instrument, OutcomeScore
from apps.physio.policies import scores as rules
from apps.physio.tables import ScoreTable

P = Permission


@login_required
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Measure one person with the instrument the address names; without one, with that of the last time."""
    patient = patient_access.load(request.user, pk, P.MEASURE_OUTCOMES)
    offered = measuring.offered(patient)
    instrument = measuring.chosen(offered, request.GET.get("instrument"))
    form = form_of(instrument)(
        request.POST or None, patient=patient, user=request.user, instrument=instrument,
        centres=patient_access.centres_for(request.user, patient, P.MEASURE_OUTCOMES),
    )  # fmt: skip
    verb = partial(scores.record, patient=patient, instrument=instrument, by=request.user)
    if web.carried_out(form, verb):
        return web.done(request, recorded(form.result), page_of(patient, instrument))
    return web.show(request, "physio/measure.html", form, offered=offered, **beside(patient, instrument))


@login_required
@require_GET
def of_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How each measure of the person went; on the person's page, the latest of each."""
    patient, _ended = patient_access.look_at(request.user, pk)
    found, tables = measuring.overview(patient, request.user)
    context: dict[str, Any] = {
        "patient": patient,
        "tables": tables,
        "trends": [(trend, None if request.htmx else charts.chart(trend)) for trend in found],
        "can_measure": patient_access.centres_for(request.user, patient, P.MEASURE_OUTCOMES),
    }
    return render(request, "physio/_scores_of.html" if request.htmx else "physio/scores_of.html", context)


@login_required
@require_GET
def score_list(request: HttpRequest) -> HttpResponse:
    """What was measured at one's centres, latest first."""
    centres = access.require_somewhere(request.user, P.VIEW_PATIENTS)
    found = ScoreFilter(request.GET, measuring.scores_at(centres), user=request.user, centres=centres)
    table = web.paged(request, ScoreTable(found.qs, exclude=("centre",) if len(centres) < 2 else ()))
    return render(request, "physio/scores.html", {"filter": found, "table": table})


@login_required
@require_GET
def score_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One score with its items."""
    score = measuring.load(request.user, pk)
    cells = scoring.cells(list(score.instrument.items.all()))
    context = {
        "score": score,
        "result": trends.result(score),
        "cells": [(cell, trends.value_words(score.items[cell.key])) for cell in cells if cell.key in score.items],
        "parts": scoring.subtotals([cell.item for cell in cells], score.items) if score.items else [],
        "entered_on": score.centre.local_date(score.created_at),
        "can_void": access.allows(request.user, P.VOID_SERVICE, score.centre),
    }
    return render(request, "physio/score.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Void a score: it stays on record, and no trend shows it any more."""
    score = measuring.load(request.user, pk, P.VOID_SERVICE)
    form = VoidScoreForm(request.POST or None, record=score)
    if web.carried_out(form, partial(scores.void, score=score, by=request.user, at=clock.now())):
        return web.done(request, _("The result has been voided."), reverse("physio:score", args=[pk]))
    refusal = None if form.is_bound else rules.void(score)
    return web.show(request, "physio/score_void.html", form, score=score, refusal=refusal)


def beside(patient: Patient, instrument: Instrument) -> dict[str, Any]:
    """What stands beside the form: whose it is, how the test is done, and the last result."""
    last = measuring.last_score(patient, instrument)
    return {
        "patient": patient, "instrument": instrument, "note": spoken(instrument.note_en, instrument.note_ko),
        "last": last, "last_words": trends.result(last) if last else "",
    }  # fmt: skip


def page_of(patient: Patient, instrument: Instrument) -> str:
    """The person's measures, at this one."""
    return f"{reverse('physio:scores_of', args=[patient.pk])}#{instrument.key}"


def recorded(score: OutcomeScore) -> str:
    """What was recorded, how it changed, and that it is late when its month is no longer open."""
    words = [f"{score.instrument.short}: {trends.result(score)}."]
    standing = OutcomeScore.objects.visible_to(score.recorded_by).filter(
        patient=score.patient, instrument=score.instrument, voided_at=None
    )
    change = trends.changes(standing.select_related("instrument")).get(score.pk)
    if change is not None:
        words.append(f"{change.words}.")
    if score.late:
        words.append(_("It is marked late: its month is no longer open."))
    return " ".join(words)
