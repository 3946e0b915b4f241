"""The indicators of the monthly donor report, as data: what each counts, from which relation, in which unit.

`source` names a relation of `relation.py`; `where` and `units` are SQL over its columns. Rules common to all:
the local service date decides the month, the place of the service decides the centre, voided records and test
persons never count. Persons are counted once in whatever scope and period is asked for; all else adds up.

A note is counted in the same way and hangs on an indicator: what was left out, or how sure a figure is.
"""

import enum
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.problems import Text
from apps.reports.indicators.figures import Number, pairs_of

RULE_SET = "2026-2"  # since 2 the devices behind waiting times are sealed, and the rest of last year


class Unit(enum.Enum):
    PERSONS = "persons"
    UNITS = "units"
    PAIRS = "pairs"
    SESSIONS = "sessions"
    INTERVENTIONS = "interventions"
    DEVICES = "devices"
    EVENTS = "events"
    DAYS = "days"

    @property
    def label(self) -> Text:
        return UNIT_LABELS[self]


UNIT_LABELS: dict[Unit, Text] = {
    Unit.PERSONS: pgettext_lazy("unit", "persons"),
    Unit.UNITS: pgettext_lazy("unit", "units"),
    Unit.PAIRS: pgettext_lazy("unit", "pairs"),
    Unit.SESSIONS: pgettext_lazy("unit", "sessions"),
    Unit.INTERVENTIONS: pgettext_lazy("unit", "interventions"),
    Unit.DEVICES: pgettext_lazy("unit", "devices"),
    Unit.EVENTS: pgettext_lazy("unit", "events"),
    Unit.DAYS: pgettext_lazy("unit", "days"),
}


@dataclass(frozen=True)
class Indicator:
    """One line of the report. `detail`: SQL of the key by which the figure is broken down, '' for none.

    `guarded`: which rows count tells a guarded fact (the cause), so that a listing must not name the person to
    everybody.
    """

    code: str
    label: Text
    unit: Unit
    source: str
    where: str = "true"
    units: str = "1"
    detail: str = "''"
    halves: str = ""
    note_of: str = ""
    guarded: bool = False
    definition: Text = ""

    @property
    def persons(self) -> bool:
        """Whether it counts distinct persons, which do not add up over months and centres."""
        return self.unit is Unit.PERSONS

    @property
    def counted_as(self) -> str:
        """The code whose rows stand behind this figure: pairs are halves of the units' rows."""
        return self.halves or self.code

    def units_of(self, rows: int, units: int, parts: int) -> int:
        """The units of a cell with so many rows, units in them, and parts: of events these, of days the devices."""
        return {Unit.EVENTS: parts, Unit.DAYS: rows}.get(self.unit, units)

    def figure(self, units: int, persons: int) -> Number:
        """What a cell of it shows when so many units and persons stand behind it."""
        if self.halves:
            return pairs_of(units)
        return persons if self.persons else units


