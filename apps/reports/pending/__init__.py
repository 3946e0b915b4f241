"""What waits on a month: records that came late to it, and records that changed after it was sealed.

Both wait for a person, with the effect they would have. A late record counts nowhere until it is taken into a revision
(IND-21); what changed counts as it now is in whatever revision is made next, while the approved figures stay (IND-14,
IND-22, IND-23).
"""

from apps.reports.pending.late import waiting_late, waiting_months
from apps.reports.pending.month import MonthPending
from apps.reports.pending.notice import Notice, notice, reopening_reason

__all__ = ["MonthPending", "Notice", "notice", "reopening_reason", "waiting_late", "waiting_months"]
