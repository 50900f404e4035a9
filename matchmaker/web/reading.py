"""What the pages show, read under the rights of its reader: filters in, rows and figures out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import NeedStatus, Role
from matchmaker.models import (
    Engagement,
    GroupMembership,
    Need,
    Offer,
    Party,
    Report,
    User,
)
from matchmaker.models.needs import CIRCULATED, facts_open_to
from matchmaker.models.parties import name_in_order, spoken_name


def _shown(user: User | AnonymousUser) -> ExpressionWrapper:
    """Return, for the database, what `policies.reads_need` says of a visible need."""
    return ExpressionWrapper(facts_open_to(user), output_field=BooleanField())


def needs_shown_to(user: User | AnonymousUser) -> QuerySet[Need]:
    """Return the needs that a person may know of, each with whether its facts are `shown`, by State and theme."""
    return (
        Need.objects.visible_to(user)
        .annotate(shown=_shown(user))
        .select_related("state", "report")
        .defer("report__text", "report__page_starts", "report__contacts", "report__issues")
        .order_by(name_in_order("state__names"), "theme", "public_id")
    )


def needs_filtered(user: User | AnonymousUser, wanted: Mapping[str, object]) -> QuerySet[Need]:
    """Narrow the needs that a person may know of; a filter on facts that are not shown finds nothing."""
    needs = needs_shown_to(user)
    open_facts = {"theme": "theme", "state": "state__code", "region": "state__region"}
    closed_facts = {"kind": "kind", "status": "status", "cycle": "cycle"}
    needs = needs.filter(**{field: wanted[name] for name, field in open_facts.items() if name in wanted})
    asked = {field: wanted[name] for name, field in closed_facts.items() if name in wanted}
    if asked:
        needs = needs.filter(shown=True, **asked)
    if "text" in wanted:
        needs = needs.holding(str(wanted["text"]), facts_open=facts_open_to(user))
    return needs


def need(user: User | AnonymousUser, public_id: UUID) -> Need | None:
    """Return one need that a person may know of, with its passages."""
    return needs_shown_to(user).prefetch_related("passages").filter(public_id=public_id).first()


def offer(user: User | AnonymousUser, public_id: UUID) -> Offer | None:
    """Return one offer that a person may know of."""
    return Offer.objects.visible_to(user).select_related("provider").filter(public_id=public_id).first()


def report(user: User | AnonymousUser, public_id: UUID) -> Report | None:
    """Return one report that a person may read, with what was found in it."""
    return Report.objects.visible_to(user).select_related("state").filter(public_id=public_id).first()


def own_reports(user: User) -> QuerySet[Report]:
    """Return the standing reports of the States that a person speaks for, with how many needs wait."""
    open_needs = Q(needs__status__in=[NeedStatus.DRAFT, NeedStatus.RETURNED], needs__confirmed_at=None)
    rows = Report.objects.filter(state_id__in=user.parties(Role.FOCAL_POINT), superseded_by=None)
    counted = rows.annotate(need_count=Count("needs"), waiting=Count("needs", filter=open_needs))
    return counted.select_related("state").order_by("state__code", "-cycle", "id")


def standing(report: Report) -> Report:
    """Return the report that stands in a report's place: itself, or the newest version of it."""
    while report.superseded_by is not None:
        report = report.superseded_by
    return report


def own_needs(user: User) -> QuerySet[Need]:
    """Return the needs of the States that a person speaks for."""
    rows = Need.objects.filter(state_id__in=user.parties(Role.FOCAL_POINT))
    return rows.select_related("state", "report").prefetch_related("passages")


def parties(codes: Iterable[str]) -> dict[str, Party]:
    """Return parties by their codes."""
    return {party.code: party for party in Party.objects.filter(code__in=codes)}


@dataclass(frozen=True, slots=True)
class NeedChoices:
    """What the needs open to a person can be narrowed by: nothing that would tell of a fact not shown."""

    states: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    statuses: tuple[str, ...]
    cycles: tuple[int, ...]


def need_choices(user: User | AnonymousUser) -> NeedChoices:
    """Return the values that occur among the needs that a person may know of."""
    rows = list(
        needs_shown_to(user)
        .order_by()
        .values_list("state__code", spoken_name("state__names"), "state__region", "status", "cycle", "shown")
        .distinct()
    )
    return NeedChoices(
        states=tuple(sorted({row[:2] for row in rows}, key=lambda state: alphabetical(state[1]))),
        regions=tuple(sorted({row[2] for row in rows} - {""})),
        statuses=tuple({*CIRCULATED, *(row[3] for row in rows if row[5])}),
        cycles=tuple(sorted({row[4] for row in rows if row[5]}, reverse=True)),
    )


