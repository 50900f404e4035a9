"""Indicators of the tables: what a reader may know of, counted along an axis; small cells for coordinators only.

Definitions stand in `core/indicators.py` and, in words, in docs/data-dictionary.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from matchmaker import mappers
from matchmaker.core.entities.outcomes import Outcomes
from matchmaker.core.indicators import IndicatorRow, measure, measure_along
from matchmaker.core.vocabulary import Axis, Indicator, NeedStatus, OfferStatus, Role, Visibility
from matchmaker.core.withholding import BY_WANT, public_together
from matchmaker.mappers.outcomes import CommitmentRow, NeedRow, OfferRow
from matchmaker.models import Commitment, Cycle, Delivery, GroupMembership, Need, Offer, Run, Unmet, User

WITH_OWNER = (NeedStatus.DRAFT, NeedStatus.RETURNED)


def shown_to(user: User, axis: Axis = Axis.TOTAL, *, cycle: int | None = None) -> tuple[IndicatorRow, ...]:
    """Return the figures of an axis as a reader may see them, of all cycles or of one.

    Others than coordinators know of no need before it is circulated, so there is nothing for them to take circulated
    needs out of; they are shown no cell that fewer than three stand behind nor a figure that would tell one beside
    the other axes, and no cycle by itself: what is withheld from it could be found in the difference from the whole.
    """
    full = user.is_authenticated and user.holds(Role.COORDINATOR)
    told = outcomes(user, cycle=cycle if full else None)
    if full:
        return measure(told, axis)
    # Axes give way to those before them only, so the ones behind need not be counted.
    counted = BY_WANT[: BY_WANT.index(axis) + 1]
    rows = measure_along(told, counted)
    return public_together({each: tuple(_open_rows(rows[each])) for each in counted})[axis]


def _open_rows(rows: Iterable[IndicatorRow]) -> Iterator[IndicatorRow]:
    for row in rows:
        if row.indicator == Indicator.NEEDS_CIRCULATED:
            yield replace(row, denominator=None)
        elif row.indicator != Indicator.NEEDS_STATED:
            yield row


def outcomes(user: User, *, cycle: int | None = None) -> Outcomes:
    """Return what became of everything that a reader may know of.

    What has expired was open before, so it counts for whom it was open then.
    """
    needs, offers = _needs(user), _offers(user)
    if cycle is not None:
        needs = needs.filter(cycle=cycle)
    rows = [NeedRow(*row) for row in needs.values_list(*NeedRow._fields).order_by()]
    keys = {row.pk for row in rows}
    groups, reasons = _Groups(), dict(_reasons())
    years = list(Cycle.objects.values_list("year", flat=True))
    offered = [OfferRow(*row) for row in offers.values_list(*OfferRow._fields).order_by()]
    told = [mappers.offer_outcome(row, years) for row in offered]
    agreed = Commitment.objects.filter(reverses=None).values_list(*CommitmentRow._fields).order_by("pk")
    return Outcomes(
        needs=tuple(
            mappers.need_outcome(row, groups.of(row.state__code, row.cycle), reasons.get(row.pk)) for row in rows
        ),
        offers=tuple(row for row in told if cycle in (None, row.cycle)),
        commitments=tuple(mappers.commitment_outcome(CommitmentRow(*row)) for row in agreed if row[0] in keys),
        avoided=_avoided(keys),
    )


def lessons() -> QuerySet[Delivery]:
    """Return what recipients learnt and let everybody read, the latest first."""
    told = Delivery.objects.filter(lesson_public=True).exclude(lesson="")
    return told.select_related("commitment__need").order_by("-commitment__followed_up_at", "-pk")


def _needs(user: User) -> QuerySet[Need]:
    open_before = Q(status=NeedStatus.EXPIRED) & ~Q(visibility=Visibility.COORDINATORS)
    seen = Need.objects.visible_to(user).exclude(status__in=WITH_OWNER).filter(submitted_at__isnull=False)
    return Need.objects.filter(Q(pk__in=seen.values("pk")) | open_before)


def _offers(user: User) -> QuerySet[Offer]:
    open_before = Q(status=OfferStatus.EXPIRED, visibility=Visibility.PUBLIC)
    seen = Offer.objects.visible_to(user)
    return Offer.objects.filter(Q(pk__in=seen.values("pk")) | open_before, published_at__isnull=False)


def _reasons() -> Iterable[tuple[int, str]]:
    """Yield why needs are not met, in the order of the published plans: the latest that speaks of a need stands."""
    told = Unmet.objects.filter(run__published_at__isnull=False).order_by("run__published_at", "pk")
    return told.values_list("need_id", "reason")


def _avoided(keys: set[int]) -> tuple:
    plans = Run.objects.filter(published_at__isnull=False).order_by("published_at").values_list("avoided", flat=True)
    rows = [row for row in plans if row]
    named = {str(row["need"]) for plan in rows for row in plan}
    found = Need.objects.filter(public_id__in=named).values_list("public_id", "pk")
    return mappers.avoided_outcomes(rows, {str(name): key for name, key in found if key in keys})


class _Groups:
    """The groups of each State in the middle of a cycle, asked once."""

    def __init__(self) -> None:
        self.memberships: dict[str, list[GroupMembership]] = defaultdict(list)
        for row in GroupMembership.objects.select_related("state").order_by("group"):
            self.memberships[row.state.code].append(row)
        self.known: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, code: str, cycle: int) -> tuple[str, ...]:
        """Return the groups that a State belonged to in a cycle."""
        if (code, cycle) not in self.known:
            day = date(cycle, 6, 1)
            held = (row.group for row in self.memberships[code] if row.holds_on(day))
            self.known[code, cycle] = tuple(dict.fromkeys(held))
        return self.known[code, cycle]
