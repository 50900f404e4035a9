"""Reads for pages, API and commands; whatever a person sees goes through visible_to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, QuerySet, Subquery
from knox.models import AuthToken

from matchmaker import mappers
from matchmaker.core.disclosure import safe_together
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.names import alphabetical
from matchmaker.core.vocabulary import Direction, Relation, Role, RunStatus, Unit
from matchmaker.core.withholding import FEWEST, without_small_cells
from matchmaker.models import (
    Allocation,
    AuditEntry,
    Cycle,
    Duplicate,
    Engagement,
    Membership,
    Need,
    Offer,
    Run,
    Scenario,
    Unmet,
    User,
)

UNREAD = ("report__text", "report__page_starts", "report__contacts", "report__issues")
"""What is long in the report of a need or an engagement, and not read with these."""


def user_named(name: str) -> User:
    """Return the person of a user name, or refuse in a sentence."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise MatchmakerError(
            "unknown_user", "Nobody is called '%(name)s' here: give the user name of an account.", name=name
        )
    return user


def memberships() -> list[Membership]:
    """Return who holds which role for whom, by party and role."""
    rows = Membership.objects.filter(user__is_active=True).select_related("user", "party")
    return sorted(
        rows, key=lambda row: (alphabetical(row.party.name) if row.party else "", row.role, row.user.username)
    )


HEAVY = ("problem", "names", "refusals")
"""Of a run, what takes longest to read and is seldom needed."""


def published_run(*, light: bool = False) -> Run | None:
    """Return the run whose plan stands before people; a light one reads what is heavy only when it is asked for."""
    rows = Run.objects.filter(published_at__isnull=False).select_related("scenario").order_by("-published_at")
    return (rows.defer(*HEAVY) if light else rows).first()


def published_before(run: Run) -> Run | None:
    """Return the plan that stood before people until a run's was published, or, where it was not, stands now."""
    rows = Run.objects.filter(published_at__isnull=False).exclude(pk=run.pk).select_related("scenario")
    rows = rows.filter(published_at__lt=run.published_at) if run.published_at else rows
    return rows.defer(*HEAVY).order_by("-published_at").first()


def latest_cycle() -> int | None:
    """Return the latest cycle, which the next plan is for."""
    return Cycle.objects.order_by("-year").values_list("year", flat=True).first()


def latest_run() -> Run | None:
    """Return the newest run with a verified plan."""
    rows = Run.objects.filter(status=RunStatus.FINISHED).select_related("scenario", "created_by")
    return rows.order_by("-id").first()


def plan_on_the_desk() -> Run | None:
    """Return the plan that stands, before any was published the newest one, with the last that was tried since."""
    since = Run.objects.filter(status=RunStatus.FINISHED, pk__gt=OuterRef("pk"), published_at=None).order_by("-pk")
    rows = Run.objects.filter(status=RunStatus.FINISHED).select_related("scenario", "created_by")
    rows = rows.annotate(
        tried=Subquery(since.values("public_id")[:1]), tried_as=Subquery(since.values("scenario__name")[:1])
    )
    return rows.order_by(F("published_at").desc(nulls_last=True), "-pk").first()


def plan_before(scenario: Scenario) -> Run | None:
    """Return the plan that a decision in a scenario stands against: its own latest, else what was published."""
    return scenario.runs.filter(status=RunStatus.FINISHED).order_by("-id").first() or published_run()


def stored_run(public_id: UUID, user: User) -> Run:
    """Return a finished run that a person may see, or refuse in a sentence."""
    run = Run.objects.visible_to(user).filter(public_id=public_id, status=RunStatus.FINISHED).first()
    if run is None:
        raise MatchmakerError(
            "unknown_run", "There is no finished run %(public_id)s: name another.", public_id=public_id
        )
    return run


@dataclass(frozen=True, slots=True)
class RunLines:
    """The rows of a plan with both sides, and the names of every record that its evidence refers to."""

    allocations: list[Allocation]
    unmet: list[Unmet]
    names: dict[str, str]


def run_lines(run: Run) -> RunLines:
    """Return a run's allocations and unmet needs with their needs, States, reports, offers and providers."""
    allocations = list(
        run.allocations.select_related("need__state", "need__report", "offer__provider").prefetch_related(
            "need__passages"
        )
    )
    unmet = list(run.unmet.select_related("need__state", "need__report").prefetch_related("need__passages"))
    pieces = [piece for row in unmet for piece in row.evidence]
    pieces += [piece for row in run.avoided for piece in ({"need": row["need"]}, *row["evidence"])]
    pieces += [row for row in run.assumptions if "stands_in" in row]
    wanted = {
        str(value)
        for piece in pieces
        for key, value in piece.items()
        if key in {"need", "offer", "engagement", "stands_in"}
    }
    return RunLines(allocations, unmet, record_names(wanted))


