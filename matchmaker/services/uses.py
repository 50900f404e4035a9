"""Where more help of a provider would do the most, among the needs that it may see and beside its own offers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from matchmaker import mappers, policies, queries
from matchmaker.core.assignment import best_uses, solve
from matchmaker.core.assignment.margins import UNEARMARKED, with_money
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import MINOR_UNITS, Role
from matchmaker.models import Engagement, Need, Offer, Party, User

from .explanations import SECONDS, View

MOST = Decimal(10) ** 12
"""More than this is no help that anybody weighs."""


@dataclass(frozen=True, slots=True)
class UseTold:
    """What one visible need would gain; `member` where it would be given to one State of a regional request."""

    need: Need
    member: str
    quantity: Decimal
    missing: Decimal
    tier1: Decimal
    states: Decimal
    benefit: Decimal


@dataclass(frozen=True, slots=True)
class Uses:
    """The best first, with the help in their States that the person may know of."""

    rows: tuple[UseTold, ...] = ()
    helped: Sequence[Engagement] = ()


def of_offer(*, offer: Offer, more: Decimal, by: User, offers: Sequence[Offer] | None = None) -> Uses:
    """Return the best uses of more of an own offer, beside the own published ones; nothing to anybody else."""
    if not policies.gives(by, offer):
        return Uses()
    return _best(offer.provider, mappers.problem_id(offer), more, None, by, offers)


def of_money(
    *, provider: Party, amount: Decimal, currency: str, by: User, offers: Sequence[Offer] | None = None
) -> Uses:
    """Return the best uses of money without conditions, of a provider for which the person speaks; else nothing."""
    if provider.pk not in by.parties(Role.PROVIDER):
        return Uses()
    if currency not in MINOR_UNITS:
        raise MatchmakerError(
            "unknown_value", "'%(value)s' is no currency: give its three letters, as USD.", value=currency
        )
    return _best(provider, UNEARMARKED, amount, currency, by, offers)


def _best(
    provider: Party, name: str, more: Decimal, currency: str | None, by: User, offers: Sequence[Offer] | None
) -> Uses:
    if not 0 < more <= MOST:
        raise MatchmakerError("bad_number", "How much more must be a number above zero.")
    latest = queries.latest_cycle()
    if latest is None:
        return Uses()
    view = View.of_provider(provider, latest, by, offers, compared=True)
    plan = solve(view.problem, time_limit=SECONDS, isolated=False, explained=False)
    problem = with_money(view.problem, more, currency) if currency else view.problem
    if name not in {row.id for row in problem.offers}:
        raise MatchmakerError("not_published", "Only an offer that is published has uses to weigh: publish it first.")
    rows = tuple(
        UseTold(
            view.needs[use.need.partition("-")[0]],
            use.need.partition("-")[2],
            use.quantity,
            use.missing,
            use.tier1,
            use.states,
            use.benefit,
        )
        for use in best_uses(problem, plan, name, more=more)
    )
    return Uses(rows, view.helped)
