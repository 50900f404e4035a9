"""Time of screening at several sizes: ``python -m tests.gold.duplication.benchmark``.

Made-up records with a fixed seed: some 200 lines a year and the backlog of many years, so that the number of States
stays and the cycles grow, as they do in life. Texts come from the sentences of the gold set.
"""

import json
import math
import random
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from matchmaker.core.duplication import Index, screen, screen_one
from matchmaker.core.entities.money import Rates
from matchmaker.core.entities.records import Record, RecordSet
from matchmaker.core.gazetteer import FIXTURES, Gazetteer
from matchmaker.core.vocabulary import UNIT_OF_KIND, Item, Kind, RecordType, Theme

SIZES = (2_500, 5_000, 10_000, 20_000, 40_000)
AGENCIES = ("police", "army", "navy", "customs", "border_guard", "wildlife", "prisons", "justice", "gendarmerie", None)
SEED = 20


def sentences(folder: Path = FIXTURES / "pairs") -> list[tuple[str, str]]:
    """Return text and language of every record of the gold set."""
    found = []
    for path in sorted(folder.glob("*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))["records"]
        found += [(row["text"], row["language"]) for row in rows]
    return found


def made_up(size: int, seed: int = SEED) -> RecordSet:
    """Return so many records: six needs, three engagements and one offer in ten."""
    dice = random.Random(seed)
    texts = sentences()
    states = [state.code for state in Gazetteer.default().states() if state.status == "member"]
    records = [_record(number, dice, texts, states) for number in range(size)]
    rates = Rates("USD", date(2016, 6, 1), {"EUR": Decimal("1.12"), "CHF": Decimal("1.01")})
    return RecordSet(tuple(records), {"RECSA": ("KEN", "UGA", "RWA")}, rates)


def _record(number: int, dice: random.Random, texts: list[tuple[str, str]], states: list[str]) -> Record:
    kind = dice.choices(list(Kind), weights=(4, 4, 2, 1, 1))[0]
    record_type = dice.choices(list(RecordType), weights=(6, 1, 3))[0]
    year = dice.randrange(2002, 2030, 2)
    text, language = dice.choice(texts)
    record = Record(
        id=f"r{number}",
        type=record_type,
        text=text,
        language=language,
        state="RECSA" if dice.random() < 0.01 else dice.choice(states),
        beneficiary=dice.choice(AGENCIES),
        theme=dice.choice(list(Theme)),
        kind=kind,
        item=dice.choice(list(Item)) if kind is Kind.EQUIPMENT else None,
        quantity=Decimal(dice.randrange(1, 40)) if dice.random() < 0.6 else None,
        unit=UNIT_OF_KIND[kind],
    )
    if record_type is RecordType.NEED:
        return replace(record, cycle=year, status="open")
    donor = dice.choice(("CHE", "Norway", "Allemagne", "USA", "Japan", "UE"))
    start = date(year, dice.randrange(1, 13), 1)
    status = "delivered" if record_type is RecordType.ENGAGEMENT else "published"
    money = {"amount": Decimal(dice.randrange(5, 90) * 1000), "currency": dice.choice(("USD", "EUR", "CHF"))}
    return replace(record, provider=donor, start=start, end=date(year + 1, 6, 30), status=status, **money)


def seconds_for(records: RecordSet) -> tuple[float, int]:
    """Return the seconds that one screening takes, and how many pairs it prints."""
    begun = time.perf_counter()
    screening = screen(records, Gazetteer.default())
    return time.perf_counter() - begun, len(screening.pairs)


def milliseconds_for_one(records: RecordSet, incoming: int = 200) -> list[float]:
    """Return, in order, the milliseconds that single incoming records take against the others."""
    index = Index.of(replace(records, records=records.records[incoming:]), Gazetteer.default())
    times = []
    for record in records.records[:incoming]:
        begun = time.perf_counter()
        screen_one(record, index)
        times.append(1000 * (time.perf_counter() - begun))
    return sorted(times)


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print seconds by size, the exponent of growth, and the milliseconds of one record."""
    Gazetteer.default()
    seconds = []
    for size in sizes:
        took, pairs = seconds_for(made_up(size))
        seconds.append(took)
        print(f"{size:>6} records  {took:6.2f} s  {pairs:>6} pairs")
    exponent = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    print(f"exponent of growth from {sizes[0]} to {sizes[-1]}: {exponent:.2f}")
    times = milliseconds_for_one(made_up(10_200))
    print(f"one record against 10000: median {times[len(times) // 2]:.2f} ms, longest {times[-1]:.2f} ms")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
