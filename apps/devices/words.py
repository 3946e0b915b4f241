"""Chips of the workshop: which words can be chosen for a device today, and what the keys on record mean.

Words are rows of `Term`. A device is offered the general ones and those of its class; tricycles and seating share the
words of wheelchairs. A word that is no longer offered stays readable wherever it was used.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text, refuse_if
from apps.devices import policies
from apps.devices.models import DeviceClass, Term, TermKind
from apps.devices.models.vocabulary import TermQuerySet


def classes_of(device_class: str) -> set[str]:
    """The classes whose words suit a device of `device_class`; "" stands for the general words."""
    return {"", device_class} | ({DeviceClass.WHEELCHAIR.value} if device_class in policies.SEATED else set())


def offered(kind: TermKind, device_class: str) -> TermQuerySet:
    """The words that can be chosen today, in the order of the list."""
    return Term.objects.offered(kind).filter(device_class__in=classes_of(device_class))


def in_words(kind: TermKind, keys: Iterable[str], names: dict[str, str] | None = None) -> list[str]:
    """What the keys mean in the active language; a key that no list knows stands for itself. `names` as
    `Term.objects.names(kind)` gives them spares asking again."""
    used = list(keys)
    known = (Term.objects.names(kind) if names is None else names) if used else {}
    return [known.get(key, key) for key in used]


def known(kind: TermKind) -> dict[str, Term]:
    """Every term of the kind, offered or not, by its key, in the order of the list."""
    return {term.key: term for term in Term.objects.filter(kind=kind)}


def chosen(
    kind: TermKind, keys: Iterable[str], *, device_class: str, field: str, terms: Mapping[str, Term] | None = None
) -> list[str]:
    """The keys, each once and in the order of the list. Raises Refused ("invalid", at `field`) for one that no list
    knows, one of another class, or one that is not offered any more. `terms` as `known` gives them spares asking."""
    asked = set(keys)
    if not asked:
        return []
    terms = known(kind) if terms is None else terms
    for key in sorted(asked):
        refuse_if(refusal(terms.get(key), device_class), code="invalid", field=field)
    return [key for key in terms if key in asked]


def refusal(term: Term | None, device_class: str) -> Text | None:
    """Why a word cannot be chosen for a device of this class now, or None."""
    if term is None:
        return _("One of these words is not in the list. Choose from the list.")
    if term.device_class not in classes_of(device_class):
        return _("“%(word)s” is not a word for this class of device.") % {"word": term.name}
    if not term.active:
        return _("“%(word)s” is no longer offered. Choose another word.") % {"word": term.name}
    return None
