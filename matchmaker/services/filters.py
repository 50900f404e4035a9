"""Filters that a person keeps for the next visit: a comfort of one person, so no entry of the trail tells of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import KeptFilter, User

MOST = 20


@transaction.atomic
def keep(*, name: str, wanted: Mapping[str, str], by: User, at: datetime) -> KeptFilter:  # noqa: ARG001
    """Keep a filter under a name; the same name again takes the newer one."""
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise MatchmakerError("name_missing", "A filter is kept under a name of at most 60 letters: give one.")
    if not wanted:
        raise MatchmakerError("filter_empty", "Nothing narrows the list: choose something first, then keep it.")
    User.objects.select_for_update().get(pk=by.pk)
    if KeptFilter.objects.filter(user=by).exclude(name=name).count() >= MOST:
        raise MatchmakerError("filters_full", "%(most)s filters are kept already: take one away first.", most=MOST)
    kept, _ = KeptFilter.objects.update_or_create(user=by, name=name, defaults={"wanted": dict(wanted)})
    return kept


def forget(*, name: str, by: User, at: datetime) -> int:  # noqa: ARG001
    """Take a kept filter away, and return how many went."""
    return KeptFilter.objects.filter(user=by, name=name).delete()[0]
