"""What is looked for among the records of a month, as data: which rows, and how it is said of them.

A rule takes rows as an indicator does: `source` names a relation of `indicators/relation.py`, `where` is SQL over its
columns, so that a check and the figures it is about count the same records: those in the books of this centre and
month. A rule of persons finds each person once, with the first of the services it is about.
"""

from dataclasses import dataclass

from django.utils.translation import ngettext_lazy

from apps.core.problems import Text
from apps.patients.models.patient import UNNAMED_HANGUL
from apps.reports.indicators import Indicator
from apps.reports.indicators.definitions import CAUSE_UNKNOWN, Unit

LONG_MINUTES, MANY_A_DAY = 240, 3


@dataclass(frozen=True)
class Rule:
    """One kind of record to look at. `sentence`: said of `count` rows. `told_as`: the indicator in whose listing such
    rows stand, which decides what of them may be shown to whom."""

    key: str
    sentence: Text
    source: str
    where: str
    persons: bool = False
    told_as: str = "BEN"

    def said(self, count: int) -> str:
        """The sentence for so many rows, in the active language."""
        return str(self.sentence % {"count": count})  # a lazy plural takes its number here

    @property
    def counted(self) -> Indicator:
        """The rule as the relation of facts takes it."""
        return Indicator(self.key, "", Unit.PERSONS if self.persons else Unit.DEVICES, self.source, self.where)


def _delivery_where(condition: str) -> str:
    """That the delivery `y` of the device `d` of type `t`, which the row is, fulfils a condition."""
    return (
        "EXISTS (SELECT 1 FROM devices_delivery y JOIN devices_device d ON d.id = y.device_id"  # noqa: S608
        " JOIN devices_devicetype t ON t.id = d.device_type_id"
        f" WHERE y.id = delivered.id AND {condition})"
    )


LAST_CHECKOUT = "(SELECT {column} FROM devices_checkout c WHERE c.device_id = d.id ORDER BY c.created_at DESC LIMIT 1)"
MADE = "NOT y.fast_track AND NOT t.prefabricated AND d.reissue_of_id IS NULL"
SAME_AGAIN = """EXISTS (
    SELECT 1 FROM devices_delivery y JOIN devices_device d ON d.id = y.device_id, delivered other
    JOIN devices_delivery oy ON oy.id = other.id JOIN devices_device od ON od.id = oy.device_id
    WHERE y.id = delivered.id AND other.patient_id = delivered.patient_id AND other.id <> delivered.id
      AND od.device_type_id = d.device_type_id AND od.side = d.side)"""
SESSION = "model = 'physiosession'"
ONE_PERSON_PERHAPS = f"""(
    EXISTS (SELECT 1 FROM patients_merge m WHERE m.state = 'requested'
            AND served.patient_id IN (m.survivor_id, m.loser_id))
    OR patient_id IN (
        SELECT id FROM (
            SELECT p.id, count(*) OVER (PARTITION BY coalesce(nullif(p.name_jamo, ''), p.name_folded), p.birth_date,
                                        p.birth_precision) AS alike
            FROM patients_patient p
            WHERE p.id IN (SELECT patient_id FROM served) AND p.birth_date IS NOT NULL
              AND p.name_hangul <> '{UNNAMED_HANGUL}'
        ) named WHERE alike > 1))"""  # noqa: S608

