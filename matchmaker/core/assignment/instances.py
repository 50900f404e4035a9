"""Assignment: a generator of realistic problems, for benchmarks, documentation and examples; seeded, never the clock.

Sizes, quantities and costs follow what is known of the field: a real cycle has 100 to 250 needs and 15 to 60 offers.
The States are real, what they ask for is invented.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ..entities.money import Money, Rates
from ..entities.problems import (
    AssignmentInput,
    Eligible,
    Engagement,
    Forbid,
    Judgement,
    Need,
    Offer,
    Provider,
    RecipientState,
    Scenario,
)
from ..vocabulary import UNIT_OF_KIND, Kind, Relation, Theme, Unit

_PLACES = {
    ("Africa", "Western Africa"): "BEN BFA CIV GHA GIN LBR MLI NER NGA SEN SLE TGO",
    ("Africa", "Eastern Africa"): "BDI ETH KEN MDG MOZ MWI RWA TZA UGA ZMB ZWE",
    ("Africa", "Middle Africa"): "CAF CMR COD COG GAB TCD",
    ("Africa", "Southern Africa"): "BWA LSO NAM SWZ",
    ("Americas", "Central America"): "BLZ CRI GTM HND NIC PAN SLV",
    ("Americas", "Caribbean"): "BRB DOM HTI JAM LCA TTO",
    ("Americas", "South America"): "BOL COL ECU PER PRY URY",
    ("Asia", "South-eastern Asia"): "IDN KHM LAO PHL TLS VNM",
    ("Asia", "Central Asia"): "KAZ KGZ TJK UZB",
    ("Asia", "Western Asia"): "ARM GEO IRQ JOR LBN YEM",
    ("Europe", "Southern Europe"): "ALB BIH MKD MNE SRB",
    ("Europe", "Eastern Europe"): "MDA UKR",
    ("Oceania", "Melanesia"): "FJI PNG SLB VUT",
    ("Oceania", "Polynesia"): "TON WSM",
}
_LANGUAGES = {
    "Western Africa": ("fr", "en"),
    "Middle Africa": ("fr",),
    "Central America": ("es",),
    "South America": ("es",),
    "Western Asia": ("ar", "en"),
    "Central Asia": ("ru",),
    "Eastern Europe": ("ru", "en"),
}
_GIVERS = (
    ("AUS", True, "Oceania", "Australia and New Zealand"),
    ("CAN", True, "Americas", "Northern America"),
    ("CHE", True, "Europe", "Western Europe"),
    ("DEU", True, "Europe", "Western Europe"),
    ("FRA", True, "Europe", "Western Europe"),
    ("GBR", True, "Europe", "Northern Europe"),
    ("JPN", True, "Asia", "Eastern Asia"),
    ("KEN", True, "Africa", "Eastern Africa"),
    ("NLD", True, "Europe", "Western Europe"),
    ("NOR", True, "Europe", "Northern Europe"),
    ("RECSA", False, "Africa", "Eastern Africa"),
    ("SEESAC", False, "Europe", "Southern Europe"),
    ("SWE", True, "Europe", "Northern Europe"),
    ("UNIDIR", False, None, None),
    ("UNLIREC", False, "Americas", "South America"),
    ("UNODC", False, None, None),
    ("UNRCPD", False, "Asia", "Southern Asia"),
    ("UNREC", False, "Africa", "Western Africa"),
    ("USA", True, "Americas", "Northern America"),
)
_THEMES = (
    *(Theme.STOCKPILE_MANAGEMENT, Theme.MARKING, Theme.RECORD_KEEPING, Theme.TRACING, Theme.BORDER_CONTROLS),
    *(Theme.DESTRUCTION, Theme.COORDINATION, Theme.LAW_ENFORCEMENT, Theme.COLLECTION, Theme.REPORTING),
    *(Theme.TRANSFERS, Theme.BALLISTICS, Theme.AWARENESS, Theme.GENDER, Theme.AMMUNITION),
)
_ITEMS = ("marking_machine", "storage_container", "computer", "vehicle", "shredder", "scanner")
_KINDS = (Kind.TRAINING, Kind.EQUIPMENT, Kind.EXPERTISE, Kind.LEGAL, Kind.FUNDING)
# quantity asked, minimum, unit cost, capacity offered: each a range
_SIZES: dict[Kind, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    Kind.TRAINING: ((8, 40), (1, 10), (1200, 5000), (20, 120)),
    Kind.EQUIPMENT: ((1, 8), (1, 2), (2000, 60000), (2, 24)),
    Kind.EXPERTISE: ((5, 60), (1, 10), (400, 900), (30, 180)),
    Kind.LEGAL: ((5, 40), (1, 8), (400, 900), (20, 120)),
    Kind.FUNDING: ((20, 400), (5, 20), (1, 1), (100, 2000)),
}
_YEAR = date(2016, 1, 1)


def realistic(needs: int, offers: int, *, seed: int, breadth: float = 1.0) -> AssignmentInput:
    """Return an invented problem of a given size in which every rule occurs.

    Parameters
    ----------
    needs, offers : int
        How many.
    seed : int
        The same seed gives the same problem.
    breadth : float
        How broad offers are: more gives more candidate pairs.

    Returns
    -------
    AssignmentInput
        Without a digest, since it was read from no file.

    Examples
    --------
    >>> problem = realistic(10, 4, seed=3)
    >>> len(problem.needs), len(problem.offers), problem == realistic(10, 4, seed=3)
    (10, 4, True)
    """
    rng = Random(seed)  # noqa: S311 - instances for benchmarks, not secrets
    places = [(code, *place) for place, codes in _PLACES.items() for code in codes.split()]
    rng.shuffle(places)
    places = sorted(places[: max(2, min(len(places), needs // 4))])
    states = tuple(
        RecipientState(code, region, subregion, tuple(g for g in ("ODA", "LDC", "SIDS") if rng.random() < 0.6))
        for code, region, subregion in places
    )
    wanted = _needs(rng, states, needs)
    given = tuple(_offer(rng, f"o{number:04}", breadth) for number in range(offers))
    providers = tuple(
        Provider(
            code,
            state,
            region,
            subregion,
            Money(Decimal(rng.randrange(1, 6) * 500_000), "USD") if rng.random() < 0.3 else None,
        )
        for code, state, region, subregion in _GIVERS
    )
    engagements, judgements = _history(rng, wanted, given)
    return AssignmentInput(
        as_of=date(2016, 6, 6),
        rates=Rates(
            "USD", date(2016, 6, 1), {"EUR": Decimal("1.12"), "GBP": Decimal("1.45"), "XOF": Decimal("0.0017")}
        ),
        states=states,
        providers=providers,
        needs=wanted,
        offers=given,
        engagements=engagements,
        judgements=judgements,
        scenario=Scenario(
            forbids=tuple(
                Forbid(rng.choice(wanted).id, rng.choice(given).id, "agreed elsewhere") for _ in range(needs // 50)
            ),
            money_per_provider_recipient=Money(Decimal(750_000), "USD"),
        ),
    )


def _needs(rng: Random, states: tuple[RecipientState, ...], count: int) -> tuple[Need, ...]:
    asked: dict[str, int] = {}
    rows: list[Need] = []
    for number in range(count):
        state = rng.choice(states)
        asked[state.code] = asked.get(state.code, 0) + 1
        place = asked[state.code]
        kind = rng.choices(_KINDS, (30, 30, 15, 8, 17))[0]
        (low, high), (least, most), (cheap, dear), _ = _SIZES[kind]
        start = _YEAR + timedelta(days=rng.randrange(0, 400))
        currency = rng.choice(("USD", "USD", "EUR", "XOF"))
        priced = kind is Kind.FUNDING or rng.random() < 0.55
        scale = (1000 if kind is Kind.FUNDING else 1) * (500 if currency == "XOF" and kind is Kind.FUNDING else 1)
        cost = 1 if kind is Kind.FUNDING else rng.randrange(cheap, dear) * (500 if currency == "XOF" else 1)
        quantity = rng.randint(low, high) * scale
        language = _LANGUAGES.get(state.subregion or "", ("en",))
        rows.append(
            Need(
                id=f"n{number:04}",
                state=state.code,
                theme=rng.choice(_THEMES),
                kind=kind,
                item=rng.choice(_ITEMS) if kind is Kind.EQUIPMENT else None,
                beneficiary=rng.choice(("", "", "police", "army", "customs")),
                quantity=Decimal(quantity),
                minimum=Decimal(min(quantity, rng.randint(least, most) * scale) if rng.random() < 0.85 else quantity),
                unit_cost=Money(Decimal(cost), currency) if priced else None,
                tier=1 if place <= 2 else 2 if place <= 5 else 3,
                languages=language if kind in (Kind.TRAINING, Kind.LEGAL) and rng.random() < 0.8 else (),
                start=start,
                end=start + timedelta(days=rng.randrange(200, 900)),
                requested=date(2015, 1, 1) + timedelta(days=rng.randrange(0, 500)),
                shareable=None,
                bundle=f"b{state.code}{place // 4}" if rng.random() < 0.12 else None,
                required=rng.random() < 0.8,
                earlier_served=rng.randrange(0, 4),
            )
        )
    return tuple(rows)


def _offer(rng: Random, name: str, breadth: float) -> Offer:
    kind = rng.choices(_KINDS, (32, 24, 14, 8, 22))[0]
    money = kind is Kind.FUNDING
    _, _, _, (low, high) = _SIZES[kind]
    capacity = rng.randint(low, high) * (1000 if money else 1)
    start = _YEAR + timedelta(days=rng.randrange(0, 500))
    reach = rng.random()
    place = rng.choice(list(_PLACES))
    themes = rng.sample(_THEMES, min(len(_THEMES), max(1, round(rng.choice((2, 3, 4, 5)) * breadth))))
    return Offer(
        id=name,
        provider=rng.choice(_GIVERS)[0],
        themes=tuple(themes),
        kinds=(kind, Kind.LEGAL) if kind is Kind.EXPERTISE and rng.random() < 0.5 else (kind,),
        items=tuple(rng.sample(_ITEMS, 2)) if kind is Kind.EQUIPMENT and rng.random() < 0.4 else (),
        pays_for=tuple(rng.sample(_KINDS[:4], rng.randint(1, 3))) if money else (),
        capacity=Decimal(capacity),
        unit=UNIT_OF_KIND[kind],
        currency=rng.choice(("USD", "EUR", "GBP")) if UNIT_OF_KIND[kind] is Unit.MONEY else None,
        eligible=Eligible(
            states=(),
            regions=((place[0],) if rng.random() < 0.7 else (place[1],)) if reach < 0.45 else (),
            groups=(rng.choice(("LDC", "ODA", "SIDS")),) if 0.45 <= reach < 0.7 else (),
        ),
        excluded_states=(),
        languages=tuple(rng.sample(("en", "fr", "es", "ru", "ar"), 2)) if rng.random() < 0.6 else (),
        start=start,
        end=start + timedelta(days=rng.randrange(90, 700)),
        minimum_per_recipient=Decimal(capacity // 20 if rng.random() < 0.4 else 0),
        maximum_per_recipient=Decimal(max(1, capacity // 3)) if rng.random() < 0.4 else None,
        maximum_recipients=rng.randint(2, 6) if rng.random() < 0.4 else None,
        opening_minimum=Decimal(capacity // 3) if kind is Kind.TRAINING and rng.random() < 0.4 else Decimal(0),
    )


def _history(
    rng: Random, needs: tuple[Need, ...], offers: tuple[Offer, ...]
) -> tuple[tuple[Engagement, ...], tuple[Judgement, ...]]:
    """Return engagements that cover one need in ten, and judgements of every relation that acts."""
    engagements: list[Engagement] = []
    judgements: list[Judgement] = []
    for number, need in enumerate(rng.sample(needs, len(needs) // 10)):
        name = f"e{number:04}"
        quantity = None if rng.random() < 0.2 else Decimal(max(1, int(need.quantity) // rng.randint(2, 5)))
        start = need.start - timedelta(days=200)
        engagements.append(
            Engagement(
                *(name, need.state, need.theme, need.kind, need.item, need.beneficiary),
                *("UNDP", start, start + timedelta(days=400), quantity),
            )
        )
        if rng.random() < 0.3:
            judgements.append(Judgement(need.id, name, rng.choice((Relation.RENEWAL, Relation.UNRELATED))))
    seen: dict[tuple[str, Kind], Need] = {}
    for need in needs:
        other = seen.setdefault((need.state, need.kind), need)
        if other is not need and rng.random() < 0.05:
            judgements.append(Judgement(other.id, need.id, Relation.RESTATED))
    for a, b in zip(offers[::7], offers[3::7], strict=False):
        judgements.append(Judgement(a.id, b.id, rng.choice((Relation.COMPLEMENTARY, Relation.OVERLAPPING))))
    return tuple(engagements), tuple(judgements)
