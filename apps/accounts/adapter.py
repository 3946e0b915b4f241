"""How allauth behaves here: accounts are made by administrators only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """No self sign-up: the sign-up address answers with a sentence that says whom to ask."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