@dataclass(frozen=True, slots=True)
class OfferChoices:
    """What the offers open to a person can be narrowed by."""

    providers: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    statuses: tuple[str, ...]


def offer_choices(user: User | AnonymousUser) -> OfferChoices:
    """Return the values that occur among the offers that a person may know of."""
    rows = set(
        Offer.objects.visible_to(user)
        .order_by()
        .values_list("provider__code", spoken_name("provider__names"), "status")
    )
    regions = (
        Party.objects.filter(type=Party.STATE).exclude(region="").order_by("region").values_list("region", flat=True)
    )
    return OfferChoices(
        providers=tuple(sorted({row[:2] for row in rows}, key=lambda provider: alphabetical(provider[1]))),
        regions=tuple(regions.distinct()),
        statuses=tuple({row[2] for row in rows}),
    )


def offers_filtered(user: User | AnonymousUser, wanted: Mapping[str, object]) -> list[Offer]:
    """Return the offers that a person may know of, by provider, narrowed by filters."""
    offers = (
        Offer.objects.visible_to(user)
        .select_related("provider")
        .order_by(name_in_order("provider__names"), "title", "id")
    )
    if "status" in wanted:
        offers = offers.filter(status=wanted["status"])
    if "provider" in wanted:
        offers = offers.filter(provider__code=wanted["provider"])
    if "text" in wanted:
        offers = offers.holding(str(wanted["text"]))
    kept = [
        offer
        for offer in offers
        if ("theme" not in wanted or wanted["theme"] in offer.themes)
        and ("kind" not in wanted or wanted["kind"] in offer.kinds)
    ]
    if "region" in wanted:
        regions = regions_served(kept)
        kept = [offer for offer in kept if wanted["region"] in regions[offer.pk]]
    return kept


def regions_served(offers: Iterable[Offer]) -> dict[int, set[str]]:
    """Return, for each offer, the regions in which at least one State may have it on the day it starts."""
    states = list(Party.objects.filter(type=Party.STATE).exclude(region=""))
    memberships: dict[int, list[GroupMembership]] = {}
    for membership in GroupMembership.objects.all():
        memberships.setdefault(membership.state_id, []).append(membership)

    def open_to(offer: Offer, state: Party) -> bool:
        if state.code in offer.excluded_states:
            return False
        if not (offer.eligible_states or offer.eligible_regions or offer.eligible_groups):
            return True
        return (
            state.code in offer.eligible_states
            or state.region in offer.eligible_regions
            or state.subregion in offer.eligible_regions
            or any(
                membership.group in offer.eligible_groups and membership.holds_on(offer.start)
                for membership in memberships.get(state.pk, [])
            )
        )

    return {offer.pk: {state.region for state in states if open_to(offer, state)} for offer in offers}


def example_need() -> Need | None:
    """Return a public need with its words, the latest one, to show what a need is."""
    return (
        needs_shown_to(AnonymousUser())
        .filter(shown=True, vague=False, passages__order=0)
        .prefetch_related("passages")
        .order_by("-requested", "public_id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures of the first page."""

    needs: int
    states: int
    offers: int
    providers: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many needs ask, and how many offers stand against them: all, by theme and by region."""

    all: Headline
    themes: dict[str, tuple[int, int]]
    regions: dict[str, tuple[int, int]]


def needs_against_offers(user: User | AnonymousUser) -> Comparison:
    """Count needs and offers that a person may know of, by theme and by region."""
    needs = list(Need.objects.visible_to(user).values_list("theme", "state__region", "state").order_by())
    offers = list(Offer.objects.visible_to(user))
    served = regions_served(offers)
    asked, asked_by_region = Counter(row[0] for row in needs), Counter(row[1] for row in needs if row[1])
    given = Counter(theme for offer in offers for theme in offer.themes)
    given_by_region = Counter(region for regions in served.values() for region in regions)
    parties = len({row[2] for row in needs} - {None}), len({offer.provider_id for offer in offers})
    return Comparison(
        all=Headline(len(needs), parties[0], len(offers), parties[1]),
        themes={theme: (asked[theme], given[theme]) for theme in asked | given},
        regions={
            region: (asked_by_region[region], given_by_region[region]) for region in asked_by_region | given_by_region
        },
    )


def found_in(user: User | AnonymousUser, report: Report) -> tuple[list[Need], list[Engagement]]:
    """Return what was read from a report, in the order of the text."""
    needs = needs_shown_to(user).filter(report=report).prefetch_related("passages")
    engagements = Engagement.objects.visible_to(user).filter(report=report).order_by("passage_start", "id")
    return sorted(needs, key=lambda need: min((p.start for p in need.passages.all()), default=0)), list(engagements)
