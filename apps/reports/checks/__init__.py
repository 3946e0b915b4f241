"""What a careful manager looks at before signing a month, and what stops it from being submitted."""

from apps.reports.checks.before_signing import checks_of
from apps.reports.checks.check import Check
from apps.reports.checks.records import RuleRows
from apps.reports.checks.rules import BY_KEY, RULES, Rule

__all__ = ["BY_KEY", "RULES", "Check", "Rule", "RuleRows", "checks_of"]
