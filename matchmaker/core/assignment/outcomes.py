"""Assignment, figures: what a plan comes to in numbers that need no weights, whoever made it and whatever it breaks."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .eligibility import Pairing
from .overlaps import Clique


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan comes to.

    Attributes
    ----------
    met : int
        Needs served in full.
    first : float
        Served shares of tier-1 needs, added up; what is delivered beyond a need counts nothing.
    states : int
        States with at least one need served.
    halved : int
        States with a bundle of which one required part is served and another is not.
    overlapping : int
        Pairs of deliveries of the same assistance in overlapping time, and needs that get more than they asked for.
    unused : float
        Share of all offered money that buys nothing that was asked for.
    """

    met: int
    first: float
    states: int
    halved: int
    overlapping: int
    unused: float


def outcome(pairing: Pairing, cliques: tuple[Clique, ...], quantities: Mapping[int, int]) -> Outcome:
    """Return what a plan comes to.

    Parameters
    ----------
    pairing : Pairing
        The problem.
    cliques : tuple of Clique
        Deliveries that exclude one another.
    quantities : mapping of int to int
        Steps by candidate pair; limits may be broken.

    Examples
    --------
    >>> from matchmaker.core.assignment.eligibility import pair
    >>> from matchmaker.core.assignment.instances import realistic
    >>> outcome(pair(realistic(20, 8, seed=1)), (), {}).unused
    1.0
    """
    measures, demands = pairing.measures, pairing.demands
    served: Counter[int] = Counter()
    useful = 0
    for pair in sorted(quantities):
        i, j = int(pairing.need[pair]), int(pairing.offer[pair])
        steps = min(quantities[pair], max(0, measures.left[i] - served[i]))
        served[i] += quantities[pair]
        useful += steps * measures.use(i, j) if measures.money[j] else 0
    parts: dict[str, list[int]] = defaultdict(list)
    for i, demand in enumerate(demands):
        if demand.open and demand.bundle is not None and demand.need.required:
            parts[demand.bundle].append(i)
    halved = {
        demands[members[0]].need.state
        for members in parts.values()
        if 0 < sum(served[i] > 0 for i in members) < len(members)
    }
    clashes = {
        frozenset((a, b))
        for clique in cliques
        for place, one in enumerate(clique)
        for other in clique[place + 1 :]
        for a in one & quantities.keys()
        for b in other & quantities.keys()
    }
    money = sum(measures.capacity[j] for j, paid in enumerate(measures.money) if paid)
    first = [i for i, demand in enumerate(demands) if demand.open and demand.need.tier == 1]
    return Outcome(
        met=sum(demand.open and served[i] >= measures.left[i] for i, demand in enumerate(demands)),
        first=float(sum(min(Fraction(1), Fraction(served[i], measures.left[i])) for i in first)),
        states=len({demands[i].need.state for i, steps in served.items() if steps}),
        halved=len(halved),
        overlapping=len(clashes) + sum(served[i] > measures.left[i] for i in served),
        unused=1 - useful / money if money else 0.0,
    )
