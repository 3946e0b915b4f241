"""One device for one limb or body part of one patient, from prescription to the end of its life.

    prescribed → measured → in_fabrication → fitting → checked → delivered → in_use → retired

Which step may follow which stands in `apps.devices.policies.TRANSITIONS`. PostgreSQL refuses a device that is
delivered without a delivery, one whose type has a side but which has none, and a limb of another patient.
"""

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.devices.models.vocabulary import Term, TermKind, word
from apps.patients.models import Side
from apps.patients.models.limb import LIMB_LOSS
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.devices.models.records import CheckOut, Delivery


class State(models.TextChoices):
    PRESCRIBED = "prescribed", _("Prescribed")
    MEASURED = "measured", _("Measured or cast")
    IN_FABRICATION = "in_fabrication", _("In fabrication")
    FITTING = "fitting", _("Fitting")
    CHECKED = "checked", _("Checked out")
    DELIVERED = "delivered", _("Delivered")
    IN_USE = "in_use", _("In use")
    RETIRED = "retired", _("Retired")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")
    CLOSED = "closed_without_delivery", _("Closed without delivery")


DELIVERED_STATES = (State.DELIVERED, State.IN_USE, State.RETIRED)
ENDED_STATES = (State.RETIRED, State.CANCELLED, State.CLOSED)


class HoldReason(models.TextChoices):
    WOUND = "wound", _("Wound")
    PART_MISSING = "part-missing", _("Part missing")
    PATIENT_AWAY = "patient-away", _("Patient away")


class EndReason(models.TextChoices):
    """Why a device was cancelled, closed without delivery, or retired."""

    PATIENT_DECLINED = "patient-declined", _("Patient declined")
    PATIENT_LOST = "patient-lost", _("Patient did not come back")
    PATIENT_DIED = "patient-died", _("Patient died")
    MEDICAL = "medical", _("Medical reason")
    ENTERED_IN_ERROR = "entered-in-error", _("Entered in error")
    RETURNED = "returned", _("Returned")
    REPLACED = "replaced", _("Replaced")
    LOST = "lost", _("Lost")
    WORN_OUT = "worn-out", _("Worn out")
    OTHER = "other", _("Other")


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: "User") -> "DeviceQuerySet":
        """Devices of patients whom the user's centres may see, and devices those centres ordered."""
        return self.filter(seen_by(user) | member_of(user))

    def open(self) -> "DeviceQuerySet":
        """Ordered and not yet delivered, cancelled or closed."""
        return self.exclude(state__in=(*DELIVERED_STATES, State.CANCELLED, State.CLOSED))

    def beside_their_limb(self) -> "DeviceQuerySet":
        """Devices whose type or side contradicts the limb they are made for; it was corrected since, or imported."""
        limb, at = "impairment", "device_type__level"
        other_side = ~Q(side="") & ~Q(**{f"{limb}__side": ""}) & ~Q(side=F(f"{limb}__side"))
        other_level = ~Q(**{at: ""}) & ~Q(**{f"{limb}__level": ""}) & ~Q(**{at: F(f"{limb}__level")})
        none = Q(device_type__device_class="prosthesis") & ~Q(**{f"{limb}__kind__in": LIMB_LOSS})
        return self.filter(other_side | other_level | none, impairment__isnull=False)

    def without_limb(self) -> "DeviceQuerySet":
        """Prostheses made for no recorded limb."""
        return self.filter(device_type__device_class="prosthesis", impairment=None)

    def shown(self) -> "DeviceQuerySet":
        """With everything a line about the device names."""
        words = {
            "technology_name": word(TermKind.TECHNOLOGY, "technology"),
            "stage_name": word(TermKind.STAGE, "stage"),
        }
        with_rows = self.select_related(
            "patient",
            "centre",
            "device_type",
            "technician",
            "prescribed_by",
            "impairment",
            "replaces__device_type",
            "episode",
        )
        return with_rows.annotate(**words)


