"""When something may be recorded of a patient. Each policy returns None, or the reason shown to the user.

A module per noun. The rules of an own noun are asked as `policies.merges.request(…)`, the oldest ones by their name.
"""

from apps.patients.policies import appointments, care, consents, episodes, goals, impairments, merges, teams, transfers
from apps.patients.policies.episodes import close_episode
from apps.patients.policies.impairments import impairment
from apps.patients.policies.people import birth_date, birth_precision, death, home, name, service_date

__all__ = [
    "appointments", "birth_date", "birth_precision", "care", "close_episode", "consents", "death", "episodes", "goals",
    "home", "impairment", "impairments", "merges", "name", "service_date", "teams", "transfers",
]  # fmt: skip