PROSTHESIS = "device_class = 'prosthesis'"
ORTHOSIS = "device_class = 'orthosis'"
MINE = "cause IN ('mine', 'erw')"
CAUSE_UNKNOWN = "cause IN ('', 'not-known')"

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "BEN", _("Beneficiaries"), Unit.PERSONS, "served",
        definition=_("Persons with at least one counted service in the period: a device delivered, a repair or "
                     "follow-up done, a physiotherapy session attended, an assessment completed."),
    ),
    Indicator(
        "BENNEW", _("New service users"), Unit.PERSONS, "newcomer",
        definition=_("Persons whose first counted service ever at this centre lies in the period. Persons the centre "
                     "served before this system are not new."),
    ),
    Indicator(
        "NEWPRO", _("New patients fitted with prostheses"), Unit.PERSONS, "fitted", PROSTHESIS,
        definition=_("Persons whose first prosthesis at any centre was delivered in the period, unless the limb was "
                     "fitted elsewhere before. Two prostheses on the first day are one person."),
    ),
    Indicator(
        "NEWORT", _("New patients fitted with orthoses"), Unit.PERSONS, "fitted", ORTHOSIS,
        definition=_("Persons whose first orthosis at any centre was delivered in the period, unless the limb was "
                     "fitted elsewhere before."),
    ),
    Indicator(
        "FOL", _("Follow-up users"), Unit.PERSONS, "served", "model IN ('repair', 'followup') AND NOT got_device",
        definition=_("Persons with a follow-up or repair at a centre and no device delivered there in the period."),
    ),
    Indicator(
        "PRO", _("Prostheses delivered"), Unit.UNITS, "delivered", PROSTHESIS, "quantity", "type_key",
        definition=_("Prostheses handed over; a bilateral fitting is two. Made is not delivered."),
    ),
    Indicator(
        "PROM", _("of which for mine and ERW survivors"), Unit.UNITS, "delivered", f"{PROSTHESIS} AND {MINE}",
        "quantity", guarded=True,
        definition=_("Prostheses for a limb lost to a mine or an explosive remnant of war: the cause of that limb, "
                     "not of the person, decides."),
    ),
    Indicator(
        "ORT", _("Orthoses delivered"), Unit.UNITS, "delivered", ORTHOSIS, "quantity", "type_key",
        definition=_("Orthoses handed over; a bilateral fitting is two."),
    ),
    Indicator(
        "ORTM", _("of which for mine and ERW survivors"), Unit.UNITS, "delivered", f"{ORTHOSIS} AND {MINE}",
        "quantity", guarded=True,
        definition=_("Orthoses for a limb injured by a mine or an explosive remnant of war."),
    ),
    Indicator(
        "REP", _("Repairs and adjustments"), Unit.INTERVENTIONS, "served", "model = 'repair'",
        definition=_("Repairs and adjustments completed, a socket replaced under the same serial number included; "
                     "never a new device."),
    ),
    Indicator(
        "WCH", _("Wheelchairs delivered"), Unit.UNITS, "delivered", "device_class = 'wheelchair' AND NOT again",
        "quantity", "type_key",
        definition=_("Wheelchairs issued for the first time."),
    ),
    Indicator(
        "TRI", _("Tricycles delivered"), Unit.UNITS, "delivered", "device_class = 'tricycle' AND NOT again", "quantity",
        "type_key",
        definition=_("Tricycles issued for the first time."),
    ),
    Indicator(
        "REI", _("Wheelchairs and tricycles issued again"), Unit.UNITS, "delivered",
        "device_class IN ('wheelchair', 'tricycle') AND again", "quantity", "type_key",
        definition=_("Chairs that came back and were given to another person; not in the two lines above."),
    ),
    Indicator(
        "CRU", _("Crutches"), Unit.UNITS, "delivered", "counts_as_crutch", "quantity", "type_key",
        definition=_("Elbow, forearm-support and axillary crutches handed out, in single units."),
    ),
    Indicator(
        "CRP", _("Crutches, in pairs"), Unit.PAIRS, "delivered", halves="CRU",
        definition=_("Units divided by two, with one decimal."),
    ),
    Indicator(
        "WLK", _("Other walking aids"), Unit.UNITS, "delivered",
        "device_class = 'walking-aid' AND NOT counts_as_crutch", "quantity", "type_key",
        definition=_("Sticks, frames and rollators handed out."),
    ),
    Indicator(
        "PTS", _("Physiotherapy sessions"), Unit.SESSIONS, "served", "model = 'physiosession'",
        definition=_("Sessions attended, per person: a group of six is six sessions and one event."),
    ),
    Indicator(
        "PTP", _("Patients receiving physiotherapy"), Unit.PERSONS, "served", "model = 'physiosession'",
        definition=_("Persons with at least one session attended."),
    ),
    Indicator(
        "WAI", _("Waiting list"), Unit.PERSONS, "waiting",
        definition=_("Persons with a device ordered and not yet delivered, cancelled or closed at the end of the last "
                     "day of the period."),
    ),
    Indicator(
        "NDV", _("Closed without delivery"), Unit.DEVICES, "closed", units="quantity", detail="end_reason",
        definition=_("Orders cancelled or closed before delivery in the period, by reason; entries made in error are "
                     "left out."),
    ),
)  # fmt: skip

