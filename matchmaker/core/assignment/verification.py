"""The independent verifier: a problem and a plan in, every rule that the plan breaks out, in exact arithmetic.

It imports entities and vocabulary alone and is written from the rules' sentences (docs/assignment.md), so that a
mistake of the optimiser is not repeated here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from ..entities.plans import Allocation, Breach, Plan
from ..entities.problems import AssignmentInput, Need, Offer
from ..vocabulary import (
    MINOR_UNITS,
    SHAREABLE_BY_DEFAULT,
    Kind,
    PlanStatus,
    Relation,
    Rule,
    Stage,
    Theme,
    Unit,
    UnmetReason,
)

_EXCUSED = {Relation.COMPLEMENTARY, Relation.RENEWAL, Relation.UNRELATED}


def verify(problem: AssignmentInput, plan: Plan) -> tuple[Breach, ...]:
    """Check a plan against every hard rule, constraint and figure.

    Parameters
    ----------
    problem : AssignmentInput
        What was asked and offered.
    plan : Plan
        Whole quantities, as published.

    Returns
    -------
    tuple of Breach
        Empty where the plan is right; otherwise the rule and the place, in words.

    Notes
    -----
    Rules and constraints are those of docs/assignment.md, "Candidate pairs" and "Constraints"; all comparisons are on
    `fractions.Fraction`, so no tolerance hides a breach. Printed factors are compared to 6 decimals, stage values to 9.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from matchmaker.core.entities.money import Rates
    >>> from matchmaker.core.entities.plans import SolverStamp
    >>> from matchmaker.core.entities.problems import Scenario
    >>> day = date(2026, 6, 1)
    >>> empty = AssignmentInput(day, Rates("USD", day, {}), (), (), (), (), (), (), Scenario())
    >>> verify(empty, Plan(PlanStatus.OPTIMAL, "", SolverStamp("none", "0", 0, 0.0), (), (), ()))
    ()
    """
    check = _Check(problem, plan)
    unknown = tuple(check.unknown())
    if unknown:
        return unknown
    return tuple(breach for rule in _CHECKS for breach in rule(check))


class _Check:
    """A problem and a plan with what the rules need to know about them."""

    def __init__(self, problem: AssignmentInput, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.needs = {need.id: need for need in problem.needs}
        self.offers = {offer.id: offer for offer in problem.offers}
        self.states = {state.code: state for state in problem.states}
        self.providers = {provider.code: provider for provider in problem.providers}
        self.got: dict[str, Fraction] = defaultdict(Fraction)
        for line in plan.allocations:
            self.got[line.need] += Fraction(line.quantity)

    def unknown(self) -> Iterator[Breach]:
        """Pairs that do not exist or stand twice."""
        seen = set()
        for line in self.plan.allocations:
            pair = (line.need, line.offer)
            if line.need not in self.needs or line.offer not in self.offers:
                yield Breach("unknown", f"{line.need} x {line.offer} is not in the problem")
            elif pair in seen:
                yield Breach("repeated", f"{line.need} x {line.offer} stands twice")
            seen.add(pair)

    def said(self, a: str, b: str) -> Relation | None:
        """The judgement on a pair of records."""
        return self._judgements.get(frozenset((a, b)))

    @cached_property
    def _judgements(self) -> dict[frozenset[str], Relation]:
        return {frozenset((row.a, row.b)): row.relation for row in self.problem.judgements}

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Each standing need with every need that restates it, itself included."""
        group_of = {need_id: {need_id} for need_id in self.needs}
        for row in self.problem.judgements:
            if row.relation is Relation.RESTATED and row.a in self.needs and row.b in self.needs:
                joined = group_of[row.a] | group_of[row.b]
                for member in joined:
                    group_of[member] = joined
        stands = {}
        for members in group_of.values():
            first = min(members, key=lambda m: (self.needs[m].requested, m))
            stands[first] = sorted(members)
        return stands

    @cached_property
    def open(self) -> dict[str, Fraction]:
        """What each need still needs; restated ones need nothing."""
        left = dict.fromkeys(self.needs, Fraction(0))
        for first, members in self.groups.items():
            need = self.needs[first]
            asked = max(self._as_asked_by(need, self.needs[m]) for m in members)
            left[first] = max(Fraction(0), asked - self._covered(need, members, asked))
        return left

    def _as_asked_by(self, need: Need, member: Need) -> Fraction:
        """A restated quantity as the standing need counts it: other money is converted and cut to the minor unit."""
        quantity, own, other = Fraction(member.quantity), need.unit_cost, member.unit_cost
        if need.kind is not Kind.FUNDING or own is None or other is None or own.currency == other.currency:
            return quantity
        return self.problem.rates.convert(quantity, other.currency, own.currency) // self.step(need) * self.step(need)

    def _covered(self, need: Need, members: Iterable[str], asked: Fraction) -> Fraction:
        total = Fraction(0)
        for row in self.problem.engagements:
            same = (row.state, row.theme, row.kind, row.item, row.beneficiary) == _key(need)
            if not same or not _overlap((row.start, row.end), (need.start, need.end)):
                continue
            if any(self.said(member, row.id) in _EXCUSED for member in members):
                continue
            total += asked if row.quantity is None else Fraction(row.quantity)
        return total

    def in_kind(self, need: Need, offer: Offer) -> bool:
        """Whether the offer gives the need's kind itself and not money for it."""
        return offer.unit is not Unit.MONEY and need.kind in offer.kinds

    def use(self, need: Need, offer: Offer) -> Fraction:
        """Capacity used by one unit."""
        if self.in_kind(need, offer) or need.unit_cost is None or offer.currency is None:
            return Fraction(1)
        return self.problem.rates.convert(need.unit_cost.amount, need.unit_cost.currency, offer.currency)

    def step(self, need: Need) -> Fraction:
        """The smallest part that a need can be given in."""
        if need.kind is Kind.FUNDING and need.unit_cost is not None:
            return Fraction(1, 10 ** MINOR_UNITS.get(need.unit_cost.currency, 2))
        return Fraction(1)

    def lines(self) -> Iterator[tuple[Allocation, Need, Offer]]:
        """Each allocation with both sides."""
        for line in self.plan.allocations:
            yield line, self.needs[line.need], self.offers[line.offer]

    def most(self, need: Need, offer: Offer) -> Fraction:
        """The largest quantity that the pair can carry, in whole steps."""
        use = self.use(need, offer)
        bounds = [self.open[need.id]]
        if use:
            bounds.append(Fraction(offer.capacity) / use)
            if offer.maximum_per_recipient is not None:
                bounds.append(Fraction(offer.maximum_per_recipient) / use)
        return min(bounds) // self.step(need) * self.step(need)


