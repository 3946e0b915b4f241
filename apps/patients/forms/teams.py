"""Who works on an episode together: joining, leaving, signing an assessment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.web import MakesOnce, VerbForm
from apps.patients import professions
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, ServiceDay
from apps.patients.models import Assessment, Episode, Profession, TeamMember


class ProfessionField(forms.TypedChoiceField):
    """A profession as chips, beginning with that of the user's seat or role."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Profession.choices, coerce=Profession, widget=forms.RadioSelect, **kwargs)

    def of(self, user: User, episode: Episode) -> None:
        """Begin with what the user is in the episode's team, or at its centre."""
        seat = next((member for member in episode.team.filter(user=user, left_on=None)), None)
        self.initial = seat.profession if seat else professions.profession_of(user, episode.centre)


class JoinForm(MakesOnce, VerbForm):
    """Add a colleague of the centre who has no seat yet."""

    user = forms.ModelChoiceField(label=_("Colleague"), queryset=None, empty_label="—")
    profession = forms.TypedChoiceField(
        label=_("Profession"), choices=[("", _("As the role says")), *Profession.choices], coerce=Profession,
        required=False, empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    on = ServiceDay(label=_("Since"))

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated = episode.team.filter(left_on=None).values("user")
        free = professions.colleagues(episode.centre)
        self.fields["user"].queryset = free if self.is_bound else free.exclude(pk__in=seated)
        self.fields["user"].widget.attrs |= {"data-search": True}
        self.fields["on"].at(episode.centre)
        self.fields["on"].widget.attrs["min"] = episode.opened_on.isoformat()


class LeaveForm(ChangeForm):
    """When a member left the team."""

    on = ServiceDay(label=_("Until"))

    def __init__(self, *args: Any, record: TeamMember, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.episode.centre)

    @staticmethod
    def read(record: TeamMember) -> dict[str, Any]:
        return {"on": record.left_on or record.episode.centre.today()}


class SignForm(MakesOnce, VerbForm):
    """Stand for an assessment, with a remark where one sees it differently."""

    profession = ProfessionField(label=_("Signed as"))
    remark = PlainText(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where you see it differently, or add something."),
    )  # fmt: skip

    def __init__(self, *args: Any, assessment: Assessment, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].of(user, assessment.episode)