NOTES: tuple[Indicator, ...] = (
    Indicator(
        "PROM-BASE", _("prostheses with a known cause"), Unit.UNITS, "delivered",
        f"{PROSTHESIS} AND NOT {CAUSE_UNKNOWN}", "quantity", guarded=True, note_of="PROM",
    ),
    Indicator(
        "PROM-UNKNOWN", _("cause not recorded"), Unit.UNITS, "delivered", f"{PROSTHESIS} AND {CAUSE_UNKNOWN}",
        "quantity", guarded=True, note_of="PROM",
    ),
    Indicator(
        "ORTM-BASE", _("orthoses with a known cause"), Unit.UNITS, "delivered", f"{ORTHOSIS} AND NOT {CAUSE_UNKNOWN}",
        "quantity", guarded=True, note_of="ORTM",
    ),
    Indicator(
        "ORTM-UNKNOWN", _("cause not recorded"), Unit.UNITS, "delivered", f"{ORTHOSIS} AND {CAUSE_UNKNOWN}",
        "quantity", guarded=True, note_of="ORTM",
    ),
    Indicator(
        "NEWPRO-UNKNOWN", _("previously fitted elsewhere unknown"), Unit.PERSONS, "fitted",
        f"{PROSTHESIS} AND elsewhere_unknown", note_of="NEWPRO",
    ),
    Indicator(
        "NEWORT-UNKNOWN", _("previously fitted elsewhere unknown"), Unit.PERSONS, "fitted",
        f"{ORTHOSIS} AND elsewhere_unknown", note_of="NEWORT",
    ),
    Indicator(
        "PTS-GROUP", _("sessions in a group"), Unit.SESSIONS, "grouped", note_of="PTS",
    ),
    Indicator(
        "PTS-EVENTS", _("group events"), Unit.EVENTS, "grouped", detail="group_id::text", note_of="PTS",
    ),
    Indicator(
        "BEN-ESTIMATED", _("birth date estimated from a month, year or age"), Unit.PERSONS, "served",
        "birth_precision IN ('month', 'year', 'age')", note_of="BEN",
    ),
    Indicator(
        "BEN-NOBIRTH", _("birth date not known"), Unit.PERSONS, "served", "birth_date IS NULL", note_of="BEN",
    ),
    Indicator(
        "BEN-NOSEX", _("sex other or not known"), Unit.PERSONS, "served", "sex NOT IN ('F', 'M')", note_of="BEN",
    ),
    Indicator(
        "BEN-LATE", _("services recorded after their month was closed"), Unit.INTERVENTIONS, "served", "late",
        note_of="BEN",
    ),
)  # fmt: skip

# Neither a line nor a note: a row is a device, its units are the days, and of these the median is told, by class.
WAITED = Indicator(
    "LEAD", _("From prescription to delivery"), Unit.DAYS, "delivered",
    "NOT fast_track AND device_class IN ('prosthesis', 'orthosis', 'wheelchair', 'tricycle')",
    "happened - prescribed_on", "device_class",
    definition=_("Days from the prescription of a device to its delivery in the period; what was handed out at once is "
                 "left out."),
)  # fmt: skip

BY_CODE: dict[str, Indicator] = {indicator.code: indicator for indicator in (*INDICATORS, *NOTES, WAITED)}
NOT_RECORDED: tuple[tuple[str, Text], ...] = (
    ("DOR", _("Dormitory: bed-nights and persons")),
    ("REF", _("Referrals out")),
    ("SRG", _("Amputations and stump revisions")),
    ("TRN", _("Staff trained")),
)
