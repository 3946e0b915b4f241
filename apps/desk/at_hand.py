"""The people somebody is most likely to look for before a letter is typed: seen lately, or due today.

Due is whose device is checked and waits to be handed over, and whose goal was to be reached by today. Only people of
the centres in which the user may see patients are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.devices.models import Device, State
from apps.patients.models import Goal, Patient, Viewing
from apps.patients.models.patient import PatientQuerySet

SHOWN = 6
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class AtHand:
    """A person, and why they are here."""

    patient: Patient
    text: Text = ""


def people_of(user: User, centres: Sequence[Centre]) -> PatientQuerySet:
    return Patient.objects.visible_to(user).of_centres(centres).filter(merged_into=None)


def recently_seen(user: User, centres: Sequence[Centre], *, at: datetime) -> list[AtHand]:
    """Whose pages the user opened in the last two weeks, the last one first."""
    looks = Viewing.objects.by(user, since=at - LATELY).filter(patient__in=people_of(user, centres))
    last = looks.order_by().values("patient").annotate(last=Max("at")).order_by("-last")
    keys = [look["patient"] for look in last[:SHOWN]]
    found = Patient.objects.in_bulk(keys)
    return [AtHand(found[key]) for key in keys]


def due(user: User, centres: Sequence[Centre]) -> list[AtHand]:
    """Who waits for a finished device or for the review of a goal; each person once, whoever waits longest first."""
    people = people_of(user, centres)
    ready = Device.objects.visible_to(user).filter(state=State.CHECKED, centre__in=centres, patient__in=people)
    late = Q()
    for centre in centres:
        late |= Q(episode__centre=centre, due_on__lte=centre.today())
    goals = Goal.objects.visible_to(user).open().filter(late, patient__in=people)
    waiting = [
        *((device.prescribed_on, device.patient, _("%(device)s: ready to hand over") % {"device": device.label})
          for device in ready.select_related("patient", "device_type").order_by("prescribed_on")[:SHOWN]),
        *((goal.due_on, goal.patient, _("Goal due %(date)s") % {"date": goal.due_on})
          for goal in goals.select_related("patient").order_by("due_on")[:SHOWN]),
    ]  # fmt: skip
    found: dict[object, AtHand] = {}
    for _since, patient, text in sorted(waiting, key=lambda one: one[0] or date.min):
        found.setdefault(patient.pk, AtHand(patient, text))
    return list(found.values())[:SHOWN]
