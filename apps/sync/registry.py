"""Every kind of record that travels, in the order in which a push is applied: whoever is referred to comes first."""

from apps.centres import sync as of_centres
from apps.core.sync_spec import Travels
from apps.devices import sync as of_devices
from apps.patients import sync as of_patients
from apps.physio import sync as of_physio

KINDS: dict[str, Travels] = {
    one.kind: one for one in (*of_centres.KINDS, *of_patients.KINDS, *of_devices.KINDS, *of_physio.KINDS)
}
