"""What the records lack, contradict, or got late: the rows behind the counts a manager sees, and the lists to mend
them by."""

from apps.desk.gaps import contradictions, dates, late, missing
from apps.desk.gaps.gap import Gap, Sort

__all__ = ["ALL", "GAPS", "ON_TODAY", "Gap", "Sort"]

ALL = (*missing.ALL, *dates.ALL, *contradictions.ALL, *late.ALL)
GAPS = {gap.kind: gap for gap in ALL}
# Counted afresh whenever a manager begins the day; the others once a day.
ON_TODAY = tuple(
    GAPS[kind] for kind in ("birth-date", "cause", "side", "late-deliveries", "late-repairs", "late-sessions")
)
