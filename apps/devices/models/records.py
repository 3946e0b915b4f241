"""What is done with a device: its steps, fittings, check-out, delivery, aftercare. All of it is only ever added."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.devices.models.device import Device, EndReason, HoldReason, State
from apps.patients.models import CountedService, CountedServiceQuerySet, found_for_reports
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User

W = TypeVar("W", bound=Record, covariant=True)

# Rows that are only ever added: a correction is a new row.
APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)

# A device is out of the house exactly while one delivery of it stands; a moved or deleted row is seen too.
DEVICE_STANDS = """
    IF EXISTS (
        SELECT 1 FROM devices_device x
        WHERE x.id IN (OLD.device_id, NEW.device_id)
          AND (x.state IN ('delivered', 'in_use', 'retired')) <> EXISTS (
              SELECT 1 FROM devices_delivery d WHERE d.device_id = x.id AND d.voided_at IS NULL)
    ) THEN
        RAISE EXCEPTION 'device and delivery disagree' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'delivered_device_has_a_delivery', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
"""
# Asks the row as it stands at the commit: it may have changed again since.
SERVICE_IS_THE_PATIENTS = """
    EXECUTE format('SELECT true FROM %I s JOIN devices_device x ON x.id = s.device_id
                    WHERE s.id = $1 AND s.patient_id <> x.patient_id', TG_TABLE_NAME) INTO astray USING NEW.id;
    IF astray THEN
        RAISE EXCEPTION 'service of another patient' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'service_is_of_its_devices_patient', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
"""
OF_ITS_PATIENT = pgtrigger.Trigger(
    name="service_is_the_patients",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("patient_id", "device_id"),
    timing=pgtrigger.Deferred,
    declare=[("astray", "boolean")],
    func=SERVICE_IS_THE_PATIENTS,
)


class ReplaceReason(models.TextChoices):
    """Why a person gets a new device for an earlier one: the reason of the new one's first step."""

    WORN_OUT = "worn-out", _("Worn out")
    BROKEN = "broken", _("Broken beyond repair")
    OUTGROWN = "outgrown", _("Outgrown")
    LIMB_CHANGED = "limb-changed", _("The limb has changed")
    NEXT_STAGE = "next-stage", _("Definitive after the temporary one")
    LOST = "lost", _("Lost")
    OTHER = "other", _("Other")


@tracked
class DeviceStep(Record):
    """One step of a device's life: which state it left and entered, when, by whom and why. Append-only.

    `reason`: a listed one, which may have a remark behind a colon ("wound: left heel"), or free words.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("by", "reason")
    HARMLESS: ClassVar[tuple[str, ...]] = ("device", "from_state", "to_state", "on")

    device = models.ForeignKey(Device, models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=30, choices=State, blank=True)
    to_state = models.CharField(max_length=30, choices=State)
    on = models.DateField(_("on"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta(Record.Meta):
        ordering = ("created_at",)
        triggers = (APPEND_ONLY,)

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def reason_words(self) -> str:
        """The reason in words: a listed one in the active language, what was written as it was written."""
        lists = {State.ON_HOLD: HoldReason.choices, State.PRESCRIBED: ReplaceReason.choices}
        listed = dict(lists.get(State(self.to_state), EndReason.choices))
        reason, colon, remark = self.reason.partition(": ")
        return f"{listed[reason]}{colon}{remark}" if reason in listed else self.reason


class WorkQuerySet(models.QuerySet[W]):
    def visible_to(self, user: "User") -> "WorkQuerySet[W]":
        """Work on devices of patients whom the user's centres may see, and work done at those centres."""
        return self.filter(seen_by(user, "device__patient__") | member_of(user))


@tracked
class Fitting(Record):
    """One trial of a device. Append-only; not a counted service by itself. The keys are of `Term`."""

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "technician", "finding_keys", "findings", "adjustment_keys", "adjustments", "next_step", "recorded_by",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = ("device", "centre", "at", "service_date")

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="fittings")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    service_date = models.DateField(_("date"))
    technician = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("technician"))
    finding_keys = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    findings = models.TextField(_("findings"), max_length=4000, blank=True)
    adjustment_keys = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    adjustments = models.TextField(_("adjustments"), max_length=4000, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = WorkQuerySet["Fitting"].as_manager()

    class Meta(Record.Meta):
        ordering = ("-at", "-created_at")
        triggers = (APPEND_ONLY,)

    def __str__(self) -> str:
        return str(self.pk)


@tracked
class CheckOut(Record):
    """The check-out list gone through before delivery: point key → "yes", "no" or "na".

    A failed point refuses delivery unless it was overridden with a reason.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("technician", "points", "override_reason", "recorded_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("device", "centre", "at", "service_date", "checklist", "passed")

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="checkouts")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    service_date = models.DateField(_("date"))
    technician = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("technician"))
    checklist = models.CharField(max_length=40)
    points = models.JSONField(_("points"), default=dict)
    passed = models.BooleanField(_("all points passed"))
    override_reason = models.CharField(_("reason for delivering all the same"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = WorkQuerySet["CheckOut"].as_manager()

    class Meta(Record.Meta):
        ordering = ("-at", "-created_at")
        triggers = (APPEND_ONLY,)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def allows_delivery(self) -> bool:
        """Passed, or overridden with a reason."""
        return self.passed or self.override_reason != ""


@tracked
class Delivery(CountedService):
    """The hand-over of a device: what the donor's report counts. Voided with a reason, never deleted.

    `training_keys`: the topics of `Term` the user was trained in. `state_before` is where the device returns to when
    the delivery is voided.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "technician", "user_trained", "training_keys", "handed_to", "note",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = ("device", "state_before", "fast_track")

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="deliveries")
    technician = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("handed over by"))
    state_before = models.CharField(max_length=30, choices=State)
    fast_track = models.BooleanField(default=False)
    user_trained = models.BooleanField(_("user trained in use and care"), default=False)
    training_keys = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    handed_to = models.CharField(_("handed to (when not the person)"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CountedServiceQuerySet["Delivery"].as_manager()

    class Meta(CountedService.Meta):
        indexes = found_for_reports("device")
        constraints = (
            *CountedService.Meta.constraints,
            models.UniqueConstraint(
                fields=("device",), condition=Q(voided_at=None), name="one_standing_delivery_per_device"
            ),
        )
        triggers = (
            *Record.Meta.triggers,
            OF_ITS_PATIENT,
            pgtrigger.Trigger(
                name="device_stands",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("voided_at", "device_id") | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=DEVICE_STANDS,
            ),
        )


class RepairKind(models.TextChoices):
    REPAIR = "repair", _("Repair")
    ADJUSTMENT = "adjustment", _("Adjustment")
    SOCKET = "socket", _("Socket replacement, serial number stays")


@tracked
class Repair(CountedService):
    """A completed repair or adjustment of a delivered device. Never a new device (IND-11). `minutes` of work.

    `episode`: the visit it belongs to, which need not be the one the device was made in.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("technician", "parts", "note")
    HARMLESS: ClassVar[tuple[str, ...]] = ("device", "episode", "kind", "minutes")

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="repairs")
    episode = models.ForeignKey("patients.Episode", models.PROTECT, null=True, blank=True, related_name="repairs")
    kind = models.CharField(_("kind"), max_length=20, choices=RepairKind)
    technician = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("technician"))
    parts = models.CharField(_("parts"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CountedServiceQuerySet["Repair"].as_manager()

    class Meta(CountedService.Meta):
        indexes = found_for_reports()
        triggers = (*Record.Meta.triggers, OF_ITS_PATIENT)


@tracked
class FollowUp(CountedService):
    """A review of a delivered device with its user, without repair."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("seen_by", "findings")
    HARMLESS: ClassVar[tuple[str, ...]] = ("device",)

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="follow_ups")
    seen_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("seen by"))
    findings = models.TextField(_("findings"), max_length=4000, blank=True)

    objects = CountedServiceQuerySet["FollowUp"].as_manager()

    class Meta(CountedService.Meta):
        indexes = found_for_reports()
        triggers = (*Record.Meta.triggers, OF_ITS_PATIENT)
