"""A person's own views of a list: its filters and order under a name. What was searched for is never kept."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.desk import policies
from apps.desk.models import SavedView

TAKEN = _("You already have a view of this name. Choose another name.")


@transaction.atomic
def keep(*, listing: str, name: str, query: str, by: User, id: UUID | None = None) -> SavedView:
    """Keep the filters and the order of a list under a name.

    Raises Refused when nothing is filtered or sorted, the name is taken, or there are too many.
    """
    made = find_made(SavedView, id, user=by, listing=listing)
    if made is not None:
        return made
    own = SavedView.objects.filter(user=by, listing=listing)
    refuse_if(policies.keep_view(kept=own.count(), query=query))
    refuse_if(TAKEN if own.filter(name=name).exists() else None, code="invalid", field="name")
    view, _created = make_once(
        SavedView, id, owner=("user", "listing"), user=by, listing=listing, name=name, query=query
    )
    return view


@transaction.atomic
def rename(*, view: SavedView, name: str, by: User, version: int | None = None) -> SavedView:
    """Give the view another name. Raises Refused ("stale", or when the name is taken)."""
    view = locked(view, version=version)
    view.name = name
    try:
        with transaction.atomic():
            save(view, "name")
    except IntegrityError:
        refuse(TAKEN, code="invalid", field="name")
    return view


@transaction.atomic
def drop(*, view: SavedView, by: User) -> None:
    """Delete the view; gone already is as good."""
    SavedView.objects.filter(pk=view.pk, user=by).delete()