# A device that is out of the house has exactly one delivery that stands, and no other device has one.
DELIVERY_STANDS = """
    IF (NEW.state IN ('delivered', 'in_use', 'retired')) IS DISTINCT FROM EXISTS (
        SELECT 1 FROM devices_delivery d WHERE d.device_id = NEW.id AND d.voided_at IS NULL
    ) THEN
        -- A row changed twice in one transaction fires twice; only its last state counts.
        PERFORM 1 FROM devices_device x WHERE x.id = NEW.id AND x.state = NEW.state;
        IF FOUND THEN
            RAISE EXCEPTION 'device and delivery disagree' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'delivered_device_has_a_delivery', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    RETURN NULL;
"""
SIDE_MATCHES_TYPE = """
    IF EXISTS (SELECT 1 FROM devices_devicetype t WHERE t.id = NEW.device_type_id AND t.sided <> (NEW.side <> ''))
    THEN
        RAISE EXCEPTION 'device side does not suit its type' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'device_side_where_its_type_has_one', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
"""
WORDS_ARE_KNOWN = """
    IF EXISTS (
        SELECT 1 FROM (VALUES ('technology', NEW.technology), ('stage', NEW.stage)) word (kind, key)
        WHERE word.key <> '' AND NOT EXISTS (
            SELECT 1 FROM devices_term t WHERE t.kind = word.kind AND t.key = word.key)
    ) THEN
        RAISE EXCEPTION 'technology or stage is not a term' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'device_words_are_terms', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
"""
SERVICES_ARE_THE_PATIENTS = """
    IF EXISTS (
        SELECT 1 FROM devices_device x JOIN (
            SELECT device_id, patient_id FROM devices_delivery UNION ALL
            SELECT device_id, patient_id FROM devices_repair UNION ALL
            SELECT device_id, patient_id FROM devices_followup
        ) s ON s.device_id = x.id
        WHERE x.id = NEW.id AND s.patient_id <> x.patient_id
    ) THEN
        RAISE EXCEPTION 'service of another patient' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'service_is_of_its_devices_patient', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
"""
LIMB_IS_THE_PATIENTS = """
    IF EXISTS (SELECT 1 FROM patients_impairment i JOIN devices_device x ON x.impairment_id = i.id
               WHERE x.id = NEW.id AND i.patient_id <> x.patient_id)
    THEN
        RAISE EXCEPTION 'impairment of another patient' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'device_limb_is_its_patients', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
"""


