"""Papers and photos of a person: listed, added, shown, removed. Files go out only through here, to those who may
see the person, and are kept by no browser or proxy."""

from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from apps.centres.access import Permission
from apps.core import clock, filing, pictures, uploads, web
from apps.patients import access
from apps.patients.actions import documents
from apps.patients.forms.documents import DocumentForm, RemoveDocumentForm
from apps.patients.models import Consent, ConsentKind, Document, MediaType, Patient
from apps.patients.models.document import DocumentQuerySet
from apps.patients.views.answers import posted

ON_THE_PAGE = 8  # of a person's page; the own page shows all
ENDINGS = {MediaType.JPEG: "jpg", MediaType.PNG: "png", MediaType.PDF: "pdf"}
# Whatever a file may hold, a browser runs and loads nothing of it.
LOCKED_UP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
log = structlog.get_logger(__name__)


@login_required
@require_GET
def document_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All papers and photos of the patient `pk`; as a part of the person's page only the newest."""
    patient, rows = of_person(request, pk)
    kept = list(rows.kept())
    shown = kept[:ON_THE_PAGE] if request.htmx else kept
    context = {
        "patient": patient, "documents": shown, "total": len(kept), "more": len(kept) - len(shown),
        "may_add": may_keep(request, patient), **words(request, patient),
    }  # fmt: skip
    if request.htmx:
        return render(request, "patients/_documents.html", context)
    removed = rows.exclude(removed_at=None).order_by("-removed_at")
    return render(request, "patients/documents.html", {**context, "removed": removed})


@login_required
@require_http_methods(["GET", "POST"])
def document_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add papers or photos to the patient `pk`."""
    patient = access.load(request.user, pk, Permission.REGISTER_PATIENT)
    centres = access.centres_for(request.user, patient, Permission.REGISTER_PATIENT)
    sent, files = posted(request), request.FILES if request.method == "POST" else None
    form = DocumentForm(sent, files, user=request.user, centres=centres, left_out=uploads.files_left_out(request))
    if web.carried_out(form, partial(documents.add, patient=patient, by=request.user, at=clock.now())):
        return web.done(request, added(form.result), reverse("patients:documents", args=[pk]))
    return web.show(request, "patients/document_add.html", form, patient=patient, **words(request, patient))


@login_required
@require_GET
def document_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One document: what it is, from when, who added it; a picture is shown."""
    document = load(request, pk)
    patient = document.patient
    context = {
        "document": document,
        "patient": patient,
        "may_add": may_keep(request, patient),
        **words(request, patient),
    }
    return render(request, "patients/document.html", context)


@login_required
@require_GET
def document_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself: a picture to be looked at, a PDF only to be saved."""
    document = load(request, pk)
    manner = "inline" if document.is_picture and "save" not in request.GET else "attachment"
    name = f"{document.patient.number}-{document.pk.hex[-6:]}.{ENDINGS[MediaType(document.media_type)]}"
    return handed_out(content_of(document), document.media_type, f'{manner}; filename="{name}"')


@login_required
@require_GET
def document_thumbnail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture small, made as it is asked for; a PDF has none."""
    document = load(request, pk)
    if not document.is_picture:
        raise Http404
    return handed_out(pictures.thumbnail(content_of(document)), MediaType.JPEG.value, "inline")


@login_required
@require_http_methods(["GET", "POST"])
def document_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove a document, with the reason; its row stays."""
    document = load(request, pk)
    patient = access.load(request.user, document.patient_id, Permission.REGISTER_PATIENT)
    form = RemoveDocumentForm(posted(request), record=document)
    if web.carried_out(form, partial(documents.remove, document=document, by=request.user, at=clock.now())):
        return web.done(request, _("Removed."), reverse("patients:documents", args=[document.patient_id]))
    return web.show(request, "patients/document_remove.html", form, patient=patient, document=document)


def of_person(request: HttpRequest, pk: UUID) -> tuple[Patient, DocumentQuerySet]:
    """The patient with all documents; of a former patient only those that the user's own centres added. 404, 403."""
    patient, ended = access.look_at(request.user, pk)
    rows = Document.objects.visible_to(request.user).filter(patient=patient)
    if ended:
        rows = rows.made_at(past.centre for past in ended)
    return patient, rows.select_related("added_by", "removed_by", "centre")


def load(request: HttpRequest, pk: UUID) -> Document:
    """The document, for somebody who may see it on its person's page; 404, 403 as there."""
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    patient, rows = of_person(request, found.patient_id)
    document = get_object_or_404(rows, pk=pk)
    document.patient = patient
    return document


def content_of(document: Document) -> bytes:
    """The stored bytes; 404 for a removed document, and for a file that is lost, which the log then says."""
    if document.removed_at is not None:
        raise Http404
    try:
        return filing.read(document.sha256)
    except FileNotFoundError:
        log.error("document_file_missing", document=str(document.pk))
        raise Http404 from None


def handed_out(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    """A file that the browser neither keeps, nor takes for anything else, nor runs."""
    return HttpResponse(content, content_type=media_type, headers={
        "Content-Disposition": disposition,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": LOCKED_UP,
    })  # fmt: skip


def may_keep(request: HttpRequest, patient: Patient) -> bool:
    return bool(access.centres_for(request.user, patient, Permission.REGISTER_PATIENT))


def words(request: HttpRequest, patient: Patient) -> dict[str, Any]:
    """What the person said last on photos and on their publication; None where nobody has asked."""
    said = Consent.last_words(Consent.objects.visible_to(request.user).of_person(patient))
    return {
        "photo_word": said.get(ConsentKind.PHOTO),
        "publication_word": said.get(ConsentKind.PUBLICATION),
    }


def added(filed: list[documents.Filed]) -> str:
    """What to say after adding: how many are new, and that the others were here already."""
    new = sum(one.new for one in filed)
    if not new:
        return _("This is on record already; nothing was added.")
    return ngettext("%(number)d document added.", "%(number)d documents added.", new) % {"number": new}
