"""Readers: which rows the table of visibility shows to a person, as the database asks it."""

from collections.abc import Mapping
from functools import lru_cache, reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Q

from matchmaker.core import visibility
from matchmaker.core.visibility import Reader, Sight
from matchmaker.core.vocabulary import Role, Visibility


def readers(user: object) -> tuple[Reader, ...]:
    """Return what a person is to rows that are not his or her own."""
    if not user.is_authenticated:
        return (Reader.ANYBODY,)
    return _readers(frozenset(user.held_for))


@lru_cache(maxsize=64)
def _readers(held: frozenset[str]) -> tuple[Reader, ...]:
    found = [Reader.ANYBODY]
    if held & {Role.FOCAL_POINT, Role.PROVIDER}:
        found.append(Reader.PARTICIPANT)
    if Role.COORDINATOR in held:
        found.append(Reader.COORDINATOR)
    return tuple(found)


EVERYTHING = ~Q(pk__in=[])


def shown_to(
    user: object, noun: str, least: Sight = Sight.EXISTENCE, *, circles: Mapping[Visibility, Q] = MappingProxyType({})
) -> Q:
    """Return the condition under which a row of a noun is shown to a person who does not own it.

    Rows of the table that differ in one thing alone become one condition: a list is counted row by row. `circles` says
    how the database knows a visibility that no column holds.
    """
    seen: dict[tuple[str, ...], set[Visibility]] = {}
    for row in visibility.shown(noun, readers(user), least):
        seen.setdefault(row.statuses, set()).update(row.visibilities or Visibility)
    alike: dict[frozenset[Visibility], list[tuple[str, ...]]] = {}
    for statuses, shown in seen.items():
        alike.setdefault(frozenset(shown), []).append(statuses)
    found = Q(pk__in=[])
    for shown, rows in alike.items():
        narrowed = EVERYTHING if () in rows else Q(status__in=[status for each in rows for status in each])
        if not shown >= set(circles or Visibility):
            known = sorted(shown)
            narrowed &= reduce(or_, (circles[each] for each in known)) if circles else Q(visibility__in=known)
        if narrowed == EVERYTHING:
            return EVERYTHING
        found |= narrowed
    return found


def seen_by(user: object, noun: str, *, own: Q, left_owner: Q) -> Q:
    """Return the condition under which a person may know of a row that begins on its owner's desk.

    What was withdrawn as a draft never left that desk, and so was never a coordinator's to see.
    """
    seen = shown_to(user, noun)
    if not user.is_authenticated:
        return seen
    return (seen & left_owner if user.holds(Role.COORDINATOR) else seen) | own


def or_own(seen: Q, own: Q) -> Q:
    """Return the condition that also lets a person see the own rows; who sees everything needs no other."""
    return seen if seen == EVERYTHING else seen | own
