"""A second encoding of the whole problem, by hand, for `scipy.optimize.milp`: the cross-check beyond the oracle's reach.

Written from the specification with pairwise rows, big coefficients and no strengthening; shares with the optimiser the
specification alone. Only hard rules come from the oracle's own derivation.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matchmaker.core.entities.money import Money

from .oracle import Oracle, Pair


class Sheet:
    """Columns and rows as they are written down."""

    def __init__(self) -> None:
        self.high: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def column(self, high: float, *, whole: bool = True) -> int:
        self.high.append(high)
        self.whole.append(int(whole))
        return len(self.high) - 1

    def row(self, entries: dict[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append((entries, low, high))

    def maximise(self, costs: dict[int, float]) -> float:
        width = len(self.high)
        matrix = np.zeros((len(self.rows), width))
        for number, (entries, _, _) in enumerate(self.rows):
            for column, value in entries.items():
                matrix[number, column] += value
        c = np.zeros(width)
        for column, value in costs.items():
            c[column] -= value
        rows = LinearConstraint(matrix, [r[1] for r in self.rows], [r[2] for r in self.rows])
        answer = milp(
            c,
            integrality=self.whole,
            bounds=Bounds(np.zeros(width), np.array(self.high)),
            constraints=[rows] if self.rows else [],
            options={"mip_rel_gap": 0.0},
        )
        if not answer.success:
            raise ArithmeticError(answer.message)
        return float(-answer.fun)


class Encoding:
    """The columns of one problem and its rows, constraint by constraint."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle, self.sheet = oracle, Sheet()
        self.x: dict[Pair, int] = {}
        self.y: dict[Pair, int] = {}
        self.z: dict[str, int] = {}
        self.open = [n for n, left in oracle.left.items() if left > 0]
        self.pairs()
        self.needs()
        self.offers()
        self.money()
        self.exclusions()
        self.pins()

    def use(self, p: Pair) -> Fraction:
        return self.oracle.use(self.oracle.needs[p[0]], self.oracle.offers[p[1]])

    def step(self, p: Pair) -> Fraction:
        return self.oracle.step(self.oracle.needs[p[0]])

    def tau(self, n: str) -> Fraction:
        return Fraction(self.oracle.problem.scenario.weights.tiers[self.oracle.needs[n].tier - 1])

    def amounts(self, pairs: Iterable[Pair], factor: Callable[[Pair], Fraction]) -> dict[int, float]:
        return {self.x[p]: float(self.step(p) * factor(p)) for p in pairs}

    def pairs(self) -> None:
        for p in self.oracle.candidates:
            most = float(self.oracle.most(self.oracle.needs[p[0]], self.oracle.offers[p[1]]) / self.step(p))
            self.x[p], self.y[p] = self.sheet.column(most), self.sheet.column(1)
            self.sheet.row({self.x[p]: 1, self.y[p]: -most}, high=0)
            self.sheet.row({self.x[p]: 1, self.y[p]: -float(1 / self.step(p))}, low=0)

    def needs(self) -> None:
        for n in self.open:
            self.z[n] = self.sheet.column(1)
            left = self.oracle.left[n]
            least = min(max(Fraction(self.oracle.needs[n].minimum), Fraction(1)), left)
            mine = self.amounts([p for p in self.x if p[0] == n], lambda _: Fraction(1))
            self.sheet.row(mine | {self.z[n]: -float(left)}, high=0)
            self.sheet.row(mine | {self.z[n]: -float(least)}, low=0)

    def offers(self) -> None:
        for o, offer in self.oracle.offers.items():
            mine = [p for p in self.x if p[1] == o]
            opened = self.sheet.column(1)
            self.between(mine, opened, offer.opening_minimum, offer.capacity)
            reached = {}
            for s in {self.oracle.needs[n].state for n, _ in mine}:
                here = [p for p in mine if self.oracle.needs[p[0]].state == s]
                reached[s] = self.sheet.column(1)
                most = offer.maximum_per_recipient
                self.between(here, reached[s], offer.minimum_per_recipient, offer.capacity if most is None else most)
                for p in here:
                    self.sheet.row({self.y[p]: 1, reached[s]: -1}, high=0)
            if offer.maximum_recipients is not None:
                self.sheet.row(dict.fromkeys(reached.values(), 1.0), high=offer.maximum_recipients)

    def between(self, pairs: list[Pair], on: int, low: Decimal, high: Decimal) -> None:
        """What is given is between two limits, or nothing."""
        self.sheet.row(self.amounts(pairs, self.use) | {on: -float(high)}, high=0)
        self.sheet.row(self.amounts(pairs, self.use) | {on: -float(low)}, low=0)

    def money(self) -> None:
        """Budgets and the cap, in the base currency."""
        oracle, cap = self.oracle, self.oracle.problem.scenario.money_per_provider_recipient
        paid: dict[str, list[Pair]] = defaultdict(list)
        for p in self.x:
            if oracle.offers[p[1]].currency is not None:
                paid[oracle.offers[p[1]].provider].append(p)

        def at_most(pairs: list[Pair], limit: Money) -> None:
            worth = self.amounts(pairs, lambda p: self.use(p) * oracle.rate(oracle.offers[p[1]].currency))
            self.sheet.row(worth, high=float(Fraction(limit.amount) * oracle.rate(limit.currency)) + 1e-9)

        for code, pairs in paid.items():
            if oracle.provider[code].budget is not None:
                at_most(pairs, oracle.provider[code].budget)
            for s in {oracle.needs[n].state for n, _ in pairs} if cap is not None else ():
                at_most([p for p in pairs if oracle.needs[p[0]].state == s], cap)

    def exclusions(self) -> None:
        """Deliveries that clash, and parts of a bundle without a required one."""
        for a, b in combinations(self.x, 2):
            if self.oracle.clash(a, b):
                self.sheet.row({self.y[a]: 1, self.y[b]: 1}, high=1)
        for n, m in permutations(self.open, 2):
            one, other = self.oracle.needs[n], self.oracle.needs[m]
            if one.bundle is not None and one.bundle == other.bundle and other.required:
                self.sheet.row({self.z[n]: 1, self.z[m]: -1}, high=0)

    def pins(self) -> None:
        for pin in self.oracle.problem.scenario.pins:
            p = pin.need, pin.offer
            self.sheet.row({self.y[p]: 1}, low=1)
            if pin.quantity is not None:
                steps = float(Fraction(pin.quantity) / self.step(p))
                self.sheet.row({self.x[p]: 1}, low=steps, high=steps)

    def objectives(self) -> list[dict[int, float]]:
        """Tier1, states, benefit, and what is kept less what is new where there is a plan before this one."""
        oracle, weights = self.oracle, self.oracle.problem.scenario.weights
        share = {p: float(self.step(p) / oracle.left[p[0]]) for p in self.x}
        tier1 = {self.x[p]: part for p, part in share.items() if oracle.needs[p[0]].tier == 1}
        states: dict[int, float] = {}
        benefit: dict[int, float] = {}
        for s in sorted({oracle.needs[n].state for n in self.open}):
            mine = [n for n in self.open if oracle.needs[n].state == s]
            served = self.sheet.column(1)
            self.sheet.row({served: -1.0, **{self.z[n]: 1.0 for n in mine}}, low=0)
            states[served] = 1.0
            total = sum(map(self.tau, mine))
            pieces = [self.sheet.column(float(width), whole=False) for width in weights.widths]
            got = {self.x[p]: part * float(self.tau(p[0]) / total) for p, part in share.items() if p[0] in mine}
            self.sheet.row(got | dict.fromkeys(pieces, -1.0), low=0)
            benefit.update({column: float(slope) for column, slope in zip(pieces, weights.slopes, strict=True)})
        for p, part in share.items():
            benefit[self.x[p]] = float(self.tau(p[0]) * oracle.fit(*p)) * part
            benefit[self.y[p]] = -float(weights.pair_cost)
        before = {(row.need, row.offer) for row in oracle.problem.scenario.previous}
        kept = [{y: 1.0 if p in before else -1.0 for p, y in self.y.items()}] if before else []
        return [tier1, states, benefit, *kept]


def stage_values(oracle: Oracle) -> tuple[float, ...]:
    """Return what each stage reaches at best, each keeping the earlier ones; every pin must be able to hold."""
    encoding = Encoding(oracle)
    values = []
    for costs in encoding.objectives():
        values.append(encoding.sheet.maximise(costs))
        encoding.sheet.row(costs, low=values[-1] - 1e-7)
    if len(values) == 4:
        values[3] = len({(row.need, row.offer) for row in oracle.problem.scenario.previous}) - values[3]
    return tuple(values)