def _key(need: Need) -> tuple[str, Theme, Kind, str | None, str]:
    return (need.state, need.theme, need.kind, need.item, need.beneficiary)


def _overlap(a: tuple[date, date], b: tuple[date, date]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _broken(check: _Check, need: Need, offer: Offer) -> Iterator[Rule]:
    """Every hard rule that a pair breaks."""
    state = check.states[need.state]
    paid = offer.unit is Unit.MONEY and need.kind in offer.pays_for and need.unit_cost is not None
    named = offer.eligible
    everybody = not (named.states or named.regions or named.groups)
    places = {place for place in (state.region, state.subregion) if place}
    meant = need.state in named.states or places & set(named.regions) or set(state.groups) & set(named.groups)
    if need.theme not in offer.themes:
        yield Rule.THEME
    if not (need.kind in offer.kinds or paid):
        yield Rule.KIND
    if offer.items and need.item not in offer.items:
        yield Rule.ITEM
    if need.state in offer.excluded_states or not (everybody or meant):
        yield Rule.STATE
    if offer.provider == need.state:
        yield Rule.SELF
    if need.languages and offer.languages and not set(need.languages) & set(offer.languages):
        yield Rule.LANGUAGE
    if not _overlap((need.start, need.end), (offer.start, offer.end)):
        yield Rule.WINDOW
    if need.theme is Theme.AMMUNITION and not check.problem.scenario.ammunition:
        yield Rule.SCOPE
    if check.open[need.id] <= 0:
        yield Rule.DUPLICATE
    elif check.most(need, offer) < 1:
        yield Rule.MINIMUM
    if any((row.need, row.offer) == (need.id, offer.id) for row in check.problem.scenario.forbids):
        yield Rule.FORBID


def _hard_rules(check: _Check) -> Iterator[Breach]:
    for line, need, offer in check.lines():
        for rule in _broken(check, need, offer):
            yield Breach(rule, f"{line.need} x {line.offer}")


def _quantities(check: _Check) -> Iterator[Breach]:
    """Whole steps, at least one unit, at most what the pair can carry; least useful quantity and need kept."""
    for line, need, offer in check.lines():
        quantity, where = Fraction(line.quantity), f"{line.need} x {line.offer}"
        if quantity % check.step(need):
            yield Breach("whole_units", f"{where} gives {line.quantity}")
        if quantity < 1 or quantity > check.most(need, offer):
            yield Breach(
                "pair_bounds", f"{where} gives {line.quantity}, the pair carries at most {check.most(need, offer)}"
            )
    for need_id, got in check.got.items():
        need, wanted = check.needs[need_id], check.open[need_id]
        if got > wanted:
            yield Breach("need", f"{need_id} gets {got} of {wanted}")
        if got < min(max(Fraction(need.minimum), Fraction(1)), wanted):
            yield Breach("need_minimum", f"{need_id} gets {got}, less than its least useful quantity")


def _offers(check: _Check) -> Iterator[Breach]:
    """Capacity, opening minimum, bounds per recipient, number of recipients."""
    used: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for line, need, offer in check.lines():
        used[offer.id][need.state] += Fraction(line.quantity) * check.use(need, offer)
    for offer_id, by_state in used.items():
        offer, total = check.offers[offer_id], sum(by_state.values(), Fraction(0))
        if total > Fraction(offer.capacity):
            yield Breach("capacity", f"{offer_id} gives {total} of {offer.capacity}")
        if total < Fraction(offer.opening_minimum):
            yield Breach("opening_minimum", f"{offer_id} is used for {total}, it opens at {offer.opening_minimum}")
        if offer.maximum_recipients is not None and len(by_state) > offer.maximum_recipients:
            yield Breach("maximum_recipients", f"{offer_id} serves {len(by_state)} States")
        for state, given in by_state.items():
            if given < Fraction(offer.minimum_per_recipient):
                yield Breach("minimum_per_recipient", f"{offer_id} gives {state} {given}")
            if offer.maximum_per_recipient is not None and given > Fraction(offer.maximum_per_recipient):
                yield Breach("maximum_per_recipient", f"{offer_id} gives {state} {given}")


def _money(check: _Check) -> Iterator[Breach]:
    """Budgets of providers, and the cap per provider and recipient."""
    worth: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    rates = check.problem.rates
    for line, need, offer in check.lines():
        if offer.currency is not None:
            paid = Fraction(line.quantity) * check.use(need, offer)
            worth[offer.provider, need.state] += paid * rates.worth(offer.currency)
    cap = check.problem.scenario.money_per_provider_recipient
    for (provider, state), given in worth.items():
        if cap is not None and given > Fraction(cap.amount) * rates.worth(cap.currency):
            yield Breach(
                "money_per_provider_recipient", f"{provider} gives {state} more than {cap.amount} {cap.currency}"
            )
    for code, row in check.providers.items():
        spent = sum((given for (provider, _), given in worth.items() if provider == code), Fraction(0))
        if row.budget is not None and spent > Fraction(row.budget.amount) * rates.worth(row.budget.currency):
            yield Breach("budget", f"{code} spends more than {row.budget.amount} {row.budget.currency}")


def _duplicates(check: _Check) -> Iterator[Breach]:
    """No two overlapping deliveries of the same from different offers."""
    by_key = defaultdict(list)
    for _, need, offer in check.lines():
        by_key[_key(need)].append((need, offer))
    for rows in by_key.values():
        for (need, offer), (other, second) in combinations(rows, 2):
            if offer.id == second.id:
                continue
            said = check.said(offer.id, second.id)
            shared = _shareable(need) or _shareable(other)
            if said is Relation.COMPLEMENTARY or (shared and said is not Relation.OVERLAPPING):
                continue
            first = (max(need.start, offer.start), min(need.end, offer.end))
            then = (max(other.start, second.start), min(other.end, second.end))
            if _overlap(first, then):
                yield Breach("duplicate_delivery", f"{need.id} x {offer.id} and {other.id} x {second.id}")


def _shareable(need: Need) -> bool:
    return SHAREABLE_BY_DEFAULT[need.kind] if need.shareable is None else need.shareable


def _bundles(check: _Check) -> Iterator[Breach]:
    """All required parts of a bundle, or nothing of it."""
    parts = defaultdict(list)
    for need_id in check.groups:
        need = check.needs[need_id]
        if need.bundle is not None and check.open[need_id] > 0:
            parts[need.bundle].append(need)
    for bundle, needs in parts.items():
        missing = [need.id for need in needs if need.required and not check.got.get(need.id)]
        served = [need.id for need in needs if check.got.get(need.id)]
        if missing and served:
            yield Breach("bundle", f"{bundle}: {served[0]} is served without {missing[0]}")


def _pins(check: _Check) -> Iterator[Breach]:
    """Every pin is kept, unless the plan says that pins conflict."""
    given = {(line.need, line.offer): line.quantity for line in check.plan.allocations}
    for pin in check.problem.scenario.pins:
        kept = given.get((pin.need, pin.offer))
        right = kept is not None and (pin.quantity is None or kept == pin.quantity)
        if not right and check.plan.status is not PlanStatus.PINS_CONFLICT:
            yield Breach("pin", f"{pin.need} x {pin.offer} is pinned and not kept")


def _terms(check: _Check, need: Need, offer: Offer) -> tuple[Fraction, Fraction, Fraction]:
    weights = check.problem.scenario.weights
    state, provider = check.states[need.state], check.providers[offer.provider]
    spoken = not need.languages or bool(set(need.languages) & set(offer.languages))
    days = (min(need.end, offer.end) - max(need.start, offer.start)).days
    share = Fraction(days, (need.end - need.start).days)
    if state.subregion and state.subregion == provider.subregion:
        near = weights.proximity[0]
    elif state.region and state.region == provider.region:
        near = weights.proximity[1]
    else:
        near = weights.proximity[2]
    base = Fraction(weights.timeliness)
    return (Fraction(1) if spoken else Fraction(weights.language), base + (1 - base) * share, Fraction(near))


def _figures(check: _Check) -> Iterator[Breach]:
    """Factors and fit to 6 decimals, money to the minor unit."""
    for line, need, offer in check.lines():
        where = f"{line.need} x {line.offer}"
        language, timeliness, proximity = _terms(check, need, offer)
        printed = (line.terms.language, line.terms.timeliness, line.terms.proximity, line.fit)
        exact = (language, timeliness, proximity, language * timeliness * proximity)
        if any(abs(Fraction(p) - e) > Fraction(1, 10**6) for p, e in zip(printed, exact, strict=True)):
            yield Breach("fit", f"{where} prints {line.fit}")
        money, currency = None, None
        if offer.currency is not None:
            money, currency = Fraction(line.quantity) * check.use(need, offer), offer.currency
        elif need.unit_cost is not None:
            money, currency = Fraction(line.quantity) * Fraction(need.unit_cost.amount), need.unit_cost.currency
        if (money is None) != (line.money is None):
            yield Breach("money", f"{where} prints {line.money}")
        elif money is not None and line.money is not None and currency is not None:
            wrong = abs(Fraction(line.money) - money) > Fraction(1, 10 ** MINOR_UNITS[currency])
            yield from [Breach("money", f"{where} prints {line.money} {currency}")] if wrong else []


def _stage_values(check: _Check) -> dict[Stage, Fraction]:
    """What each stage of the objective is worth on the published quantities."""
    weights = check.problem.scenario.weights
    opened = {need_id: left for need_id, left in check.open.items() if left > 0}
    share = {need_id: check.got.get(need_id, Fraction(0)) / left for need_id, left in opened.items()}
    weight = {need_id: Fraction(weights.tiers[check.needs[need_id].tier - 1]) for need_id in opened}
    served = {check.needs[need_id].state for need_id in opened if share[need_id]}
    benefit = Fraction(0)
    for state in {check.needs[need_id].state for need_id in opened}:
        mine = [need_id for need_id in opened if check.needs[need_id].state == state]
        left = sum((weight[n] * share[n] for n in mine), Fraction(0)) / sum((weight[n] for n in mine), Fraction(0))
        for slope, width in zip(weights.slopes, weights.widths, strict=True):
            part = min(left, Fraction(width))
            benefit += Fraction(slope) * part
            left -= part
    for line, need, offer in check.lines():
        language, timeliness, proximity = _terms(check, need, offer)
        fit = language * timeliness * proximity
        benefit += weight[need.id] * fit * Fraction(line.quantity) / opened[need.id] - Fraction(weights.pair_cost)
    now = {(line.need, line.offer) for line in check.plan.allocations}
    before = {(row.need, row.offer) for row in check.problem.scenario.previous}
    return {
        Stage.TIER1: sum((share[n] for n in opened if check.needs[n].tier == 1), Fraction(0)),
        Stage.STATES: Fraction(len(served)),
        Stage.BENEFIT: benefit,
        Stage.STABILITY: Fraction(len(now ^ before)),
    }


def _stages(check: _Check) -> Iterator[Breach]:
    """Stage values, gaps, proofs and the status that follows from them."""
    if any(_hard_rules(check)):
        return
    values = _stage_values(check)
    for stage in check.plan.stages:
        value, bound = Fraction(stage.value), Fraction(stage.bound)
        if abs(abs(value) - abs(values[stage.name])) > Fraction(1, 10**9):
            yield Breach(
                "stage_value", f"{stage.name} prints {stage.value}, the plan is worth {float(values[stage.name])}"
            )
        gap = abs(bound - value) / max(Fraction(1), abs(bound))
        if abs(gap - abs(Fraction(stage.gap))) > Fraction(1, 10**8):
            yield Breach("gap", f"{stage.name} prints a gap of {stage.gap}")
        if stage.proved != (Fraction(stage.gap) <= Fraction(1, 10**6)):
            yield Breach("proved", f"{stage.name} says proved: {stage.proved} at a gap of {stage.gap}")
    proved = all(stage.proved for stage in check.plan.stages)
    if (check.plan.status is PlanStatus.OPTIMAL) and not proved:
        yield Breach("status", "the plan says optimal and a stage is not proved")


def _unmet(check: _Check) -> Iterator[Breach]:
    """One row for each need that gets less than it needs, and for each that is covered, with what is missing."""
    rows = {row.need: row for row in check.plan.unmet}
    for need_id, left in check.open.items():
        missing = left - check.got.get(need_id, Fraction(0))
        row = rows.pop(need_id, None)
        if (row is not None) != (missing > 0 or left == 0):
            yield Breach("unmet", f"{need_id} is {'' if row else 'not '}listed and misses {missing}")
        elif row is not None and Fraction(row.missing) != missing:
            yield Breach("missing", f"{need_id} misses {missing}, {row.missing} is printed")
        elif row is not None and left == 0 and row.reason is not UnmetReason.DUPLICATE:
            yield Breach("reason", f"{need_id} is covered and its reason is {row.reason}")
    for need_id in rows:
        yield Breach("unmet", f"{need_id} is listed and is no need of the problem")


_CHECKS = (
    _hard_rules,
    _quantities,
    _offers,
    _money,
    _duplicates,
    _bundles,
    _pins,
    _figures,
    _stages,
    _unmet,
)
