"""The rows that break the rules: counted for all rules in one statement, and listed for one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.centres.models import Centre
from apps.reports.checks.rules import BY_KEY, RULES, Rule
from apps.reports.indicators import Fact, Scope
from apps.reports.indicators.coverage import supported_spans
from apps.reports.indicators.relation import Statement, relation
from apps.reports.periods import Period

COUNT = "SELECT code, count(*), count(DISTINCT patient_id) FROM fact GROUP BY code"
EACH_RECORD = "SELECT * FROM fact"
EACH_PERSON = "SELECT DISTINCT ON (patient_id) * FROM fact ORDER BY patient_id, happened, id"
LIST = """
    SELECT code, detail, model, id, version, patient_id, centre_id, happened, units, band FROM ({rows}) found
    ORDER BY happened, id LIMIT %s OFFSET %s
"""


def found(centre: Centre, period: Period) -> dict[str, int]:
    """Key of the rule → how many rows break it; rules that nothing breaks are left out."""
    statement = _facts(RULES, centre, period).then(COUNT)
    return {key: persons if BY_KEY[key].persons else rows for key, rows, persons in statement.fetch()}


@dataclass(frozen=True)
class RuleRows:
    """The rows that break one rule, as a paginator takes them: a slice reads only its part."""

    rule: Rule
    centre: Centre
    period: Period

    def count(self) -> int:
        ((_key, rows, persons),) = self._facts().then(COUNT).fetch() or [("", 0, 0)]
        return int(persons if self.rule.persons else rows)

    def __getitem__(self, part: slice) -> list[Fact]:
        rows = LIST.format(rows=EACH_PERSON if self.rule.persons else EACH_RECORD)
        start = part.start or 0
        limit = None if part.stop is None else part.stop - start
        listed = self._facts().then(rows, limit, start).fetch()
        return [replace(Fact(*row), code=self.rule.told_as) for row in listed]

    def _facts(self) -> Statement:
        return _facts([self.rule], self.centre, self.period)


def _facts(rules: Sequence[Rule], centre: Centre, period: Period) -> Statement:
    return relation(supported_spans(Scope.of(centre), period), period, [rule.counted for rule in rules])
