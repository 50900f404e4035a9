"""Records made for tests: one machine for one police, and what a case changes of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from matchmaker.core.duplication import screen
from matchmaker.core.entities.money import Rates
from matchmaker.core.entities.records import Record, RecordSet, Screening, Verdict
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import Kind, RecordType, Relation, Theme

RATES = Rates("USD", date(2016, 6, 1), {"EUR": Decimal("1.12"), "CHF": Decimal("1.01")})
REGIONAL = {"RECSA": ("KEN", "UGA", "RWA", "TZA")}

NEED = Record(
    "need",
    RecordType.NEED,
    "two marking machines",
    state="RWA",
    beneficiary="police",
    theme=Theme.MARKING,
    kind=Kind.EQUIPMENT,
    item="marking_machine",
    quantity=Decimal(2),
    cycle=2016,
    status="open",
    requested=date(2016, 4, 1),
    language="en",
)
ENGAGEMENT = replace(
    NEED,
    id="engagement",
    type=RecordType.ENGAGEMENT,
    cycle=None,
    requested=None,
    provider="USA",
    start=date(2016, 9, 1),
    end=date(2017, 6, 30),
    status="running",
)
OFFER = replace(ENGAGEMENT, id="offer", type=RecordType.OFFER, state=None, beneficiary=None, status="published")
TRAINING = {"kind": Kind.TRAINING, "item": None, "quantity": Decimal(10)}
"""What makes a course on marking of a machine."""


def a_day(text: str) -> date:
    return date.fromisoformat(text)


def need(**changed: object) -> Record:
    return replace(NEED, **changed)


def engagement(**changed: object) -> Record:
    return replace(ENGAGEMENT, **changed)


def offer(**changed: object) -> Record:
    return replace(OFFER, **changed)


def screened(*records: Record, verdicts: tuple[Verdict, ...] = ()) -> Screening:
    return screen(RecordSet(records, REGIONAL, RATES, verdicts), Gazetteer.default())


def related(one: Record, other: Record) -> Relation:
    """How two records relate when nothing else is there: the same in either order of rows and of ids."""
    found = {
        pair.relation
        for a, b in (("a", "b"), ("b", "a"))
        for rows in ((one, other), (other, one))
        for pair in screened(replace(rows[0], id=a), replace(rows[1], id=b)).pairs
    } or {Relation.UNRELATED}
    assert len(found) == 1, found
    return found.pop()
