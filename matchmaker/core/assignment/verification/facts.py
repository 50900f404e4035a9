"""The verifier: what a problem's sentences mean for one need, one offer, one pair, worked out exactly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from ...entities.plans import Allocation, Plan
from ...entities.problems import AssignmentInput, Engagement, Need, Offer
from ...vocabulary import MINOR_UNITS, SHAREABLE_BY_DEFAULT, Kind, Relation, Theme, Unit

_EXCUSED = {Relation.COMPLEMENTARY, Relation.RENEWAL, Relation.UNRELATED}

Key = tuple[str, Theme, Kind, str | None, str]


class Facts:
    """A problem and a plan, with what the rules ask about them.

    Attributes
    ----------
    open : dict of str to Fraction
        What each need still needs (D); zero for one that is covered or that another need stands for.
    standing : dict of str to list of str
        Each standing need with every need that restates it, itself included.
    help : dict of tuple to list of Engagement
        What was or will be given, by what makes two deliveries the same assistance.
    got : dict of str to Fraction
        What the plan gives each need that it gives something.
    """

    def __init__(self, problem: AssignmentInput, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.needs = {need.id: need for need in problem.needs}
        self.offers = {offer.id: offer for offer in problem.offers}
        self.states = {state.code: state for state in problem.states}
        self.providers = {provider.code: provider for provider in problem.providers}
        self.forbidden = {(row.need, row.offer) for row in problem.scenario.forbids}
        self.judgements = {frozenset((row.a, row.b)): row.relation for row in problem.judgements}
        self.help: dict[Key, list[Engagement]] = defaultdict(list)
        for row in problem.engagements:
            self.help[row.state, row.theme, row.kind, row.item, row.beneficiary].append(row)
        self.standing = self._standing()
        self.open = dict.fromkeys(self.needs, Fraction(0)) | {
            first: self._still_needed(self.needs[first], members) for first, members in self.standing.items()
        }
        self.got: dict[str, Fraction] = defaultdict(Fraction)
        for line in plan.allocations:
            self.got[line.need] += Fraction(line.quantity)

    def _standing(self) -> dict[str, list[str]]:
        group_of = {need_id: {need_id} for need_id in self.needs}
        for row in self.problem.judgements:
            if row.relation is Relation.RESTATED and row.a in self.needs and row.b in self.needs:
                joined = group_of[row.a] | group_of[row.b]
                for member in joined:
                    group_of[member] = joined
        stands = {}
        for members in group_of.values():
            first = min(members, key=lambda member: (self.needs[member].requested, member))
            stands[first] = sorted(members)
        return stands

    def _still_needed(self, need: Need, members: Iterable[str]) -> Fraction:
        asked = max(self._as_asked_by(need, self.needs[member]) for member in members)
        return max(Fraction(0), asked - self._covered(need, members, asked))

    def _as_asked_by(self, need: Need, member: Need) -> Fraction:
        """A restated quantity as the standing need counts it: other money is converted and cut to the minor unit."""
        quantity, own, other = Fraction(member.quantity), need.unit_cost, member.unit_cost
        if need.kind is not Kind.FUNDING or own is None or other is None or own.currency == other.currency:
            return quantity
        return self.problem.rates.convert(quantity, other.currency, own.currency) // self.step(need) * self.step(need)

    def _covered(self, need: Need, members: Iterable[str], asked: Fraction) -> Fraction:
        total = Fraction(0)
        for row in self.help.get(key_of(need), ()):
            if not overlap((row.start, row.end), (need.start, need.end)):
                continue
            if any(self.judgements.get(frozenset((member, row.id))) in _EXCUSED for member in members):
                continue
            total += asked if row.quantity is None else Fraction(row.quantity)
        return total

    def lines(self) -> Iterator[tuple[Allocation, Need, Offer]]:
        """Each allocation with both sides."""
        for line in self.plan.allocations:
            yield line, self.needs[line.need], self.offers[line.offer]

    def cost(self, need: Need, currency: str) -> Fraction | None:
        """What one unit of a need costs in a currency."""
        if need.unit_cost is None:
            return None
        return self.problem.rates.convert(need.unit_cost.amount, need.unit_cost.currency, currency)

    def use(self, need: Need, offer: Offer) -> Fraction:
        """Capacity of the offer that one unit of the need uses (a): one in kind, its cost where money pays."""
        paid = None if offer.currency is None else self.cost(need, offer.currency)
        return Fraction(1) if paid is None else paid

    def step(self, need: Need) -> Fraction:
        """The smallest part that a need can be given in: one unit, for funding the currency's minor unit."""
        if need.kind is Kind.FUNDING and need.unit_cost is not None:
            return minor_unit(need.unit_cost.currency)
        return Fraction(1)

    def most(self, need: Need, offer: Offer) -> Fraction:
        """The largest quantity that the pair can carry (h), in whole steps."""
        bounds, use = [self.open[need.id]], self.use(need, offer)
        if use:
            limits = (offer.capacity, offer.maximum_per_recipient)
            bounds += [Fraction(limit) / use for limit in limits if limit is not None]
        return min(bounds) // self.step(need) * self.step(need)

    def terms(self, need: Need, offer: Offer) -> tuple[Fraction, Fraction, Fraction]:
        """Language, timeliness, proximity of a pair."""
        weights = self.problem.scenario.weights
        state, provider = self.states[need.state], self.providers[offer.provider]
        spoken = not need.languages or bool(set(need.languages) & set(offer.languages))
        days = max(0, (min(need.end, offer.end) - max(need.start, offer.start)).days)
        if state.subregion and state.subregion == provider.subregion:
            near = weights.proximity[0]
        elif state.region and state.region == provider.region:
            near = weights.proximity[1]
        else:
            near = weights.proximity[2]
        base = Fraction(weights.timeliness)
        timely = base + (1 - base) * Fraction(days, (need.end - need.start).days)
        return Fraction(1) if spoken else Fraction(weights.language), timely, Fraction(near)


def minor_unit(currency: str) -> Fraction:
    """The smallest amount of a currency (two decimals for codes no longer in ISO 4217)."""
    return Fraction(1, 10 ** MINOR_UNITS.get(currency, 2))


def key_of(need: Need) -> Key:
    """What makes two deliveries the same assistance."""
    return need.state, need.theme, need.kind, need.item, need.beneficiary


def shareable(need: Need) -> bool:
    """Whether overlapping deliveries to a need are no duplication."""
    return SHAREABLE_BY_DEFAULT[need.kind] if need.shareable is None else need.shareable


def overlap(a: tuple[date, date], b: tuple[date, date]) -> bool:
    """Whether two intervals [start, end) share a day."""
    return a[0] < b[1] and b[0] < a[1]


def pays(need: Need, offer: Offer) -> bool:
    """Whether the offer's money may pay for the need's kind."""
    return offer.unit is Unit.MONEY and need.kind in offer.pays_for and need.unit_cost is not None


def shown(value: Fraction) -> str:
    """An exact value in words: as it is where it is whole, else to six decimals."""
    return str(value) if value.denominator == 1 else f"{float(value):.6f}"