RULES: tuple[Rule, ...] = (
    Rule(
        "birth-missing",
        ngettext_lazy("%(count)d beneficiary has no birth date and is counted as neither adult nor child.",
                      "%(count)d beneficiaries have no birth date and are counted as neither adults nor children.",
                      "count"),
        "served", "birth_date IS NULL", persons=True,
    ),
    Rule(
        "birth-estimated",
        ngettext_lazy("The birth date of %(count)d beneficiary is estimated.",
                      "The birth dates of %(count)d beneficiaries are estimated.", "count"),
        "served", "birth_precision IN ('month', 'year', 'age')", persons=True,
    ),
    Rule(
        "sex-unknown",
        ngettext_lazy("The sex of %(count)d beneficiary is not known.",
                      "The sex of %(count)d beneficiaries is not known.", "count"),
        "served", "sex = 'U'", persons=True,
    ),
    Rule(
        "cause-missing",
        ngettext_lazy("The cause behind %(count)d prosthesis or orthosis is not recorded: it cannot count for mine and "
                      "ERW survivors.",
                      "The causes behind %(count)d prostheses or orthoses are not recorded: they cannot count for mine "
                      "and ERW survivors.", "count"),
        "delivered", f"device_class IN ('prosthesis', 'orthosis') AND {CAUSE_UNKNOWN}", told_as="PROM-UNKNOWN",
    ),
    Rule(
        "elsewhere-unknown",
        ngettext_lazy("Of %(count)d person counted as newly fitted it is not known whether somebody else fitted them "
                      "before.",
                      "Of %(count)d persons counted as newly fitted it is not known whether somebody else fitted them "
                      "before.", "count"),
        "fitted", "elsewhere_unknown", persons=True, told_as="NEWPRO",
    ),
    Rule(
        "no-check-out",
        ngettext_lazy("%(count)d device was delivered without a check-out.",
                      "%(count)d devices were delivered without a check-out.", "count"),
        "delivered", _delivery_where(f"{MADE} AND {LAST_CHECKOUT.format(column='c.id')} IS NULL"), told_as="PRO",
    ),
    Rule(
        "check-out-overridden",
        ngettext_lazy("%(count)d device was delivered though its check-out failed in a point.",
                      "%(count)d devices were delivered though their check-out failed in a point.", "count"),
        "delivered", _delivery_where(f"{LAST_CHECKOUT.format(column='NOT c.passed')}"), told_as="PRO",
    ),
    Rule(
        "delivered-at-once",
        ngettext_lazy("%(count)d device was delivered before it was prescribed, or made and delivered on one day.",
                      "%(count)d devices were delivered before they were prescribed, or made and delivered on one day.",
                      "count"),
        "delivered",
        _delivery_where(
            f"(y.service_date < d.prescribed_on OR (y.service_date = d.prescribed_on AND {MADE}))"
        ), told_as="PRO",
    ),
    Rule(
        "same-device-twice",
        ngettext_lazy("%(count)d delivery is of the same type and side as another one to that person this month.",
                      "%(count)d deliveries are of the same type and side as another one to that person this month.",
                      "count"),
        "delivered", SAME_AGAIN, told_as="PRO",
    ),
    Rule(
        "long-session",
        ngettext_lazy("%(count)d session took more than four hours.", "%(count)d sessions took more than four hours.",
                      "count"),
        "served",
        f"{SESSION} AND id IN (SELECT id FROM physio_physiosession WHERE minutes > {LONG_MINUTES})",  # noqa: S608
        told_as="PTS",
    ),
    Rule(
        "many-sessions",
        ngettext_lazy("%(count)d session is one of more than three of one person on one day.",
                      "%(count)d sessions are among more than three of one person on one day.", "count"),
        "served",
        f"{SESSION} AND (patient_id, happened) IN (SELECT patient_id, happened FROM served WHERE {SESSION}"  # noqa: S608
        f" GROUP BY 1, 2 HAVING count(*) > {MANY_A_DAY})", told_as="PTS",
    ),
    Rule(
        "perhaps-twice",
        ngettext_lazy("%(count)d beneficiary may be on record twice: a merge waits, or another one has the same name "
                      "and birth.",
                      "%(count)d beneficiaries may be on record twice: a merge waits, or another one has the same name "
                      "and birth.", "count"),
        "served", ONE_PERSON_PERHAPS, persons=True,
    ),
    Rule(
        "after-death",
        ngettext_lazy("%(count)d service is dated after the person's death.",
                      "%(count)d services are dated after the person's death.", "count"),
        "served", "happened > (SELECT p.deceased_on FROM patients_patient p WHERE p.id = served.patient_id)",
    ),
)  # fmt: skip
BY_KEY = {rule.key: rule for rule in RULES}
