"""Two reports beside each other: what was chosen, the figures with their difference, the rows that came and went."""

from apps.reports.comparing.form import CompareForm
from apps.reports.comparing.records import Moves, moves
from apps.reports.comparing.table import Comparison

__all__ = ["CompareForm", "Comparison", "Moves", "moves"]
