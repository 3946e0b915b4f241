from apps.devices.forms.life import AdvanceForm, DeliverForm, EndForm, HoldForm, StepForm
from apps.devices.forms.orders import HandOutForm, PrescribeForm
from apps.devices.forms.records import CheckOutForm, FittingForm, FollowUpForm, ReissueForm, RepairForm, VoidForm

__all__ = [
    "AdvanceForm",
    "CheckOutForm",
    "DeliverForm",
    "EndForm",
    "FittingForm",
    "FollowUpForm",
    "HandOutForm",
    "HoldForm",
    "PrescribeForm",
    "ReissueForm",
    "RepairForm",
    "StepForm",
    "VoidForm",
]
