"""Assignment: the best plan so far, in whole steps: checked exactly, filled up, and replaced only by a better one."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from ..vocabulary import Stage
from .eligibility import Pairing
from .ledger import Ledger, booked
from .overlaps import Clique
from .pins import PinnedPair
from .scoring import Scores, stage_values

STAGES = (Stage.TIER1, Stage.STATES, Stage.BENEFIT, Stage.STABILITY)
SAME = Fraction(1, 10**9)  # stage values closer than this are equal: rounding of money

Quantities = dict[int, int]
Values = Mapping[Stage, Fraction]


class Incumbent:
    """The best plan so far.

    Parameters
    ----------
    pairing, scores, cliques
        The problem.
    order : tuple of int
        Needs in the order of the tie rule.
    pins : tuple of PinnedPair
        Those that stand on a candidate pair.

    Attributes
    ----------
    plan : dict of int to int
        Steps by candidate pair.
    values : dict
        What it reaches by stage, exactly.
    needed : int
        How many of the pins a plan must keep.
    floors : dict of Stage to Fraction
        What a plan must reach in the stages that are done; above it, they count as equal.
    """

    def __init__(
        self,
        pairing: Pairing,
        scores: Scores,
        cliques: tuple[Clique, ...],
        order: tuple[int, ...],
        pins: tuple[PinnedPair, ...],
    ) -> None:
        self.pairing = pairing
        self.scores = scores
        self.cliques = cliques
        self.order = order
        self.pins = pins
        self.needed = 0
        self.floors: dict[Stage, Fraction] = {}
        self.plan: Quantities = {}
        self.values: Values = stage_values(pairing, scores, {})
        self._place = {i: rank for rank, i in enumerate(order)}

    def checked(self, quantities: Mapping[int, int], *, filled: bool = True) -> tuple[Quantities, Values] | None:
        """Return what an exact check leaves of a plan, filled up or not, with its values; None where a pin is lost."""
        ledger = Ledger(self.pairing, self.cliques)
        booked(ledger, quantities)
        if filled:
            self._fill(ledger)
        plan = dict(ledger.quantities)
        if not self.keeps(plan):
            return None
        return plan, stage_values(self.pairing, self.scores, plan)

    def take(self, plan: Quantities, values: Values) -> bool:
        """Take a checked plan where it is better; say whether it was."""
        if self.keeps(self.plan) and not self.beaten_by(plan, values):
            return False
        self.plan, self.values = plan, values
        return True

    def keeps(self, plan: Mapping[int, int]) -> bool:
        """Say whether a plan keeps as many pins as it must."""
        return sum(pinned.holds(plan) for pinned in self.pins) >= self.needed

    def beaten_by(self, plan: Mapping[int, int], values: Values) -> bool:
        """Say whether a plan is better: in the first stage that differs, else by the tie rule."""
        for stage in STAGES:
            if stage in self.floors and min(values[stage], self.values[stage]) >= self.floors[stage]:
                continue
            if stage in values:
                gain = values[stage] - self.values[stage]
                if abs(gain) > SAME:
                    return (gain > 0) != (stage is Stage.STABILITY)
        theirs, ours = self.served(plan), self.served(self.plan)
        return [theirs[i] for i in self.order] > [ours[i] for i in self.order]

    def served(self, plan: Mapping[int, int]) -> Counter[int]:
        """Return the steps that each need gets."""
        served: Counter[int] = Counter()
        for pair, steps in plan.items():
            served[int(self.pairing.need[pair])] += steps
        return served

    def _fill(self, ledger: Ledger) -> None:
        """Give the allocations of a plan what is still free: tier 1 first, then in the order of the tie rule."""
        exact = {pinned.pair for pinned in self.pins if pinned.steps is not None and pinned.holds(ledger.quantities)}
        later = [demand.need.tier > 1 for demand in self.pairing.demands]
        needs = ledger.needs
        for pair in sorted(ledger.quantities, key=lambda pair: (later[needs[pair]], self._place[needs[pair]], pair)):
            if pair not in exact and (room := ledger.room(pair)):
                ledger.add(pair, room)
