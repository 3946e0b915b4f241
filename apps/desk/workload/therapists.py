"""A therapist's week. It is about time: a group is one sitting however many took part; its minutes are said once."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.desk.panels import Row
from apps.desk.workload.figures import By, Figure, Week, during, missed, missed_row, named, of_rows, page, person_row
from apps.patients.models import Patient
from apps.physio.models import GroupSession, PhysioSession


def sessions(week: Week) -> Any:
    """A row for each person who came, alone or in a group."""
    return during(PhysioSession.objects.counted(), week).select_related("patient").order_by("-at", "pk")


def groups(week: Week) -> Any:
    """Group sittings to which somebody came, with how many did."""
    came = Q(sessions__attended=True, sessions__voided_at=None, sessions__patient__is_test=False)
    rows = during(GroupSession.objects.all(), week).annotate(people=Count("sessions", filter=came))
    return rows.filter(people__gt=0).order_by("-at", "pk")


def absences(week: Week) -> Any:
    rows = PhysioSession.objects.filter(voided_at=None, attended=False, patient__is_test=False)
    return during(rows, week).select_related("patient").order_by("-at", "pk")


def minutes(week: Week) -> By:
    """Of treatment: of every single session, and of every group once."""
    alone = sessions(week).filter(group=None).order_by().values_list("therapist").annotate(n=Sum("minutes"))
    found = Counter(dict(alone))
    for therapist, length in groups(week).values_list("therapist", "minutes"):
        found[therapist] += length
    return dict(found)


def people(week: Week) -> By:
    return dict(sessions(week).order_by().values_list("therapist").annotate(n=Count("patient", distinct=True)))


def people_of(week: Week, user: User) -> Any:
    seen = sessions(week).filter(therapist=user).order_by().values("patient")
    return Patient.objects.filter(pk__in=seen).order_by("number")


def sessions_of(week: Week, user: User) -> Any:
    return sessions(week).filter(therapist=user)


def session_row(row: PhysioSession) -> Row:
    length = _("%(minutes)d min") % {"minutes": row.minutes}
    sign = "" if row.attended else _("Did not come")
    return Row(named(row.patient), page("physio:detail", row), f"{row.service_date.isoformat()} · {length}", sign)


def group_row(row: Any) -> Row:
    text = _("%(minutes)d min") % {"minutes": row.minutes}
    url = page("physio:group_detail", row)
    return Row(row.title or _("Group session"), url, f"{row.service_date.isoformat()} · {text}", number=row.people)


FIGURES = (
    of_rows("sessions", gettext_lazy("Sessions"), sessions, "therapist", session_row),
    Figure("minutes", gettext_lazy("Minutes"), minutes, sessions_of, session_row),
    of_rows("groups", gettext_lazy("Groups"), groups, "therapist", group_row),
    Figure("people", gettext_lazy("People served"), people, people_of, person_row),
    of_rows("absences", gettext_lazy("Did not come"), absences, "therapist", session_row),
    of_rows("missed", gettext_lazy("Missed appointments"), missed, "provider", missed_row),
)
