"""Readers: which rows the table of visibility shows to a person, as the database asks it."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Q

from matchmaker.core import visibility
from matchmaker.core.visibility import Reader, Sight
from matchmaker.core.vocabulary import Role, Visibility


def readers(user: object) -> tuple[Reader, ...]:
    """Return what a person is to rows that are not his or her own."""
    found = [Reader.ANYBODY]
    if user.is_authenticated:
        if user.holds(Role.FOCAL_POINT, Role.PROVIDER):
            found.append(Reader.PARTICIPANT)
        if user.holds(Role.COORDINATOR):
            found.append(Reader.COORDINATOR)
    return tuple(found)


def shown_to(
    user: object,
    noun: str,
    least: Sight = Sight.EXISTENCE,
    *,
    visibilities: Mapping[Visibility, Q] = MappingProxyType({each: Q(visibility=each) for each in Visibility}),
) -> Q:
    """Return the condition under which a row of a noun is shown to a person who does not own it."""
    found = Q(pk__in=[])
    for row in visibility.shown(noun, readers(user), least):
        narrowed = Q(status__in=row.statuses) if row.statuses else ~Q(pk__in=[])
        if row.visibilities:
            narrowed &= reduce(or_, (visibilities[each] for each in row.visibilities))
        found |= narrowed
    return found
