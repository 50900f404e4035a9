"""The verifier: what a plan prints - fit, terms, money, stages, gaps, status, unmet needs - worked out again."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ...entities.plans import Breach
from ...vocabulary import PlanStatus, Stage, UnmetReason
from .facts import Facts, minor_unit, shown

_SIX, _NINE = Fraction(1, 10**6), Fraction(1, 10**9)
_PROVED = Fraction(1, 10**6)


def _printed(value: Decimal, exact: Fraction, unit: Fraction) -> bool:
    """Whether a figure is the exact value rounded to a unit."""
    return Fraction(value) % unit == 0 and 2 * abs(Fraction(value) - exact) <= unit


def lines(facts: Facts) -> Iterator[Breach]:
    """Factors and fit to 6 decimals, money to the minor unit."""
    for line, need, offer in facts.lines():
        where = f"{line.need} x {line.offer}"
        language, timeliness, proximity = facts.terms(need, offer)
        figures = (
            ("language", line.terms.language, language),
            ("timeliness", line.terms.timeliness, timeliness),
            ("proximity", line.terms.proximity, proximity),
            ("fit", line.fit, language * timeliness * proximity),
        )
        for name, value, exact in figures:
            if not _printed(value, exact, _SIX):
                yield Breach(name, f"{where} prints {value}, it is {float(exact):.6f}")
        currency = offer.currency or (need.unit_cost.currency if need.unit_cost is not None else None)
        cost = None if currency is None else facts.cost(need, currency)
        if cost is None or currency is None:
            if line.money is not None or line.currency is not None:
                yield Breach("money", f"{where} prints {line.money} {line.currency}, its cost is not known")
            continue
        exact = Fraction(line.quantity) * cost
        if line.money is None or line.currency != currency or not _printed(line.money, exact, minor_unit(currency)):
            yield Breach("money", f"{where} prints {line.money} {line.currency}, it is {float(exact):.4f} {currency}")


def stage_values(facts: Facts) -> dict[Stage, Fraction]:
    """What each stage of the objective is worth on the published quantities."""
    weights = facts.problem.scenario.weights
    opened = {need_id: left for need_id, left in facts.open.items() if left > 0}
    share = {need_id: facts.got.get(need_id, Fraction(0)) / left for need_id, left in opened.items()}
    weight = {need_id: Fraction(weights.tiers[facts.needs[need_id].tier - 1]) for need_id in opened}
    asking: dict[str, list[str]] = defaultdict(list)
    for need_id in opened:
        asking[facts.needs[need_id].state].append(need_id)
    benefit = Fraction(0)
    for mine in asking.values():
        left = sum((weight[n] * share[n] for n in mine), Fraction(0)) / sum((weight[n] for n in mine), Fraction(0))
        for slope, width in zip(weights.slopes, weights.widths, strict=True):
            part = min(left, Fraction(width))
            benefit += Fraction(slope) * part
            left -= part
    for line, need, offer in facts.lines():
        language, timeliness, proximity = facts.terms(need, offer)
        fit = language * timeliness * proximity
        if need.id in opened:
            benefit += weight[need.id] * fit * Fraction(line.quantity) / opened[need.id]
        benefit -= Fraction(weights.pair_cost)
    values = {
        Stage.TIER1: sum((share[n] for n in opened if facts.needs[n].tier == 1), Fraction(0)),
        Stage.STATES: Fraction(sum(any(share[n] for n in mine) for mine in asking.values())),
        Stage.BENEFIT: benefit,
    }
    before = {(row.need, row.offer) for row in facts.problem.scenario.previous}
    if before:
        now = {(line.need, line.offer) for line in facts.plan.allocations}
        values[Stage.STABILITY] = Fraction(len(now ^ before))
    return values


def stages(facts: Facts) -> Iterator[Breach]:
    """Every stage in order, its value to 9 decimals, its bound on the right side, the gap and the proof that follow."""
    values = stage_values(facts)
    names = [stage.name for stage in facts.plan.stages]
    if names != list(values):
        yield Breach("stages", f"the plan lists {', '.join(names) or 'no stage'}; due are {', '.join(values)}")
    for stage in facts.plan.stages:
        value, bound, gap = Fraction(stage.value), Fraction(stage.bound), Fraction(stage.gap)
        exact = values.get(stage.name)
        if exact is not None and not _printed(stage.value, exact, _NINE):
            yield Breach("stage_value", f"{stage.name} prints {stage.value}, the plan is worth {float(exact):.9f}")
        if bound > value if stage.name is Stage.STABILITY else bound < value:
            yield Breach("bound", f"{stage.name} reaches {stage.value} beyond its bound {stage.bound}")
        if not _printed(stage.gap, abs(bound - value) / max(Fraction(1), abs(bound)), _NINE):
            yield Breach("gap", f"{stage.name} prints a gap of {stage.gap}")
        if stage.proved != (gap <= _PROVED):
            yield Breach("proved", f"{stage.name} says proved: {stage.proved} at a gap of {stage.gap}")


def status(facts: Facts) -> Iterator[Breach]:
    """Optimal exactly where every stage is proved; the input is the one that was read."""
    said, proved = facts.plan.status, all(stage.proved for stage in facts.plan.stages)
    if said is not PlanStatus.PINS_CONFLICT and (said is PlanStatus.OPTIMAL) != proved:
        yield Breach("status", f"the plan says {said} and its stages are {'all' if proved else 'not all'} proved")
    if facts.plan.input_digest != facts.problem.digest:
        yield Breach("input_digest", f"the plan answers {facts.plan.input_digest}, not {facts.problem.digest}")


def unmet(facts: Facts) -> Iterator[Breach]:
    """One row for each need that gets less than it needs, and for each that needs nothing, with what is missing."""
    for need_id, times in Counter(row.need for row in facts.plan.unmet).items():
        if times > 1 or need_id not in facts.needs:
            yield Breach("unmet", f"{need_id} is listed twice or is no need of the problem")
    rows = {row.need: row for row in facts.plan.unmet}
    for need_id, left in facts.open.items():
        missing, row = left - facts.got.get(need_id, Fraction(0)), rows.get(need_id)
        if (row is not None) != (missing > 0 or left == 0):
            yield Breach("unmet", f"{need_id} is {'' if row else 'not '}listed and misses {shown(missing)}")
        elif row is not None and Fraction(row.missing) != missing:
            yield Breach("missing", f"{need_id} misses {shown(missing)}, {row.missing} is printed")
        elif row is not None and left == 0 and row.reason is not UnmetReason.DUPLICATE:
            yield Breach("reason", f"{need_id} needs nothing more and its reason is {row.reason}")
