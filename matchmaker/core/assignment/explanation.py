"""Assignment: why a need is not, or not wholly, met: the first reason that holds, and the rows that prove it.

A verified plan comes in, the same plan with reason and evidence on each unmet need goes out. Words are made elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from ..entities.plans import Plan, Unmet
from ..vocabulary import Kind, Rule, Stage, UnmetReason
from .eligibility import BIT, Pairing
from .ledger import Ledger, ledger_of, steps_of
from .overlaps import delivery_days, exclusive_deliveries
from .pins import place_pins
from .scoring import Scores, stage_values, tie_order
from .solution import rounded

Row = Mapping[str, object]
MOST_HANDED_OVER = 1000
"""So many hand-overs are tried for what came first to full offers; beyond that the rank alone is told."""
_ASKED_FOR = BIT[Rule.THEME] | BIT[Rule.KIND]


def explain(pairing: Pairing, scores: Scores, plan: Plan) -> Plan:
    """Return a plan whose unmet needs say why.

    Parameters
    ----------
    pairing, scores
        The problem that the plan answers.
    plan : Plan
        Verified.

    Returns
    -------
    Plan
        Each row of ``unmet`` with the first reason that holds and its evidence.

    Notes
    -----
    The reasons and their order are those of ``docs/assignment.md``, "Why a need is not met": what the request lacks,
    then what the rules refuse, then what the rest of the plan leaves.

    Examples
    --------
    >>> from matchmaker.core.assignment import pair, read_problem, solve
    >>> from matchmaker.core.gazetteer import FIXTURES
    >>> problem = read_problem((FIXTURES / "problems" / "two_courses.json").read_bytes())
    >>> [(row.need, row.reason.value) for row in solve(problem, isolated=False).unmet]
    [('n1', 'duplicate'), ('n2', 'minimum')]
    """
    reasons = _Reasons(pairing, scores, plan)
    return replace(plan, unmet=tuple(reasons.of(row) for row in plan.unmet))


class _Reasons:
    """The books of a plan, asked need by need."""

    def __init__(self, pairing: Pairing, scores: Scores, plan: Plan) -> None:
        self.pairing, self.scores, self.plan = pairing, scores, plan
        self.position = {demand.need.id: i for i, demand in enumerate(pairing.demands)}
        self.cliques = exclusive_deliveries(pairing)
        self.quantities = steps_of(pairing, plan.allocations)
        self.books = ledger_of(pairing, self.cliques, self.quantities)
        self.pairs_of: dict[int, list[int]] = {}
        for pair, i in enumerate(pairing.need.tolist()):
            self.pairs_of.setdefault(i, []).append(pair)
        self.of_offer: dict[int, list[int]] = {}
        self.in_clique: dict[int, list[tuple[int, int]]] = {}
        for pair in self.quantities:
            self.of_offer.setdefault(self.books.offers[pair], []).append(pair)
            for clique, delivery in self.books.exclusive.get(pair, ()):
                self.in_clique.setdefault(clique, []).append((pair, delivery))
        self.of_state: dict[str, list[int]] = {}
        for i, state in enumerate(self.books.states):
            self.of_state.setdefault(state, []).append(i)
        self.pins = place_pins(pairing)[0]
        self.kept = sum(placed.holds(self.quantities) for placed in self.pins)
        self.tried = 0
        self.order = {i: place for place, i in enumerate(tie_order(pairing.demands, plan.solver.seed))}

    def of(self, row: Unmet) -> Unmet:
        """Return a row with its reason and evidence."""
        reason, evidence = self.reason(self.position[row.need])
        return replace(row, reason=reason, evidence=tuple(evidence))

    def reason(self, i: int, *, bundled: bool = True) -> tuple[UnmetReason, list[Row]]:
        """Return the first reason that holds for a need, with its evidence."""
        for reason, rows in self._request(i):
            if rows is not None:
                return reason, rows
        if bundled and (rows := self._bundle(i)):
            return UnmetReason.BUNDLE, rows
        checks: tuple[tuple[UnmetReason, Callable[[int], list[Row] | None]], ...] = (
            (UnmetReason.DUPLICATE, self._excluded),
            (UnmetReason.LIMIT, self._limits),
            (UnmetReason.MINIMUM, self._minima),
            (UnmetReason.TIE, self._ties),
            (UnmetReason.CAPACITY, self._full),
        )
        for reason, check in checks:
            rows = check(i)
            if rows is not None:
                return reason, rows
        loose = next((stage for stage in self.plan.stages if not stage.proved), self.plan.stages[-1])
        return UnmetReason.NOT_PROVEN, [{"stage": loose.name.value, "gap": f"{loose.gap.normalize():f}"}]

    def _request(self, i: int) -> Iterator[tuple[UnmetReason, list[Row] | None]]:
        """Yield the reasons that lie in the request and in the rules, each with None where it does not hold."""
        demand = self.pairing.demands[i]
        yield UnmetReason.DUPLICATE, None if demand.open else self._covered(i)
        broken = self.pairing.broken[i]
        asked_for = np.flatnonzero((broken & _ASKED_FOR) == 0).tolist()
        if not asked_for:
            payable = demand.need.unit_cost is None and any(
                Kind.FUNDING in offer.kinds and demand.need.kind in offer.pays_for and demand.need.theme in offer.themes
                for offer in self.pairing.problem.offers
            )
            yield UnmetReason.INCOMPLETE, [{"field": "unit_cost"}] if payable else None
            yield UnmetReason.NO_OFFER, []
        yield UnmetReason.FORBIDDEN, self._forbidden(i) or None
        yield UnmetReason.NOT_ELIGIBLE, None if i in self.pairs_of else self._refused(i, asked_for)

    def _covered(self, i: int) -> list[Row]:
        demand = self.pairing.demands[i]
        if not demand.stands:
            return [{"need": demand.stands_for}]
        return [
            {"engagement": row.id, "quantity": None if row.quantity is None else _plain(row.quantity)}
            for row in demand.covered_by
        ]

    def _forbidden(self, i: int) -> list[Row]:
        need, problem = self.pairing.demands[i].need, self.pairing.problem
        if i not in self.pairs_of:
            alone = {
                offer.id for j, offer in enumerate(problem.offers) if self.pairing.broken[i, j] == BIT[Rule.FORBID]
            }
            return [
                {"offer": row.offer, "reason": row.reason}
                for row in problem.scenario.forbids
                if row.need == need.id and row.offer in alone
            ]
        return [
            {"offer": placed.pin.offer, "pin": True}
            for placed in self.pins
            if placed.steps is not None
            and self.books.needs[placed.pair] == i
            and placed.holds(self.quantities)
            and self.books.room(placed.pair)
        ]

    def _refused(self, i: int, asked_for: list[int]) -> list[Row]:
        rows: list[Row] = [
            {"offer": self.pairing.problem.offers[j].id, "rules": [rule.value for rule in self.pairing.rules(i, j)]}
            for j in asked_for
        ]
        opens = {rule: int(np.count_nonzero(self.pairing.broken[i] == bit)) for rule, bit in BIT.items()}
        best = max(opens, key=lambda rule: opens[rule])
        return [*rows, {"rule": best.value, "opens": opens[best]}] if opens[best] else rows

    def _bundle(self, i: int) -> list[Row]:
        bundle = self.pairing.demands[i].bundle
        if bundle is None or self.books.served[i]:
            return []
        return [
            {
                "bundle": bundle,
                "need": self.pairing.demands[part].need.id,
                "reason": self.reason(part, bundled=False)[0].value,
            }
            for part in sorted(self.books.required[bundle])
            if part != i and not self.books.served[part]
        ]

    def _excluded(self, i: int) -> list[Row] | None:
        """Deliveries of the plan that exclude one to this need (rule 4)."""
        rows: list[Row] = []
        for pair in self.pairs_of[i]:
            if pair in self.quantities:
                continue
            for clique, delivery in self.books.exclusive.get(pair, ()):
                for other, its_delivery in self.in_clique.get(clique, ()):
                    if its_delivery != delivery and (row := self._delivery(other)) not in rows:
                        rows.append(row)
        return rows or None

    def _delivery(self, pair: int) -> Row:
        start, end = (type(self.pairing.problem.as_of).fromordinal(day) for day in delivery_days(self.pairing, pair))
        need = self.pairing.demands[self.books.needs[pair]].need
        offer = self.pairing.problem.offers[self.books.offers[pair]]
        return {"need": need.id, "offer": offer.id, "start": start.isoformat(), "end": end.isoformat()}

    def _limits(self, i: int) -> list[Row] | None:
        """Limits that leave less than is missing."""
        measures, problem = self.pairing.measures, self.pairing.problem
        state, missing = self.books.states[i], self._missing(i)
        rows: list[Row] = []
        for pair in self.pairs_of[i]:
            j = self.books.offers[pair]
            offer, provider, use = problem.offers[j], self.books.providers[j], self.books.uses[pair]
            ceiling, most = measures.ceiling[j], offer.maximum_recipients
            left = {
                "maximum_per_recipient": None if ceiling is None else ceiling - self.books.given[j, state],
                "maximum_recipients": 0
                if most is not None and not self.books.pairs_of[j, state] and self.books.recipients_of[j] >= most
                else None,
            }
            if measures.money[j]:
                budget = measures.budgets.get(provider)
                left["budget"] = None if budget is None else budget - self.books.spent[provider]
                cap = measures.cap
                left["money_per_provider_recipient"] = (
                    None if cap is None else cap - self.books.spent_on[provider, state]
                )
            rows += [
                {"offer": offer.id, "limit": name, "value": self._limit_value(j, name)}
                for name, free in left.items()
                if free is not None and free // use < missing
            ]
        return rows or None

    def _limit_value(self, j: int, name: str) -> str:
        problem = self.pairing.problem
        offer = problem.offers[j]
        budget = next(row.budget for row in problem.providers if row.code == offer.provider)
        cap = problem.scenario.money_per_provider_recipient
        value = {
            "maximum_per_recipient": offer.maximum_per_recipient,
            "maximum_recipients": offer.maximum_recipients,
            "budget": budget.amount if budget else None,
            "money_per_provider_recipient": cap.amount if cap else None,
        }[name]
        return _plain(Decimal(value or 0))

    def _minima(self, i: int) -> list[Row] | None:
        """Offers with something left that is less than the least useful quantity, or that do not open."""
        measures, books = self.pairing.measures, self.books
        rows: list[Row] = []
        for pair in self.pairs_of[i]:
            j, use = books.offers[pair], books.uses[pair]
            free = measures.capacity[j] - books.used[j]
            if free <= 0:
                continue
            least = max(
                measures.unit[i] * use,
                (measures.least[i] - books.served[i]) * use,
                measures.floor[j] - books.given[j, books.states[i]],
                measures.opening[j] - books.used[j],
            )
            least = -(-least // use) * use
            if min(self._missing(i) * use, free) < least:
                rows.append(
                    {
                        "offer": self.pairing.problem.offers[j].id,
                        "left": self._in_capacity(j, free),
                        "least": self._in_capacity(j, least),
                    }
                )
        return rows or None

    def _ties(self, i: int) -> list[Row] | None:
        """Allocations of needs earlier in the tie order that could as well be this need's."""
        for pair in self.pairs_of[i]:
            for other in self.of_offer.get(self.books.offers[pair], ()):
                k, steps = self.books.needs[other], self.quantities[other]
                if k == i or self.order[k] > self.order[i]:
                    continue
                moved, rest = divmod(steps * self.books.uses[other], self.books.uses[pair])
                if rest or not 0 < moved <= self._missing(i) or self._first(k, steps) != self._first(i, moved):
                    continue
                changed = {p: s for p, s in self.quantities.items() if p != other}
                changed[pair] = changed.get(pair, 0) + moved
                states = {self.books.states[k], self.books.states[i]}
                if self._values(changed, states) == self._values(self.quantities, states) and self._allowed(changed):
                    return [self._tie(k, i, self.books.offers[pair])]
        return None

    def _first(self, i: int, steps: int) -> Fraction:
        """Return what steps of a need bring to the first stage."""
        demand = self.pairing.demands[i]
        return steps * Fraction(demand.step) / Fraction(demand.left) if demand.need.tier == 1 else Fraction(0)

    def _values(self, quantities: Mapping[int, int], states: set[str]) -> dict[Stage, Fraction]:
        """Return the stage values of what some States get: all that a hand-over between them can change."""
        among = [i for state in states for i in self.of_state[state]]
        part = {pair: quantities[pair] for i in among for pair in self.pairs_of.get(i, ()) if pair in quantities}
        return stage_values(self.pairing, self.scores, part, among)

    def _allowed(self, quantities: Mapping[int, int]) -> bool:
        books = Ledger(self.pairing, self.cliques)
        for pair, steps in quantities.items():
            if books.room(pair) < steps:
                return False
            books.add(pair, steps)
        return not books.short() and sum(placed.holds(quantities) for placed in self.pins) >= self.kept

    def _tie(self, first: int, second: int, j: int) -> Row:
        one, by = self.pairing.demands[first].need, self._ground(first, second)
        return {"need": one.id, "offer": self.pairing.problem.offers[j].id, "by": by}

    def _ground(self, first: int, second: int) -> str:
        """Return what tells two needs apart in the tie order."""
        one, other = self.pairing.demands[first].need, self.pairing.demands[second].need
        if one.earlier_served != other.earlier_served:
            return "earlier_served"
        return "lot" if one.requested == other.requested else "requested"

    def _full(self, i: int) -> list[Row] | None:
        """The allocations of candidate offers with less left than is missing; None where there is none."""
        full = {
            self.books.offers[pair]: pair
            for pair in self.pairs_of[i]
            if self.pairing.measures.capacity[self.books.offers[pair]] - self.books.used[self.books.offers[pair]]
            < self._missing(i) * self.books.uses[pair]
        }
        rows: list[Row] = []
        for other in sorted(pair for j in full for pair in self.of_offer.get(j, ())):
            demand, offer = self.pairing.demands[self.books.needs[other]], self.books.offers[other]
            quantity = _plain(self.quantities[other] * demand.step)
            name = self.pairing.problem.offers[offer].id
            row = {"offer": name, "need": demand.need.id, "tier": demand.need.tier, "quantity": quantity}
            below = self.books.needs[other] == i or demand.need.tier < self.pairing.demands[i].need.tier
            if not below and self.tried < MOST_HANDED_OVER:
                self.tried += 1
                row["by"] = self._first_by(i, full[offer], other)
            rows.append(row)
        return rows if full else None

    def _first_by(self, i: int, pair: int, other: int) -> str:
        """Return why an allocation came before a need of no lower rank: what handing it over would make worse.

        The first stage that it would lower, else the ground of the tie order; `rules` where no plan can hold it.
        """
        k, use, its = self.books.needs[other], self.books.uses[pair], self.books.uses[other]
        moved = min(self.quantities[other] * its, self._missing(i) * use) // use
        changed = {**self.quantities, pair: self.quantities.get(pair, 0) + moved}
        changed[other] -= -(-moved * use // its)
        if not moved:
            return "rules"
        if not changed[other]:
            del changed[other]
        states = {self.books.states[k], self.books.states[i]}
        now, then = self._values(self.quantities, states), self._values(changed, states)
        apart = next((stage for stage in now if now[stage] != then[stage]), None)
        if apart is not None and (then[apart] > now[apart]) == (apart is Stage.STABILITY):
            return apart.value
        if not self._allowed(changed):
            return "rules"
        return self._ground(k, i) if apart is None and self.order[k] < self.order[i] else "not_proven"

    def _missing(self, i: int) -> int:
        return self.pairing.measures.left[i] - self.books.served[i]

    def _in_capacity(self, j: int, amount: int) -> str:
        """Return an amount of an offer's books as its capacity is written."""
        offer, problem = self.pairing.problem.offers[j], self.pairing.problem
        if offer.currency is None:
            return str(amount)
        worth = Fraction(amount, self.pairing.measures.grains) / problem.rates.worth(offer.currency)
        shown = rounded(worth, 2)
        return _plain(shown if shown or not worth else rounded(worth, 6))  # a part of a cent is something left


def _plain(value: Decimal) -> str:
    """Return a decimal in plain notation, trailing zeros cut."""
    return f"{value.normalize():f}"
