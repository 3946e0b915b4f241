"""Two editions of every report: the internal one is exact; the public one says nothing of one to seven persons.

`guarded` turns an exact report into the public edition of it. Screen, PDF, charts, files and the exchange are made from
what it returns, so that there is one place where something is hidden and none where it can be forgotten.
"""

from apps.reports.editions.public import (
    PROFILE,
    PublicReport,
    content,
    from_content,
    guarded,
    is_public,
    profile_of,
    said_after,
    told_of,
)
from apps.reports.editions.rule import Hidden
from apps.reports.editions.words import edition_name, legend

__all__ = [
    "PROFILE", "Hidden", "PublicReport", "content", "edition_name", "from_content", "guarded", "is_public", "legend",
    "profile_of", "said_after", "told_of",
]  # fmt: skip
