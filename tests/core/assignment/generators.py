"""Problems for the tests: rows with defaults, tiny problems in which every rule bites, a strategy that shrinks them."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from matchmaker.core.entities.money import Money, Rates
from matchmaker.core.entities.problems import (
    AssignmentInput,
    Eligible,
    Engagement,
    Forbid,
    Judgement,
    Need,
    Offer,
    Pin,
    PreviousAllocation,
    Provider,
    RecipientState,
    Scenario,
    Weights,
)
from matchmaker.core.vocabulary import UNIT_OF_KIND, Kind, Relation, Theme, Unit

RATES = Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.12"), "XOF": Decimal("0.7"), "KWD": Decimal("3.25")})
ANYBODY = Eligible((), (), ())


def a_state(code: str = "SLE", **changes: object) -> RecipientState:
    return replace(RecipientState(code, "Africa", "Western Africa", ("ODA", "LDC")), **changes)


def a_provider(code: str = "DEU", **changes: object) -> Provider:
    return replace(Provider(code, len(code) == 3, "Europe", "Western Europe", None), **changes)


def a_need(name: str = "n1", quantity: int | str = 4, **changes: object) -> Need:
    plain = Need(
        id=name,
        state="SLE",
        theme=Theme.MARKING,
        kind=Kind.EQUIPMENT,
        item=None,
        beneficiary="",
        quantity=Decimal(quantity),
        minimum=Decimal(1),
        unit_cost=None,
        tier=2,
        languages=(),
        start=date(2026, 7, 1),
        end=date(2028, 7, 1),
        requested=date(2026, 4, 1),
        shareable=None,
        bundle=None,
        required=True,
        earlier_served=0,
    )
    return replace(plain, **changes)


def an_offer(name: str = "o1", capacity: int | str = 4, **changes: object) -> Offer:
    plain = Offer(
        id=name,
        provider="DEU",
        themes=(Theme.MARKING,),
        kinds=(Kind.EQUIPMENT,),
        items=(),
        pays_for=(),
        capacity=Decimal(capacity),
        unit=Unit.ITEM,
        currency=None,
        eligible=ANYBODY,
        excluded_states=(),
        languages=(),
        start=date(2026, 7, 1),
        end=date(2028, 7, 1),
        minimum_per_recipient=Decimal(0),
        maximum_per_recipient=None,
        maximum_recipients=None,
        opening_minimum=Decimal(0),
    )
    return replace(plain, **changes)


def a_fund(name: str = "o1", capacity: int | str = 1000, **changes: object) -> Offer:
    money = {"kinds": (Kind.FUNDING,), "pays_for": (Kind.EQUIPMENT,), "unit": Unit.MONEY, "currency": "USD"}
    return an_offer(name, capacity, **(money | changes))


def a_problem(needs: Sequence[Need], offers: Sequence[Offer], **changes: object) -> AssignmentInput:
    states = sorted({need.state for need in needs} | {"SLE"})
    providers = sorted({offer.provider for offer in offers} | {"DEU"})
    plain = AssignmentInput(
        as_of=date(2026, 6, 6),
        rates=RATES,
        states=tuple(map(a_state, states)),
        providers=tuple(map(a_provider, providers)),
        needs=tuple(needs),
        offers=tuple(offers),
        engagements=(),
        judgements=(),
        scenario=Scenario(),
        digest="sha256:of-the-test",
    )
    return replace(plain, **changes)


_WINDOWS = ((2026, 2029), (2026, 2029), (2026, 2029), (2026, 2028), (2027, 2029), (2026, 2027), (2028, 2029))
_STATES = (
    ("SLE", "Africa", "Western Africa", ("LDC",)),
    ("TGO", "Africa", "Western Africa", ("ODA", "LDC")),
    ("PER", "Americas", "", ("ODA",)),
)
_GIVERS = (("DEU", "Europe", ""), ("UNREC", "Africa", "Eastern Africa"), ("TGO", "Africa", "Western Africa"))
_COSTS = {"USD": "2", "EUR": "1.37", "XOF": "3"}


def an_engagement(name: str = "e1", quantity: int | None = None, **changes: object) -> Engagement:
    plain = Engagement(
        *(name, "SLE", Theme.MARKING, Kind.EQUIPMENT, None, "", "UNDP"),
        *(date(2026, 1, 1), date(2026, 12, 1), quantity if quantity is None else Decimal(quantity)),
    )
    return replace(plain, **changes)


def one(need: Need | None = None, offer: Offer | None = None, **changes: object) -> AssignmentInput:
    """A problem of one need and one offer."""
    return a_problem([need or a_need()], [offer or an_offer()], **changes)


class _Dice:
    """Choices of one tiny problem."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.usual = self.one((Kind.TRAINING, Kind.EQUIPMENT, Kind.EQUIPMENT, Kind.FUNDING))

    def hit(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def one(self, values: Sequence[object]) -> object:
        return values[self.rng.randrange(len(values))]

    def window(self) -> tuple[date, date]:
        first, last = self.one(_WINDOWS)
        return date(first, 1, 1), date(last, 1, 1)


def tiny(rng: Random, *, needs: int = 4, offers: int = 3) -> AssignmentInput:
    """A problem small enough to try every plan, in which every rule of the specification has its chance to bite."""
    dice = _Dice(rng)
    asked = [_tiny_need(dice, f"n{number}") for number in range(rng.randint(2, needs))]
    given = [_tiny_offer(dice, f"o{number}") for number in range(rng.randint(2, offers))]
    by_bundle: dict[str, str] = {}
    asked = [
        replace(row, bundle=None) if row.bundle and by_bundle.setdefault(row.bundle, row.state) != row.state else row
        for row in asked
    ]
    engagements, judgements = _tiny_history(dice, asked, given)
    return AssignmentInput(
        as_of=date(2026, 6, 6),
        rates=RATES,
        states=tuple(RecipientState(*row) for row in _STATES),
        providers=tuple(
            Provider(
                *(code, len(code) == 3, region, subregion),
                Money(Decimal(rng.randint(3, 12)), str(dice.one(("USD", "EUR")))) if dice.hit(40) else None,
            )
            for code, region, subregion in _GIVERS
        ),
        needs=tuple(asked),
        offers=tuple(given),
        engagements=engagements,
        judgements=judgements,
        scenario=_tiny_scenario(dice, asked, given),
    )


def _tiny_need(dice: _Dice, name: str) -> Need:
    kind = dice.usual if dice.hit(85) else dice.one((Kind.TRAINING, Kind.EQUIPMENT, Kind.FUNDING))
    start, end = dice.window()
    quantity = dice.rng.randint(0 if dice.hit(5) else 1, 3)
    currency = "XOF" if kind is Kind.FUNDING else str(dice.one(("USD", "EUR", "XOF")))
    cost = Money(Decimal("1" if kind is Kind.FUNDING else _COSTS[currency]), currency)
    return a_need(
        name,
        quantity,
        state=dice.one(_STATES)[0],
        theme=Theme.AMMUNITION if dice.hit(5) else Theme.TRACING if dice.hit(12) else Theme.MARKING,
        kind=kind,
        item="computer" if kind is Kind.EQUIPMENT and dice.hit(60) else None,
        beneficiary="police" if dice.hit(15) else "",
        minimum=Decimal(dice.rng.randint(0, 3)),
        unit_cost=cost if kind is Kind.FUNDING or dice.hit(75) else None,
        tier=dice.rng.randint(1, 3),
        languages=dice.one(((), (), (), ("en",), ("fr", "en"))),
        start=start,
        end=end,
        requested=date(2026, dice.rng.randint(1, 2), 1),
        shareable=dice.one((None, None, True, False)),
        bundle="b1" if dice.hit(25) else None,
        required=dice.hit(75),
        earlier_served=dice.rng.randint(0, 1),
    )


def _tiny_offer(dice: _Dice, name: str) -> Offer:
    kind = dice.usual if dice.hit(70) else dice.one((Kind.TRAINING, Kind.EQUIPMENT, Kind.FUNDING, Kind.FUNDING))
    money = kind is Kind.FUNDING
    start, end = dice.window()
    capacity = Decimal(dice.rng.randint(1, 5)) + (Decimal("0.55") if money and dice.hit(50) else 0)
    return an_offer(
        name,
        capacity,
        provider=dice.one((*_GIVERS[:2], *_GIVERS))[0],
        themes=dice.one(((Theme.MARKING,), (Theme.MARKING, Theme.TRACING, Theme.AMMUNITION))),
        kinds=(kind,),
        items=("computer",) if dice.hit(10) and not money else (),
        pays_for=(Kind.EQUIPMENT, Kind.TRAINING) if money and dice.hit(90) else (),
        unit=UNIT_OF_KIND[kind],
        currency=dice.one(("USD", "EUR")) if money else None,
        eligible=dice.one((*[ANYBODY] * 6, Eligible(("PER",), ("Western Africa",), ()), Eligible((), (), ("ODA",)))),
        excluded_states=("TGO",) if dice.hit(5) else (),
        languages=dice.one(((), (), (), ("en",), ("fr",))),
        start=start,
        end=end,
        minimum_per_recipient=Decimal(dice.one((0, 0, 0, 1, 2))),
        maximum_per_recipient=Decimal(dice.rng.randint(1, 4)) if dice.hit(30) else None,
        maximum_recipients=dice.rng.randint(1, 2) if dice.hit(30) else None,
        opening_minimum=Decimal(dice.rng.randint(2, 4)) if dice.hit(25) else Decimal(0),
    )


def _tiny_history(
    dice: _Dice, needs: Sequence[Need], offers: Sequence[Offer]
) -> tuple[tuple[Engagement, ...], tuple[Judgement, ...]]:
    engagements: list[Engagement] = []
    judged: dict[frozenset[str], Judgement] = {}

    def judge(a: str, b: str, relation: Relation) -> None:
        judged.setdefault(frozenset((a, b)), Judgement(a, b, relation))

    for number in range(dice.one((0, 0, 0, 1, 1, 2))):
        need = dice.one(needs)
        start, end = dice.window()
        quantity = None if dice.hit(15) else Decimal(dice.rng.randint(1, 2))
        engagements.append(
            Engagement(
                *(f"e{number}", need.state, need.theme, need.kind, need.item, need.beneficiary),
                *("UNDP", start, end, quantity),
            )
        )
        if dice.hit(30):
            judge(need.id, f"e{number}", dice.one((Relation.RENEWAL, Relation.UNRELATED, Relation.UNSURE)))
    for a, b in itertools.pairwise(needs):
        if (a.state, a.kind) == (b.state, b.kind) and dice.hit(12):
            judge(b.id, a.id, Relation.RESTATED)
    for a, b in itertools.pairwise(offers):
        if dice.hit(20):
            judge(a.id, b.id, dice.one((Relation.COMPLEMENTARY, Relation.OVERLAPPING, Relation.UNRELATED)))
    return tuple(engagements), tuple(judged.values())


def _tiny_scenario(dice: _Dice, needs: Sequence[Need], offers: Sequence[Offer]) -> Scenario:
    def pair() -> tuple[str, str]:
        return dice.one(needs).id, dice.one(offers).id

    cap = Money(Decimal(dice.rng.randint(2, 6)), str(dice.one(("USD", "EUR")))) if dice.hit(25) else None
    weights = Weights()
    if dice.hit(20):
        weights = replace(weights, tiers=(Decimal(9), Decimal(3), Decimal(1)), pair_cost=Decimal("0.5"))
    return Scenario(
        pins=tuple(
            Pin(*pair(), Decimal(dice.rng.randint(1, 3)) if dice.hit(50) else None)
            for _ in range(dice.one((0, 0, 0, 0, 0, 0, 1, 1, 2, 3)))
        ),
        forbids=tuple(Forbid(*pair(), "agreed elsewhere") for _ in range(dice.one((0, 0, 1)))),
        money_per_provider_recipient=cap,
        ammunition=dice.hit(30),
        previous=tuple(PreviousAllocation(*pair(), Decimal(1)) for _ in range(dice.one((0, 0, 1, 2)))),
        weights=weights,
    )


def small(seed: int, needs: int, offers: int) -> AssignmentInput:
    """A problem of the same making, beyond trying every plan."""
    dice = _Dice(Random(seed))
    asked = [_tiny_need(dice, f"n{number:02}") for number in range(needs)]
    given = [replace(_tiny_offer(dice, f"o{number:02}")) for number in range(offers)]
    asked = [replace(row, bundle=f"b{row.state}" if row.bundle else None) for row in asked]
    engagements, judgements = _tiny_history(dice, asked, given)
    shell = tiny(Random(seed))
    return replace(
        shell,
        needs=tuple(asked),
        offers=tuple(given),
        engagements=engagements,
        judgements=judgements,
        scenario=_tiny_scenario(dice, asked, given),
    )


@st.composite
def tiny_problems(draw: st.DrawFn, needs: int = 4, offers: int = 3) -> AssignmentInput:
    return tiny(draw(st.randoms(use_true_random=False)), needs=needs, offers=offers)


def shuffled(problem: AssignmentInput, rng: Random) -> AssignmentInput:
    """The same problem with the rows of every table in another order."""

    def mixed(rows: Sequence[object]) -> tuple[object, ...]:
        return tuple(rng.sample(rows, len(rows)))

    scenario = problem.scenario
    tables = ("states", "providers", "needs", "offers", "engagements", "judgements")
    return replace(
        problem,
        **{table: mixed(getattr(problem, table)) for table in tables},
        scenario=replace(
            scenario,
            pins=mixed(scenario.pins),
            forbids=mixed(scenario.forbids),
            previous=mixed(scenario.previous),
        ),
    )