@tracked
class Device(Record):
    """A device. `technology` and `stage` are keys of `Term`. `quantity` is in units: crutches are handed out in units,
    a pair is two; 1 for all else.

    `impairment` is the limb it is made for: its cause decides PROM/ORTM (IND-05). `replaces` is the device it
    succeeds; `reissue_of` the one that came back and is given out again (IND-29). Devices prescribed together for both
    sides share `pair`. `spec`: what a wheelchair is like, e.g. seat_width_cm, size, terrain, cushion. `components`: the
    foot, knee or castor that was built in, with its lot, so that a faulty one can be called back.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "patient", "impairment", "side", "serial_number", "note", "end_reason", "end_note", "hold_reason",
        "technician", "prescribed_by",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "episode", "device_type", "technology", "stage", "pair", "spec", "components", "quantity", "replaces",
        "reissue_of", "state", "held_state", "prescribed_on", "ended_on",
    )  # fmt: skip

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="devices")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    episode = models.ForeignKey("patients.Episode", models.PROTECT, null=True, blank=True, related_name="devices")
    impairment = models.ForeignKey(
        "patients.Impairment", models.PROTECT, null=True, blank=True, related_name="devices", verbose_name=_("limb")
    )
    device_type = models.ForeignKey("devices.DeviceType", models.PROTECT, related_name="+", verbose_name=_("type"))
    side = models.CharField(_("side"), max_length=1, choices=Side, blank=True)
    technology = models.CharField(_("technology"), max_length=24, blank=True)
    stage = models.CharField(_("stage"), max_length=24, blank=True)
    quantity = models.PositiveSmallIntegerField(_("units"), default=1)
    pair = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    spec = models.JSONField(_("specification"), default=dict, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=40, blank=True)
    components = models.CharField(_("components and lots"), max_length=300, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reissue_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reissued_as")
    technician = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("technician")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    prescribed_on = models.DateField(_("prescribed on"))
    prescribed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=30, choices=State, default=State.PRESCRIBED)
    held_state = models.CharField(max_length=30, choices=State, blank=True)
    hold_reason = models.CharField(_("on hold because"), max_length=20, choices=HoldReason, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("ended because"), max_length=20, choices=EndReason, blank=True)
    end_note = models.CharField(_("remark"), max_length=300, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-prescribed_on", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("serial_number",),
                condition=~Q(serial_number="") & Q(reissue_of=None),
                name="serial_number_is_of_one_device",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="device_state_is_known"),
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=100), name="device_quantity_is_sane"),
            models.CheckConstraint(condition=Q(side="") | Q(side__in=Side.values), name="device_side_is_known"),
            models.CheckConstraint(
                condition=(Q(state="on_hold") & ~Q(hold_reason="") & ~Q(held_state=""))
                | (~Q(state="on_hold") & Q(hold_reason="", held_state="")),
                name="device_on_hold_has_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=ENDED_STATES) & Q(ended_on__isnull=False) & ~Q(end_reason=""))
                | (~Q(state__in=ENDED_STATES) & Q(ended_on=None, end_reason="")),
                name="ended_device_has_date_and_reason",
            ),
        )
        indexes = (
            models.Index(fields=("centre", "state"), name="device_board"),
            models.Index(fields=("patient", "prescribed_on"), name="device_person"),
        )
        triggers = (
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="side_matches_type",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("side", "device_type_id"),
                func=SIDE_MATCHES_TYPE,
            ),
            pgtrigger.Trigger(
                name="words_are_known",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("technology", "stage"),
                func=WORDS_ARE_KNOWN,
            ),
            pgtrigger.Trigger(
                name="delivery_stands",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                timing=pgtrigger.Deferred,
                func=DELIVERY_STANDS,
            ),
            pgtrigger.Trigger(
                name="limb_is_the_patients",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("patient_id", "impairment_id"),
                timing=pgtrigger.Deferred,
                func=LIMB_IS_THE_PATIENTS,
            ),
            pgtrigger.Trigger(
                name="services_are_the_patients",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("patient_id"),
                timing=pgtrigger.Deferred,
                func=SERVICES_ARE_THE_PATIENTS,
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Ordered and not yet delivered, cancelled or closed."""
        return self.state not in (*DELIVERED_STATES, State.CANCELLED, State.CLOSED)

    @property
    def is_delivered(self) -> bool:
        """Out of the house, or was until it was retired."""
        return self.state in DELIVERED_STATES

    @property
    def last_checkout(self) -> "CheckOut | None":
        """The check-out recorded last, whatever its date: the one that decides about delivery."""
        return self.checkouts.order_by("-created_at").first()

    @property
    def standing_delivery(self) -> "Delivery | None":
        """The delivery that was not voided; there is at most one."""
        return self.deliveries.filter(voided_at=None).first()

    @property
    def label(self) -> str:
        """Type and side in the active language."""
        return " · ".join(part for part in (self.device_type.name, str(self.get_side_display())) if part)

    @property
    def label_with_units(self) -> str:
        """As `label`, with the number of units where it is more than one."""
        return self.label if self.quantity == 1 else f"{self.label} × {self.quantity}"

    @cached_property
    def technology_name(self) -> str:
        """The technology in the active language; `shown` reads it along with the row."""
        return Term.objects.names(TermKind.TECHNOLOGY).get(self.technology, "")

    @cached_property
    def stage_name(self) -> str:
        """The stage in the active language; `shown` reads it along with the row."""
        return Term.objects.names(TermKind.STAGE).get(self.stage, "")
