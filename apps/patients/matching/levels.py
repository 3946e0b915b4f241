"""Birth, sex, phone, paper number and place of two people: which entry of the table each agreement is.

Each function gives the entry's key, or "" where one of the two has nothing to compare.
"""

from datetime import date

from apps.patients.matching.facts import Facts
from apps.patients.models import BirthPrecision, Sex

# From the best known birth to the least; two are compared as the worse known of them allows.
BY_PRECISION = (BirthPrecision.DAY, BirthPrecision.MONTH, BirthPrecision.YEAR, BirthPrecision.AGE)
LUNAR_DAYS = range(18, 53)
CLOSE_YEARS, MANY_YEARS = 2, 10


def birth(one: Facts, other: Facts) -> str:
    """Two births, as precisely as both are known."""
    first, second = one.birth_date, other.birth_date
    if first is None or second is None:
        return ""
    precision = max(one.birth_precision, other.birth_precision, key=lambda known: BY_PRECISION.index(known))
    if precision == BirthPrecision.DAY:
        return _dates(first, second)
    if precision == BirthPrecision.MONTH and (first.year, first.month) == (second.year, second.month):
        return "month"
    years = abs(first.year - second.year)
    if precision == BirthPrecision.MONTH:
        return "other_day" if years == 0 else _apart(years)
    if precision == BirthPrecision.YEAR and years == 0:
        return "year"
    return "about" if years <= 1 else "some_years" if years <= 3 else _apart(years)


def _dates(first: date, second: date) -> str:
    """Two exact dates."""
    if first == second:
        return "day"
    if _slipped(first, second):
        return "slip"
    if abs((first - second).days) in LUNAR_DAYS:
        return "lunar"
    years = abs(first.year - second.year)
    return _apart(years) if years else "other_day"


def _slipped(first: date, second: date) -> bool:
    """Whether one typed digit, or day and month exchanged, makes the one date the other."""
    ours, theirs = first.strftime("%Y%m%d"), second.strftime("%Y%m%d")
    one_digit = sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1
    return one_digit or (first.year, first.month, first.day) == (second.year, second.day, second.month)


def _apart(years: int) -> str:
    return "close" if years <= CLOSE_YEARS else "years" if years <= MANY_YEARS else "decades"


def sex(one: Facts, other: Facts) -> str:
    """Male and female are compared; what is other or not known says nothing."""
    known = {Sex.MALE, Sex.FEMALE}
    if one.sex not in known or other.sex not in known:
        return ""
    return "same" if one.sex == other.sex else "opposite"


def phone(one: Facts, other: Facts) -> str:
    """The same own number, or a number that is the caregiver's in one of the records. Different ones say nothing."""
    if one.phone and one.phone == other.phone:
        return "same"
    ours, theirs = {one.phone, one.caregiver_phone}, {other.phone, other.caregiver_phone}
    return "caregiver" if ours & theirs - {""} else ""


def paper(one: Facts, other: Facts) -> str:
    """A number of a paper register that both have, whatever signs stand in it: B-113, b 113 and B113 are one."""
    ours, theirs = ({bare(number) for number in facts.papers} - {""} for facts in (one, other))
    return "same" if ours & theirs else ""


def bare(number: str) -> str:
    """A paper number without the signs that clerks put between its parts."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def place(one: Facts, other: Facts) -> str:
    """The smallest place both come from, or the largest in which they differ."""
    if not one.province or not other.province:
        return ""
    if one.province != other.province:
        return "other_province"
    if one.village and one.village == other.village and one.county == other.county:
        return "village"
    if not one.county or not other.county:
        return "province"
    return "county" if one.county == other.county else "other_county"
