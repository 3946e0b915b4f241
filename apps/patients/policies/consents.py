"""When a consent may be recorded or taken back, and what it means for everyone else that one was.

The latest word on a kind holds; of a yes and a no on the same day the no does. A consent nobody ever asked for is not
a no: it is shown as missing, and hinders nothing.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Consent, ConsentKind, Patient


def give(last: Consent | None, *, on: date) -> Text | None:
    """Given once until it is taken back; a yes from before a no does not hold. `last`: the latest word on the kind."""
    if last is None:
        return None
    if last.stands:
        return _("This consent is on record already, since %(date)s.") % {"date": _said_on(last)}
    if last.last_word_on is not None and on <= last.last_word_on:
        return _("The person said no on %(date)s. A consent given after that has a later date.") % {
            "date": _said_on(last)
        }
    return None


def refuse(last: Consent | None) -> Text | None:
    """Somebody who has consented does not refuse but withdraw, so that both dates are known."""
    if last is None:
        return None
    if last.stands:
        return _("The person consented on %(date)s. Withdraw that consent instead.") % {"date": _said_on(last)}
    return _("That the person does not consent is on record already, since %(date)s.") % {"date": _said_on(last)}


def still_stands(consent: Consent) -> Text | None:
    """Taken back once."""
    return None if consent.stands else _("This consent has been withdrawn already.")


def withdraw(consent: Consent, *, on: date, today: date, reason: str) -> Text | None:
    """With a reason, neither in the future nor before it was given."""
    if on > today:
        return _("The date lies in the future.")
    if consent.given_on is not None and on < consent.given_on:
        return _("The date lies before the consent was given.")
    return None if reason.strip() else _("Say why the consent is withdrawn.")


def photo_allowed(patient: Patient) -> Text | None:
    """No photo is added of somebody who does not want one."""
    if ConsentKind.PHOTO in patient.denied:
        return _("The person does not consent to photos. None can be added.")
    return None


def publication_allowed(patient: Patient) -> Text | None:
    """What is shown of the person stays in the house."""
    if ConsentKind.PUBLICATION in patient.denied:
        return _("The person does not consent to publication.")
    return None


def treatment(patient: Patient) -> Text | None:
    """Advice, not a lock: the person decides at every visit anew."""
    if ConsentKind.TREATMENT in patient.denied:
        return _("The person does not consent to treatment. Talk with them before you begin anything.")
    return None


def _said_on(consent: Consent) -> str:
    return consent.last_word_on.isoformat() if consent.last_word_on else ""
