"""Ages in completed years, the same everywhere."""

from datetime import date

ADULT_AGE = 18


def completed_years(birth: date, on: date) -> int:
    """Completed years at the date `on`. Born on 29 February: birthday on 1 March in common years (IND-18)."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
