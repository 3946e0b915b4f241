"""Reports as they were made: revisions, frozen figures, files, and what waits on a month."""

from apps.reports.models.decision import Decision, Verdict, Waiting
from apps.reports.models.files import Download, Edition, JobCause, JobStep, ReportFile, ReportJob
from apps.reports.models.frozen import Seal, Snapshot
from apps.reports.models.kept import ChangeMark, KeptFigures
from apps.reports.models.old_figure import Exactness, OldFigure
from apps.reports.models.report import SETTLED, Deed, Reopening, Report, ReportStatus, SignOff

__all__ = [
    "SETTLED", "ChangeMark", "Decision", "Deed", "Download", "Edition", "Exactness", "JobCause", "JobStep",
    "KeptFigures", "OldFigure", "Reopening", "Report", "ReportFile", "ReportJob", "ReportStatus", "Seal", "SignOff",
    "Snapshot", "Verdict", "Waiting",
]  # fmt: skip
