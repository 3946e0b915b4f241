"""The page of what waits on a month, for one reader."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.reports.models import ReportStatus
from apps.reports.pending.effects import Effect
from apps.reports.pending.forms import ChoosingForm
from apps.reports.pending.month import MonthPending
from apps.reports.pending.told import told_changed, told_late
from apps.reports.words import month_words

A_PAGE = 25


@dataclass
class WaitingPage:
    """`late_page`, `changed_page`: the pages asked for; one that does not exist is the last."""

    pending: MonthPending
    reader: User
    late_page: str = "1"
    changed_page: str = "1"

    @cached_property
    def guarded(self) -> bool:
        return access.allows(self.reader, Permission.VIEW_GUARDED, self.pending.centre)

    def context(self, **forms: ChoosingForm) -> dict[str, Any]:
        """What the template says; `late` and `changed` are the forms, as they were sent where one was refused."""
        pending = self.pending
        late = Paginator(pending.late, A_PAGE).get_page(self.late_page)
        changed = Paginator(pending.changed, A_PAGE).get_page(self.changed_page)
        return {
            "centre": pending.centre,
            "month": pending.month,
            "title": f"{pending.centre.name} · {month_words(pending.month)}",
            "newest": pending.newest,
            "sealed": pending.sealed,
            "drafting": pending.drafting,
            "may_decide": access.allows(self.reader, Permission.MAKE_REPORTS, pending.centre),
            "may_leave": not pending.drafting,
            "may_reopen": pending.newest is not None and pending.newest.status == ReportStatus.APPROVED,
            "late_page": late,
            "late": told_late(pending, list(late.object_list), reader=self.reader),
            "late_waiting": len(pending.waiting),
            "late_effect": self._shown(pending.joint_of_late(pending.waiting)),
            "changed_page": changed,
            "changed": told_changed(pending, list(changed.object_list), reader=self.reader),
            "changed_waiting": len(pending.changed_waiting),
            "changed_effect": self._shown(pending.joint_of_changed(pending.changed_waiting)),
            "late_form": forms.get("late") or ChoosingForm.of_late(None, pending),
            "changed_form": forms.get("changed") or ChoosingForm.of_changed(None, pending),
        }

    def _shown(self, effect: Effect) -> Effect:
        return effect.shown(guarded=self.guarded)