class OfferName(str):
    """What an offer is called, with what it counts: where a sentence names it, so much of it is told so."""

    __slots__ = ("measure",)
    measure: dict[str, str]

    @classmethod
    def of(cls, offer: Offer, words: str) -> "OfferName":
        """Return the words for an offer."""
        name = cls(words)
        item = offer.items[0] if len(offer.items) == 1 else ""
        name.measure = {"unit": offer.unit, "item": item, "currency": offer.currency}
        return name


def record_names(ids: set[str]) -> dict[str, str]:
    """Return a short name for needs, offers and engagements by their public ids, for coordinators only."""
    plain = {name.split(":", 1)[0] for name in ids}
    needs = Need.objects.filter(public_id__in=plain).select_related("state").prefetch_related("passages")
    offers = Offer.objects.filter(public_id__in=plain).select_related("provider")
    engagements = Engagement.objects.filter(public_id__in=plain).prefetch_related("providers")
    short = {str(need.public_id): _need_name(need) for need in needs}
    short |= {str(offer.public_id): OfferName.of(offer, f"{offer.title} ({offer.provider.code})") for offer in offers}
    short |= {str(engagement.public_id): _engagement_name(engagement) for engagement in engagements}
    return {name: short[name.split(":", 1)[0]] for name in ids if name.split(":", 1)[0] in short}


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= 80 else f"“{text[:79].rstrip()}…”"


def _need_name(need: Need) -> str:
    """Name a need by its State, its cycle and its own words."""
    first = next(iter(need.passages.all()), None)
    words = _quoted(first.quote) if first else f"{need.theme}, {need.kind}".replace("_", " ")
    return f"{need.state.name} {need.cycle}, {words}"


def _engagement_name(engagement: Engagement) -> str:
    """Name an engagement by its own words and who helps."""
    helpers = ", ".join(sorted(party.code for party in engagement.givers))
    return _quoted(engagement.text) + (f" ({helpers})" if helpers else "")


def tokens_of(user: User) -> QuerySet[AuthToken]:
    """Return a person's own tokens of the API, those of the oldest sign-in first."""
    return AuthToken.objects.filter(user=user).order_by("created", "expiry", "token_key")


def readings_of(need: Need, user: User) -> list[AuditEntry]:
    """Return, for the State that asks, which coordinators read its confidential need, the latest first."""
    if need.state_id not in user.parties(Role.FOCAL_POINT):
        return []
    trail = AuditEntry.objects.visible_to(user).filter(noun="need", object_id=need.public_id, action="read")
    return list(trail.select_related("by").prefetch_related("by__memberships__party").order_by("-id"))


def records_seen_by(user: User, ids: Iterable[UUID]) -> dict[UUID, Need | Offer | Engagement]:
    """Return, by their public ids, those of some needs, offers and engagements that a person may see, with parties."""
    wanted = set(ids)
    needs = Need.objects.visible_to(user).select_related("state", "report").defer(*UNREAD)
    engagements = Engagement.objects.visible_to(user).select_related("state", "report").defer(*UNREAD)
    found: dict[UUID, Need | Offer | Engagement] = {}
    for rows in (
        needs.prefetch_related("passages"),
        engagements.prefetch_related("providers"),
        Offer.objects.visible_to(user).select_related("provider"),
    ):
        # Most often the first noun or two are all that is named.
        if missing := wanted - found.keys():
            found |= {row.public_id: row for row in rows.filter(public_id__in=missing)}
    return found


@dataclass(frozen=True, slots=True)
class Assistance:
    """Assistance of one theme that a person may see, each engagement once; money in the base currency."""

    theme: str
    engagements: int
    accounts: int
    money: Decimal
    currency: str


def assistance(user: User | AnonymousUser) -> list[Assistance]:
    """Return what is given, running or planned by theme, of what a person may see."""
    told = Duplicate.objects.visible_to(user).standing().filter(relation=Relation.RESTATED)
    return assistance_in(Engagement.objects.visible_to(user).told_still(), told)


