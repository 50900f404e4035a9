"""Assignment: what each need still asks for, once restated needs are one and engagements have taken their part."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..entities.money import Rates
from ..entities.problems import AssignmentInput, Engagement, Need
from ..vocabulary import SHAREABLE_BY_DEFAULT, Kind, Relation
from .fields import minor_digits

_LIFTED = frozenset({Relation.COMPLEMENTARY, Relation.RENEWAL, Relation.UNRELATED})
_Key = tuple[str, str, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Demand:
    """A need as the problem sees it.

    Attributes
    ----------
    need : Need
        The row as it stands in the file.
    stands_for : str
        Its own id, or that of the need that stands for the restated group.
    quantity : Decimal
        The largest of the group where it stands; its own otherwise.
    covered_by : tuple of Engagement
        The engagements that cover it, by id.
    left : Decimal
        D: what is still needed; zero where another need stands for it.
    least : Decimal
        m: less than this, over all offers, is of no use.
    step : Decimal
        The smallest unit: 1, or the currency's minor unit for funding.
    shareable : bool
        Whether overlapping deliveries are welcome.
    bundle : str or None
        The bundle; None once another need stands for it.
    """

    need: Need
    stands_for: str
    quantity: Decimal
    covered_by: tuple[Engagement, ...]
    left: Decimal
    least: Decimal
    step: Decimal
    shareable: bool
    bundle: str | None

    @property
    def stands(self) -> bool:
        """Whether no other need stands for this one."""
        return self.stands_for == self.need.id

    @property
    def open(self) -> bool:
        """Whether it stands and something is still needed."""
        return self.left > 0

    @property
    def key(self) -> _Key:
        """What makes two deliveries the same assistance: State, theme, kind, item, beneficiary."""
        return _key(self.need)


def still_needed(problem: AssignmentInput) -> tuple[Demand, ...]:
    """Return each need's demand, in the order of the input's needs.

    Parameters
    ----------
    problem : AssignmentInput
        As read.

    Returns
    -------
    tuple of Demand
        One for each need.

    Notes
    -----
    Restated needs: the earliest `requested`, then the smallest id, stands with the largest quantity of the group.
    Each need is reduced by the full quantity of every engagement that covers it.
    """
    leaders, members = _groups(problem)
    engagements: dict[_Key, list[Engagement]] = defaultdict(list)
    for engagement in sorted(problem.engagements, key=lambda row: row.id):
        engagements[_key(engagement)].append(engagement)
    lifted = {
        pair for row in problem.judgements if row.relation in _LIFTED for pair in ((row.a, row.b), (row.b, row.a))
    }
    demands = []
    for need in problem.needs:
        step = step_of(need)
        stands_for = leaders[need.id]
        quantity, left = need.quantity, Decimal(0)
        covering: tuple[Engagement, ...] = ()
        if stands_for == need.id:
            group = members[need.id]
            quantity = max(_in_currency_of(need, member, problem.rates, step) for member in group)
            covering = tuple(
                row
                for row in engagements[_key(need)]
                if row.start < need.end
                and need.start < row.end
                and not any((member.id, row.id) in lifted for member in group)
            )
            left = quantity
            for row in covering:
                left = Decimal(0) if row.quantity is None else max(Decimal(0), left - row.quantity)
        shareable = SHAREABLE_BY_DEFAULT[need.kind] if need.shareable is None else need.shareable
        least = min(max(need.minimum, Decimal(1)), left)
        bundle = need.bundle if stands_for == need.id else None
        demands.append(Demand(need, stands_for, quantity, covering, left, least, step, shareable, bundle))
    return tuple(demands)


def step_of(need: Need) -> Decimal:
    """Return the smallest unit of a need: one whole unit, for funding the currency's minor unit."""
    if need.kind is Kind.FUNDING and need.unit_cost is not None:
        return Decimal(1).scaleb(-minor_digits(need.unit_cost.currency))
    return Decimal(1)


def _key(row: Need | Engagement) -> _Key:
    return (row.state, row.theme, row.kind, row.item, row.beneficiary)


def _groups(problem: AssignmentInput) -> tuple[Mapping[str, str], Mapping[str, list[Need]]]:
    """Return for each need the id that stands for it, and for each standing id its group."""
    groups = {need.id: [need] for need in problem.needs}
    for row in problem.judgements:
        if row.relation is Relation.RESTATED and row.a in groups and row.b in groups:
            first, second = groups[row.a], groups[row.b]
            if first is not second:
                first.extend(second)
                groups.update((need.id, first) for need in second)
    leaders: dict[str, str] = {}
    members: dict[str, list[Need]] = {}
    for group in groups.values():
        leader = min(group, key=lambda need: (need.requested, need.id))
        members[leader.id] = group
        leaders.update((need.id, leader.id) for need in group)
    return leaders, members


def _in_currency_of(standing: Need, member: Need, rates: Rates, step: Decimal) -> Decimal:
    """Return a member's quantity as the standing need counts it: converted where funding is in another currency."""
    source, target = member.unit_cost, standing.unit_cost
    if standing.kind is not Kind.FUNDING or source is None or target is None or source.currency == target.currency:
        return member.quantity
    return int(rates.convert(member.quantity, source.currency, target.currency) / Fraction(step)) * step
