"""What was built into a device: the foot, the knee, the castor, with their lots."""

from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.core import web
from apps.devices.actions import devices
from apps.devices.forms.components import ComponentsForm
from apps.devices.views.loading import job, load_in_use, page


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note the components, in whatever state the device is."""
    device, _centre = load_in_use(request, pk)
    form = ComponentsForm(request.POST or None, record=device)
    if web.carried_out(form, partial(devices.note_components, device=device, by=request.user)):
        return web.done(request, _("The components have been noted."), page(device))
    return job(request, form, device, title=_("Components and lots"), submit=_("Save"))