def assistance_in(engagements: Iterable[Engagement], told: Iterable[Duplicate]) -> list[Assistance]:
    """Return what is given, running or planned by theme; accounts judged to be one count once, by what says most."""
    rows = sorted((row for row in engagements if row.direction != Direction.OFFERED), key=lambda row: row.pk)
    names = {str(row.public_id): [mappers.problem_id(row)] for row in rows}
    rates = mappers.rates()
    found: dict[str, list[tuple[int, Fraction]]] = {}
    for row, accounts in mappers.told_once(rows, mappers.verdicts(told, names, {})):
        known = row.amount is not None and rates.knows(row.currency)
        money = rates.convert(row.amount, row.currency, rates.base) if known else Fraction(0)
        found.setdefault(row.theme, []).append((len(accounts), money))
    return [
        Assistance(
            theme,
            len(each),
            sum(accounts for accounts, _ in each),
            Decimal(round(sum(money for _, money in each))),
            rates.base,
        )
        for theme, each in sorted(found.items())
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of public totals."""

    key: str
    needs: int
    served: int

    @property
    def records(self) -> int:
        """How many stand behind the figure."""
        return self.served

    @property
    def denominator(self) -> int:
        """Out of how many."""
        return self.needs


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """The latest published plan as the public sees it; None stands for what is too small to show."""

    run: Run
    needs: int
    served: int | None
    states: int | None
    themes: tuple[Line, ...]
    regions: tuple[Line, ...]
    kinds: tuple[tuple[str, str, str, Decimal], ...]


def published_plan() -> PlanTotals | None:
    """Return the totals of the latest published plan, over what the public may know of."""
    run = published_run()
    return None if run is None else totals_of(run)


def totals_of(run: Run) -> PlanTotals:
    """Return the totals of a published plan, over what the public may know of."""
    public = Need.objects.visible_to(AnonymousUser())
    planned = list(
        Allocation.objects.filter(run=run, need__in=public)
        .order_by()
        .values_list(
            "need_id",
            "need__theme",
            "need__state__region",
            "need__state__code",
            "need__kind",
            "need__unit",
            "need__currency",
            "quantity",
            "member",
        )
    )
    missed = set(
        Unmet.objects.filter(run=run, need__in=public)
        .order_by()
        .values_list("need_id", "need__theme", "need__state__region")
    )
    served = {row[:3] for row in planned}
    every = served | missed

    def lines(position: int) -> tuple[Line, ...]:
        needs, helped = Counter(row[position] for row in every), Counter(row[position] for row in served)
        return without_small_cells(Line(key, needs[key], helped[key]) for key in sorted(needs))

    numbers = {row: number for number, row in enumerate(every)}

    def cell(rows: Iterable[tuple]) -> list[int]:
        return [numbers[row] for row in rows]

    def told(lines: Iterable[Line], position: int) -> list[list[int]]:
        keys = [line.key for line in lines]
        return [cell(row for row in rows if row[position] == key) for key in keys for rows in (every, served)]

    kinds: dict[tuple[str, str, str], list[tuple[int, Decimal]]] = {}
    for need, _theme, _region, _state, kind, unit, currency, quantity, _member in planned:
        kinds.setdefault((kind, unit, currency if unit == Unit.MONEY else ""), []).append((need, quantity))
    themes, regions = lines(1), lines(2)
    whole = [every, served] if len(served) >= FEWEST and len(every - served) >= FEWEST else [every]
    # Quantities by kind stand in no other table, so there is nothing to subtract them from.
    _, by_theme, by_region = safe_together([map(cell, whole), told(themes, 1), told(regions, 2)])
    # A need asked for several States helps each of those that its lines name.
    states = len({member or state for _, _, _, state, *_, member in planned})
    return PlanTotals(
        run=run,
        needs=len(every),
        served=len(served) if served in whole[1:] else None,
        states=states if states >= FEWEST else None,
        themes=themes if by_theme else (),
        regions=regions if by_region else (),
        kinds=tuple(
            (*kind, sum((quantity for _, quantity in rows), Decimal(0)))
            for kind, rows in sorted(kinds.items())
            if len({need for need, _ in rows}) >= FEWEST
        ),
    )


def plan_shown_to(user: User | AnonymousUser) -> dict[str, object] | None:
    """Return the latest published plan as plain fields: totals, and to coordinators the run with its rows."""
    totals = published_plan()
    if totals is None:
        return None
    figures = {"needs_served": totals.served, "states_served": totals.states}
    # An empty table over some needs is one that was withheld.
    figures |= {"themes": totals.themes or None, "regions": totals.regions or None} if totals.needs else {}
    full = user.is_authenticated and user.holds(Role.COORDINATOR)
    lines = run_lines(totals.run) if full else None
    return {
        "cycle": totals.run.scenario.cycle,
        "published_at": totals.run.published_at,
        "needs": totals.needs,
        "themes": totals.themes,
        "regions": totals.regions,
        **figures,
        "kinds": [dict(zip(("kind", "unit", "currency", "quantity"), row, strict=True)) for row in totals.kinds],
        "suppressed": [name for name, value in figures.items() if value is None],
        "run": totals.run if full else None,
        "allocations": lines.allocations if lines else None,
        "unmet": lines.unmet if lines else None,
    }
