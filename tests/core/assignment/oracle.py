"""The oracle: every plan of a tiny problem, tried one by one, written from the specification alone.

It shares no code with the optimiser or the verifier; numbers are fractions.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from matchmaker.core.entities.problems import AssignmentInput, Need, Offer
from matchmaker.core.vocabulary import MINOR_UNITS

Pair = tuple[str, str]
Quantities = dict[Pair, Fraction]

IN_KIND_SHARED = {"equipment": True, "funding": True, "training": False, "expertise": False, "legal": False}


def _meet(a, b) -> bool:
    return a.start < b.end and b.start < a.end


@dataclass(frozen=True)
class Best:
    """What the best plans reach: pins kept, stage values in order, the tie rule's vector, and the plans themselves."""

    pins: int
    values: tuple[Fraction, ...]
    vector: tuple[Fraction, ...]
    plans: tuple[Quantities, ...]


class Oracle:
    """A problem with the facts that section 2 derives from it, and all its plans."""

    def __init__(self, problem: AssignmentInput, seed: int = 0) -> None:
        self.problem = problem
        self.seed = seed
        self.needs = {n.id: n for n in problem.needs}
        self.offers = {o.id: o for o in problem.offers}
        self.state = {s.code: s for s in problem.states}
        self.provider = {p.code: p for p in problem.providers}
        self.verdict: dict[Pair, str] = {}
        for j in problem.judgements:
            self.verdict[j.a, j.b] = self.verdict[j.b, j.a] = j.relation.value
        self.group = self._groups()
        self.left = {n: self._left(n) for n in self.needs}
        self.broken = {(n, o): self._broken(self.needs[n], self.offers[o]) for n in self.needs for o in self.offers}
        self.candidates = sorted(pair for pair, rules in self.broken.items() if not rules)

    # Section 2

    def _groups(self) -> dict[str, tuple[str, ...]]:
        label = {n: n for n in self.needs}
        changed = True
        while changed:
            changed = False
            for (a, b), relation in self.verdict.items():
                if relation == "restated" and a in label and b in label and label[a] != label[b]:
                    label[a] = label[b] = min(label[a], label[b])
                    changed = True
        groups: dict[str, list[str]] = defaultdict(list)
        for n, mark in label.items():
            groups[mark].append(n)
        return {n: tuple(groups[label[n]]) for n in self.needs}

    def stands(self, n: str) -> bool:
        return n == min(self.group[n], key=lambda m: (self.needs[m].requested, m))

    def _left(self, n: str) -> Fraction:
        if not self.stands(n):
            return Fraction(0)
        need = self.needs[n]
        asked = max(self._as_counted_by(need, self.needs[m]) for m in self.group[n])
        for e in self.problem.engagements:
            alike = all(getattr(e, f) == getattr(need, f) for f in ("state", "theme", "kind", "item", "beneficiary"))
            free = any(self.verdict.get((m, e.id)) in ("complementary", "renewal", "unrelated") for m in self.group[n])
            if alike and _meet(e, need) and not free:
                asked = asked - Fraction(e.quantity) if e.quantity is not None else Fraction(0)
                asked = max(asked, Fraction(0))
        return asked

    def _as_counted_by(self, need: Need, other: Need) -> Fraction:
        """Return a quantity in the unit of the need that stands for it: money may be asked for in two currencies."""
        asked = Fraction(other.quantity)
        if need.kind == "funding" and need.unit_cost.currency != other.unit_cost.currency:
            asked *= self.rate(other.unit_cost.currency) / self.rate(need.unit_cost.currency)
            asked = math.floor(asked / self.step(need)) * self.step(need)
        return asked

    def rate(self, currency: str) -> Fraction:
        rates = self.problem.rates
        return Fraction(1) if currency == rates.base else Fraction(rates.values[currency])

    def use(self, need: Need, offer: Offer) -> Fraction:
        if offer.unit.value != "money":
            return Fraction(1)
        return Fraction(need.unit_cost.amount) * self.rate(need.unit_cost.currency) / self.rate(offer.currency)

    def use_known(self, n: str, o: str) -> bool:
        """Whether a pair has a cost where money pays."""
        return self.offers[o].currency is None or self.needs[n].unit_cost is not None

    def step(self, need: Need) -> Fraction:
        return Fraction(1, 10 ** MINOR_UNITS[need.unit_cost.currency]) if need.kind == "funding" else Fraction(1)

    def most(self, need: Need, offer: Offer) -> Fraction:
        use = self.use(need, offer)
        high = min(self.left[need.id], Fraction(offer.capacity) / use)
        if offer.maximum_per_recipient is not None:
            high = min(high, Fraction(offer.maximum_per_recipient) / use)
        return math.floor(high / self.step(need)) * self.step(need)

    def _broken(self, need: Need, offer: Offer) -> tuple[str, ...]:
        state = self.state[need.state]
        same_kind = need.kind in offer.kinds
        bought = "funding" in offer.kinds and need.kind in offer.pays_for and need.unit_cost is not None
        to = offer.eligible
        nobody = not to.states and not to.regions and not to.groups
        named = (
            state.code in to.states
            or (state.region or "-") in to.regions
            or (state.subregion or "-") in to.regions
            or any(g in to.groups for g in state.groups)
        )
        rules = {
            "theme": need.theme not in offer.themes,
            "kind": not same_kind and not bought,
            "item": bool(offer.items) and need.item not in offer.items,
            "state": state.code in offer.excluded_states or not (nobody or named),
            "self": offer.provider == need.state,
            "language": bool(need.languages)
            and bool(offer.languages)
            and all(x not in offer.languages for x in need.languages),
            "window": not _meet(need, offer),
            "scope": need.theme == "ammunition" and not self.problem.scenario.ammunition,
            "duplicate": self.left[need.id] == 0,
        }
        rules["minimum"] = not rules["kind"] and not rules["duplicate"] and self.most(need, offer) < 1
        rules["forbid"] = any((f.need, f.offer) == (need.id, offer.id) for f in self.problem.scenario.forbids)
        return tuple(rule for rule, broken in rules.items() if broken)

    # Section 3

    def clash(self, first: Pair, second: Pair) -> bool:
        (n, o), (m, p) = first, second
        a, b = self.needs[n], self.needs[m]
        key = ("state", "theme", "kind", "item", "beneficiary")
        if o == p or any(getattr(a, f) != getattr(b, f) for f in key):
            return False
        days = [(max(x.start, self.offers[y].start), min(x.end, self.offers[y].end)) for x, y in ((a, o), (b, p))]
        if not (days[0][0] < days[1][1] and days[1][0] < days[0][1]):
            return False
        verdict = self.verdict.get((o, p))
        if verdict == "overlapping":
            return True
        shared = [IN_KIND_SHARED[x.kind] if x.shareable is None else x.shareable for x in (a, b)]
        return verdict != "complementary" and not any(shared)

    def within(self, plan: Quantities) -> bool:
        """Whether a plan, or the beginning of one, keeps every upper limit."""
        need_sum: dict[str, Fraction] = defaultdict(Fraction)
        offer_sum: dict[str, Fraction] = defaultdict(Fraction)
        state_sum: dict[Pair, Fraction] = defaultdict(Fraction)
        paid: dict[str, Fraction] = defaultdict(Fraction)
        paid_to: dict[Pair, Fraction] = defaultdict(Fraction)
        for (n, o), q in plan.items():
            need, offer = self.needs[n], self.offers[o]
            amount = q * self.use(need, offer)
            need_sum[n] += q
            offer_sum[o] += amount
            state_sum[o, need.state] += amount
            if offer.currency:
                paid[offer.provider] += amount * self.rate(offer.currency)
                paid_to[offer.provider, need.state] += amount * self.rate(offer.currency)
        cap = self.problem.scenario.money_per_provider_recipient
        return (
            all(q <= self.left[n] for n, q in need_sum.items())
            and all(q <= self.offers[o].capacity for o, q in offer_sum.items())
            and all(
                self.offers[o].maximum_per_recipient is None or q <= self.offers[o].maximum_per_recipient
                for (o, _), q in state_sum.items()
            )
            and all(
                o.maximum_recipients is None or sum(x == o.id for x, _ in state_sum) <= o.maximum_recipients
                for o in self.offers.values()
            )
            and all(
                (b := self.provider[p].budget) is None or q <= Fraction(b.amount) * self.rate(b.currency)
                for p, q in paid.items()
            )
            and (cap is None or all(q <= Fraction(cap.amount) * self.rate(cap.currency) for q in paid_to.values()))
            and not any(self.clash(a, b) for a in plan for b in plan if a < b)
        )

    def reaches(self, plan: Quantities) -> bool:
        """Whether a plan reaches every lower limit."""
        got: dict[str, Fraction] = defaultdict(Fraction)
        used: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        for (n, o), q in plan.items():
            got[n] += q
            used[o][self.needs[n].state] += q * self.use(self.needs[n], self.offers[o])
        if any(got[n] < min(max(self.needs[n].minimum, 1), self.left[n]) for n in got):
            return False
        for o, by_state in used.items():
            offer = self.offers[o]
            if sum(by_state.values()) < offer.opening_minimum:
                return False
            if any(q < offer.minimum_per_recipient for q in by_state.values()):
                return False
        for n in list(got):
            for m, other in self.needs.items():
                part = other.bundle is not None and other.bundle == self.needs[n].bundle and other.required
                if part and self.left[m] > 0 and m not in got:
                    return False
        return True

    def feasible(self, plan: Quantities) -> bool:
        """Whether any plan, on whatever pairs and quantities, keeps sections 2 and 3 (pins apart)."""
        for pair, q in plan.items():
            if pair not in self.candidates or q % self.step(self.needs[pair[0]]):
                return False
            if not 1 <= q <= self.most(self.needs[pair[0]], self.offers[pair[1]]):
                return False
        return self.within(plan) and self.reaches(plan)

    @cached_property
    def plans(self) -> tuple[Quantities, ...]:
        """Every plan."""
        return tuple(plan for plan in self._grow({}, 0) if self.reaches(plan))

    def _grow(self, plan: Quantities, place: int) -> Iterator[Quantities]:
        if place == len(self.candidates):
            yield dict(plan)
            return
        yield from self._grow(plan, place + 1)
        n, o = self.candidates[place]
        step = self.step(self.needs[n])
        quantity = Fraction(1)
        while quantity <= self.most(self.needs[n], self.offers[o]):
            plan[n, o] = quantity
            if not self.within(plan):
                break
            yield from self._grow(plan, place + 1)
            quantity += step
        plan.pop((n, o), None)

    # Section 4

    def terms(self, n: str, o: str) -> tuple[Fraction, Fraction, Fraction]:
        """Language, timeliness, proximity."""
        need, offer, weights = self.needs[n], self.offers[o], self.problem.scenario.weights
        state, giver = self.state[need.state], self.provider[offer.provider]
        shared = not need.languages or set(need.languages) & set(offer.languages)
        language = Fraction(1) if shared else Fraction(weights.language)
        days = max(0, (min(need.end, offer.end) - max(need.start, offer.start)).days)
        base = Fraction(weights.timeliness)
        timeliness = base + (1 - base) * Fraction(days, (need.end - need.start).days)
        near = 2
        if state.region and state.region == giver.region:
            near = 1
        if state.subregion and state.subregion == giver.subregion:
            near = 0
        return language, timeliness, Fraction(weights.proximity[near])

    def fit(self, n: str, o: str) -> Fraction:
        language, timeliness, proximity = self.terms(n, o)
        return language * timeliness * proximity

    def shares(self, plan: Mapping[Pair, Fraction]) -> dict[str, Fraction]:
        """t of every open need."""
        return {
            n: sum((q for (m, _), q in plan.items() if m == n), Fraction(0)) / left
            for n, left in self.left.items()
            if left > 0
        }

    def values(self, plan: Mapping[Pair, Fraction]) -> tuple[Fraction, ...]:
        """Tier1, states, benefit, and changes where there is a plan before this one."""
        weights, t = self.problem.scenario.weights, self.shares(plan)
        tau = {n: Fraction(weights.tiers[self.needs[n].tier - 1]) for n in t}
        tier1 = sum((t[n] for n in t if self.needs[n].tier == 1), Fraction(0))
        served = {self.needs[n].state for n in t if t[n] > 0}
        benefit = Fraction(0)
        for s in {self.needs[n].state for n in t}:
            mine = [n for n in t if self.needs[n].state == s]
            c = sum(tau[n] * t[n] for n in mine) / sum(tau[n] for n in mine)
            start = Fraction(0)
            for slope, width in zip(weights.slopes, weights.widths, strict=True):
                benefit += Fraction(slope) * max(Fraction(0), min(c - start, Fraction(width)))
                start += Fraction(width)
        for (n, o), q in plan.items():
            benefit += tau[n] * self.fit(n, o) * q / self.left[n] - Fraction(weights.pair_cost)
        values = (tier1, Fraction(len(served)), benefit)
        before = {(p.need, p.offer) for p in self.problem.scenario.previous}
        return (*values, Fraction(len(before.symmetric_difference(plan)))) if before else values

    def tie_order(self) -> list[str]:
        def place(n: str) -> tuple[object, ...]:
            lot = hashlib.sha256(f"{self.seed}:{n}".encode()).hexdigest()
            return self.needs[n].earlier_served, self.needs[n].requested, lot

        return sorted((n for n, left in self.left.items() if left > 0), key=place)

    def kept(self, plan: Mapping[Pair, Fraction]) -> tuple[bool, ...]:
        """Which pins a plan keeps."""
        return tuple(
            (p.need, p.offer) in plan and p.quantity in (None, plan[p.need, p.offer])
            for p in self.problem.scenario.pins
        )

    def rank(self, plan: Mapping[Pair, Fraction]) -> tuple[object, ...]:
        """What makes a plan better: the greater the better, one after the other."""
        values, t = self.values(plan), self.shares(plan)
        changes = (-values[3],) if len(values) == 4 else ()
        return (sum(self.kept(plan)), *values[:3], *changes, tuple(t[n] for n in self.tie_order()))

    @cached_property
    def best(self) -> Best:
        """The best there is."""
        ranked = [(self.rank(plan), plan) for plan in self.plans]
        top = max(rank for rank, _ in ranked)
        plans = tuple(plan for rank, plan in ranked if rank == top)
        return Best(top[0], self.values(plans[0]), top[-1], plans)
