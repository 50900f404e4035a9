"""Assignment: needs and offers in, candidate pairs out, and every other pair with all the hard rules that it breaks.

The table of rules is evaluated with numpy over all pairs at once; quantities stay whole numbers and are exact.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..entities.plans import Candidate, Refusal, RefusalCount
from ..entities.problems import AssignmentInput, Offer, RecipientState
from ..vocabulary import Kind, Rule, Theme, Unit
from .demands import Demand, still_needed
from .measures import Measures, measure

Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

RULES = tuple(Rule)
BIT = {rule: np.uint16(1 << position) for position, rule in enumerate(RULES)}


@dataclass(frozen=True, eq=False)
class Pairing:
    """Every pair of need and offer, judged.

    Attributes
    ----------
    problem : AssignmentInput
        The rows in canonical order: each table by its id or code.
    demands : tuple of Demand
        What each need still asks for, in the order of the needs.
    measures : Measures
        Quantities as whole numbers of steps, money as whole numbers of grains of the base currency.
    broken : array of uint16, needs x offers
        One bit per broken rule, in the order of the rules; zero is a candidate.
    need, offer : arrays of int
        Positions of each candidate pair, ordered by need, then offer.
    most : tuple of int
        h: the largest quantity that each candidate pair can carry, in steps of the need.
    """

    problem: AssignmentInput
    demands: tuple[Demand, ...]
    measures: Measures
    broken: NDArray[np.uint16]
    need: Indices
    offer: Indices
    most: tuple[int, ...]

    def candidates(self) -> tuple[Candidate, ...]:
        """Return the candidate pairs with the largest quantity that each can carry."""
        needs, offers = self.problem.needs, self.problem.offers
        return tuple(
            Candidate(needs[i].id, offers[j].id, most * self.demands[i].step)
            for i, j, most in zip(self.need.tolist(), self.offer.tolist(), self.most, strict=True)
        )

    def refusals(self, need: str | None = None) -> Iterator[Refusal]:
        """Yield the refused pairs, of one need or of all, each with every broken rule in order."""
        names = [offer.id for offer in self.problem.offers]
        rules = {bits: _rules(bits) for bits in np.unique(self.broken).tolist()}
        for row, broken in zip(self.problem.needs, self.broken, strict=True):
            if need is None or row.id == need:
                for name, bits in zip(names, broken.tolist(), strict=True):
                    if bits:
                        yield Refusal(row.id, name, rules[bits])

    def rules(self, i: int, j: int) -> tuple[Rule, ...]:
        """Return the rules that the pair of positions i and j breaks."""
        return _rules(int(self.broken[i, j]))

    def refusal_counts(self) -> tuple[RefusalCount, ...]:
        """Return, for each need and rule, how many offers the rule refuses."""
        counts = {rule: np.count_nonzero(self.broken & BIT[rule], axis=1) for rule in RULES}
        return tuple(
            RefusalCount(need.id, rule, int(counts[rule][i]))
            for i, need in enumerate(self.problem.needs)
            for rule in RULES
            if counts[rule][i]
        )


def _rules(bits: int) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if bits & BIT[rule])


def canonical(problem: AssignmentInput) -> AssignmentInput:
    """Return the same problem with the rows of every table ordered by id, code or pair.

    Examples
    --------
    >>> from matchmaker.core.assignment.instances import realistic
    >>> problem = realistic(6, 3, seed=1)
    >>> shuffled = replace(problem, needs=problem.needs[::-1])
    >>> canonical(shuffled) == canonical(problem)
    True
    """
    scenario = problem.scenario
    return replace(
        problem,
        states=tuple(sorted(problem.states, key=lambda row: row.code)),
        providers=tuple(sorted(problem.providers, key=lambda row: row.code)),
        needs=tuple(sorted(problem.needs, key=lambda row: row.id)),
        offers=tuple(sorted(problem.offers, key=lambda row: row.id)),
        engagements=tuple(sorted(problem.engagements, key=lambda row: row.id)),
        judgements=tuple(sorted(problem.judgements, key=lambda row: (row.a, row.b, row.relation))),
        scenario=replace(
            scenario,
            pins=tuple(sorted(scenario.pins, key=lambda row: (row.need, row.offer, row.quantity or 0))),
            forbids=tuple(sorted(scenario.forbids, key=lambda row: (row.need, row.offer, row.reason))),
            previous=tuple(sorted(scenario.previous, key=lambda row: (row.need, row.offer, row.quantity))),
        ),
    )


def pair(problem: AssignmentInput) -> Pairing:
    """Judge every pair of a need and an offer by the hard rules.

    Parameters
    ----------
    problem : AssignmentInput
        As read, its rows in any order.

    Returns
    -------
    Pairing
        Candidates with the largest quantity each can carry; refusals with all broken rules in order.

    Notes
    -----
    The table of rules in ``docs/assignment.md``. ``minimum`` is not judged where ``kind`` or ``duplicate`` is broken,
    since a pair's largest quantity then means nothing.

    Examples
    --------
    >>> from matchmaker.core.assignment.instances import realistic
    >>> pairing = pair(realistic(20, 8, seed=1))
    >>> len(pairing.candidates()) + sum(1 for _ in pairing.refusals()) == 20 * 8
    True
    """
    problem = canonical(problem)
    demands = still_needed(problem)
    measures = measure(problem, demands)
    broken = np.zeros((len(problem.needs), len(problem.offers)), dtype=np.uint16)
    kind_broken = _kinds(demands, problem.offers)
    giving_states = {provider.code for provider in problem.providers if provider.state}
    idle = np.array([not demand.open for demand in demands], dtype=bool)[:, None]
    tests: dict[Rule, Flags] = {
        Rule.THEME: _themes(demands, problem.offers),
        Rule.KIND: kind_broken,
        Rule.ITEM: _items(demands, problem.offers),
        Rule.STATE: _by_state(problem, lambda state, offer: not _eligible(state, offer)),
        Rule.SELF: _by_state(
            problem, lambda state, offer: offer.provider == state.code and state.code in giving_states
        ),
        Rule.LANGUAGE: _languages(demands, problem.offers),
        Rule.WINDOW: _windows(demands, problem.offers),
        Rule.DUPLICATE: np.broadcast_to(idle, broken.shape),
        Rule.MINIMUM: _too_little(demands, problem.offers, measures) & ~kind_broken & ~idle,
        Rule.FORBID: _forbids(problem),
    }
    if not problem.scenario.ammunition:
        outside = np.array([demand.need.theme is Theme.AMMUNITION for demand in demands], dtype=bool)
        tests[Rule.SCOPE] = np.broadcast_to(outside[:, None], broken.shape)
    for rule, flags in tests.items():
        broken |= flags * BIT[rule]
    need, offer = np.nonzero(broken == 0)
    most = tuple(measures.most(i, j) for i, j in zip(need.tolist(), offer.tolist(), strict=True))
    return Pairing(problem, demands, measures, broken, need, offer, most)


def _member_table(rows: Sequence[Iterable[str]], columns: Sequence[str]) -> Flags:
    """Return which of the columns each row names."""
    position = {name: column for column, name in enumerate(columns)}
    table = np.zeros((len(rows), len(columns)), dtype=bool)
    for number, names in enumerate(rows):
        for name in names:
            if name in position:
                table[number, position[name]] = True
    return table


def _themes(demands: Sequence[Demand], offers: Sequence[Offer]) -> Flags:
    columns = list(Theme)
    named = _member_table([offer.themes for offer in offers], columns)
    position = np.array([columns.index(demand.need.theme) for demand in demands], dtype=np.intp)
    return ~named[:, position].T


def _kinds(demands: Sequence[Demand], offers: Sequence[Offer]) -> Flags:
    columns = list(Kind)
    own = _member_table([offer.kinds for offer in offers], columns)
    paid = _member_table([offer.pays_for if Kind.FUNDING in offer.kinds else () for offer in offers], columns)
    position = np.array([columns.index(demand.need.kind) for demand in demands], dtype=np.intp)
    priced = np.array([demand.need.unit_cost is not None for demand in demands], dtype=bool)
    broken: Flags = ~(own[:, position].T | (paid[:, position].T & priced[:, None]))
    return broken


def _items(demands: Sequence[Demand], offers: Sequence[Offer]) -> Flags:
    columns = sorted({demand.need.item for demand in demands if demand.need.item is not None})
    named = _member_table([offer.items for offer in offers], [*columns, ""])
    anything = np.array([not offer.items for offer in offers], dtype=bool)
    position = np.array(
        [len(columns) if demand.need.item is None else columns.index(demand.need.item) for demand in demands],
        dtype=np.intp,
    )
    broken: Flags = ~(named[:, position].T | anything)
    return broken


def _by_state(problem: AssignmentInput, broken: Callable[[RecipientState, Offer], bool]) -> Flags:
    """Return, for each need and offer, a rule that looks at the State and the offer alone."""
    table = np.array([[broken(state, offer) for offer in problem.offers] for state in problem.states], dtype=bool)
    return table.reshape(len(problem.states), len(problem.offers))[state_positions(problem)]


def state_positions(problem: AssignmentInput) -> Indices:
    """Return the position of each need's State among the problem's States."""
    position = {state.code: number for number, state in enumerate(problem.states)}
    return np.array([position[need.state] for need in problem.needs], dtype=np.int64)


def _eligible(state: RecipientState, offer: Offer) -> bool:
    """Say whether an offer is for a State: not excluded, and named itself, by region or subregion, or by a group."""
    if state.code in offer.excluded_states:
        return False
    named = offer.eligible
    if not (named.states or named.regions or named.groups):
        return True
    return (
        state.code in named.states
        or any(place and place in named.regions for place in (state.region, state.subregion))
        or not set(named.groups).isdisjoint(state.groups)
    )


def _languages(demands: Sequence[Demand], offers: Sequence[Offer]) -> Flags:
    columns = sorted({language for demand in demands for language in demand.need.languages})
    asked = _member_table([demand.need.languages for demand in demands], columns)
    given = _member_table([offer.languages for offer in offers], columns)
    both = np.array([bool(demand.need.languages) for demand in demands], dtype=bool)[:, None] & np.array(
        [bool(offer.languages) for offer in offers], dtype=bool
    )
    shared = (asked.astype(np.float32) @ given.T.astype(np.float32)) > 0
    broken: Flags = both & ~shared
    return broken


def _windows(demands: Sequence[Demand], offers: Sequence[Offer]) -> Flags:
    need_start = np.array([demand.need.start.toordinal() for demand in demands], dtype=np.int64)[:, None]
    need_end = np.array([demand.need.end.toordinal() for demand in demands], dtype=np.int64)[:, None]
    offer_start = np.array([offer.start.toordinal() for offer in offers], dtype=np.int64)
    offer_end = np.array([offer.end.toordinal() for offer in offers], dtype=np.int64)
    return ~((offer_start < need_end) & (need_start < offer_end))


def _too_little(demands: Sequence[Demand], offers: Sequence[Offer], measures: Measures) -> Flags:
    """Return where h is less than one whole unit.

    In kind that depends on need and offer alone. In money the offer's limit must pay one unit: limits and costs are
    compared exactly by their ranks among all of them.
    """
    scarce_need = np.array([demand.left < 1 for demand in demands], dtype=bool)[:, None]
    money = np.array([offer.unit is Unit.MONEY for offer in offers], dtype=bool)
    costs = [measures.unit_costs[i] or 0 for i in range(len(demands))]
    limits = [measures.limit(j) for j in range(len(offers))]
    rank = {value: position for position, value in enumerate(sorted({*costs, *limits}))}
    cost_rank = np.array([rank[cost] for cost in costs], dtype=np.int64)[:, None]
    limit_rank = np.array([rank[limit] for limit in limits], dtype=np.int64)
    none_left = np.array([limit < 1 for limit in limits], dtype=bool)
    broken: Flags = scarce_need | np.where(money, limit_rank < cost_rank, none_left)
    return broken


def _forbids(problem: AssignmentInput) -> Flags:
    flags = np.zeros((len(problem.needs), len(problem.offers)), dtype=bool)
    need = {row.id: number for number, row in enumerate(problem.needs)}
    offer = {row.id: number for number, row in enumerate(problem.offers)}
    for row in problem.scenario.forbids:
        flags[need[row.need], offer[row.offer]] = True
    return flags
