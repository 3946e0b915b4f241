"""Whole months, and runs of them. A report never counts half a month."""

from dataclasses import dataclass
from datetime import date, timedelta


def first_of(year: int, month: int) -> date:
    """The first day of a month; `month` may run past either end of the year (0 is December of the year before)."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


YEARS = range(1900, 2200)


def parse_month(text: str) -> date:
    """`2016-05` → 1 May 2016. Raises ValueError for anything else, and for years nobody reports on."""
    year, separator, month = text.partition("-")
    if not (separator and len(year) == 4 and len(month) == 2 and year.isascii() and month.isascii()):
        raise ValueError(text)
    if not (year.isdigit() and month.isdigit()):
        raise ValueError(text)
    if int(year) not in YEARS:
        raise ValueError(text)
    return date(int(year), int(month), 1)


@dataclass(frozen=True, order=True)
class Period:
    """From the first day of one month to the last day of the same or a later one."""

    first_month: date
    last_month: date

    def __post_init__(self) -> None:
        if self.first_month.day != 1 or self.last_month.day != 1 or self.last_month < self.first_month:
            raise ValueError("a period is a run of whole months")

    def __str__(self) -> str:
        if self.first_month == self.last_month:
            return f"{self.first_month:%Y-%m}"
        return f"{self.first_month:%Y-%m}/{self.last_month:%Y-%m}"

    @property
    def first(self) -> date:
        """The first day."""
        return self.first_month

    @property
    def last(self) -> date:
        """The last day."""
        return first_of(self.last_month.year, self.last_month.month + 1) - timedelta(days=1)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of every month in it."""
        count = (self.last_month.year - self.first_month.year) * 12 + self.last_month.month - self.first_month.month
        return tuple(first_of(self.first_month.year, self.first_month.month + n) for n in range(count + 1))

    def a_year_earlier(self) -> "Period":
        """The same months of the year before."""
        return Period(
            self.first_month.replace(year=self.first_month.year - 1),
            self.last_month.replace(year=self.last_month.year - 1),
        )


def one_month(month: date) -> Period:
    """The month that begins on `month`."""
    return Period(month, month)


def year_to_date(month: date) -> Period:
    """January up to and including the month."""
    return Period(month.replace(month=1), month)


MONTH, QUARTER, YEAR = 1, 3, 12
"""How many months a report can have."""


@dataclass(frozen=True, order=True)
class ReportPeriod:
    """What a report is of: a month, a quarter or a year. `months` is MONTH, QUARTER or YEAR, `month` its first."""

    month: date
    months: int = MONTH

    def __str__(self) -> str:
        """As it stands in addresses: `2016-05`, `2016-Q2`, `2016`."""
        if self.months == MONTH:
            return f"{self.month:%Y-%m}"
        return f"{self.month.year}-Q{self.month.month // 3 + 1}" if self.months == QUARTER else f"{self.month.year}"

    @classmethod
    def parse(cls, text: str) -> "ReportPeriod":
        """What `str` wrote; ValueError for anything else, and for years nobody reports on."""
        if len(text) == len("2016"):
            return cls(parse_month(f"{text}-01"), YEAR)
        year, separator, quarter = text.partition("-Q")
        if not separator:
            return cls(parse_month(text))
        if quarter not in ("1", "2", "3", "4"):
            raise ValueError(text)
        return cls(parse_month(f"{year}-{int(quarter) * 3 - 2:02}"), QUARTER)

    @property
    def period(self) -> Period:
        """Its months."""
        return Period(self.month, first_of(self.month.year, self.month.month + self.months - 1))

    def moved(self, by: int) -> "ReportPeriod":
        """So many of its kind later, or earlier."""
        return ReportPeriod(first_of(self.month.year, self.month.month + by * self.months), self.months)


def runs(months: list[date]) -> list[Period]:
    """Sorted months joined into unbroken periods."""
    found: list[Period] = []
    for month in sorted(months):
        if found and first_of(found[-1].last_month.year, found[-1].last_month.month + 1) == month:
            found[-1] = Period(found[-1].first_month, month)
        else:
            found.append(one_month(month))
    return found
