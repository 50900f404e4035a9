"""Duplication, benchmark: how long screening takes as records grow.

``python -m matchmaker.core.duplication.benchmark`` [SIZE ...]: the records are invented with a fixed seed, their texts
come from the tuned gold files. One in ten is planted: an earlier request asked for again in the next cycle. In the
scattered world the records lie as in life, over all States, themes and agencies; in the crowded one they crowd into
twenty States and six themes. A bare count of all pairs runs beside it. Seconds are of this process on the processor,
beside them those of the clock, which tell little on a machine that does other work.
"""

import math
import random
import sys
import time
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from ..entities.money import Rates
from ..entities.records import Record, RecordSet
from ..gazetteer import Gazetteer
from ..vocabulary import UNIT_OF_KIND, Item, Kind, RecordType, Theme
from .gold import gold_files
from .screening import Index, screen, screen_one

SIZES = (2_500, 5_000, 10_000, 20_000, 40_000)
MOST_ALL_PAIRS = 10_000  # beyond, a bare count of all pairs takes minutes
MOST_CROWDED = 10_000  # beyond, in twenty States every record has real relatives without number
INCOMING = 200
SEED = 20
_AGENCIES = ("police", "army", "navy", "customs", "border_guard", "wildlife", "prisons", "justice", "gendarmerie", None)
_GIVERS = ("CHE", "Norway", "Allemagne", "USA", "Japan", "UE")
_RATES = Rates("USD", date(2016, 6, 1), {"EUR": Decimal("1.12"), "CHF": Decimal("1.01")})


@dataclass(frozen=True, slots=True)
class World:
    """How many States, themes and agencies the records lie in."""

    name: str
    states: int
    themes: int
    agencies: int


WORLDS = (World("scattered", 193, 24, 10), World("crowded", 20, 6, 6))


def made_up(size: int, world: World, seed: int = SEED) -> tuple[RecordSet, list[tuple[str, str]]]:
    """Return so many invented records, and the pairs that were planted among them.

    Examples
    --------
    >>> records, planted = made_up(50, WORLDS[0])
    >>> len(records.records), len(planted)
    (50, 5)
    """
    dice = random.Random(seed)  # noqa: S311 - invented records, no secrets
    texts = [(r.text, r.language) for each in gold_files() if not each.held_out for r in each.records.records]
    states = [state.code for state in Gazetteer.default().states() if state.status == "member"][: world.states]
    records: list[Record] = []
    planted = []
    while len(records) < size:
        record = _record(f"r{len(records)}", world, dice, texts, states)
        records.append(record)
        if len(records) % 10 == 9 and len(records) < size:
            records[-1] = asked = _asked(record, dice.randrange(2002, 2026, 2))
            again = replace(asked, id=f"r{len(records)}", cycle=(asked.cycle or 0) + 2)
            records.append(again)
            planted.append((asked.id, again.id))
    dice.shuffle(records)
    return RecordSet(tuple(records), {"RECSA": ("KEN", "UGA", "RWA")}, _RATES), planted


def _asked(record: Record, cycle: int) -> Record:
    need = replace(record, type=RecordType.NEED, cycle=cycle, status="open", provider=None)
    return replace(need, start=None, end=None, amount=None, currency=None)


def _record(
    name: str, world: World, dice: random.Random, texts: list[tuple[str, str | None]], states: list[str]
) -> Record:
    kind = dice.choices(list(Kind), weights=(4, 4, 2, 1, 1))[0]
    record_type = dice.choices(list(RecordType), weights=(6, 1, 3))[0]
    year = dice.randrange(2002, 2030, 2)
    text, language = dice.choice(texts)
    record = Record(
        id=name,
        type=record_type,
        text=text,
        language=language,
        state="RECSA" if dice.random() < 0.01 else dice.choice(states),
        beneficiary=dice.choice(_AGENCIES[-world.agencies :]),
        theme=dice.choice(list(Theme)[: world.themes]),
        kind=kind,
        item=dice.choice(list(Item)) if kind is Kind.EQUIPMENT else None,
        quantity=Decimal(dice.randrange(1, 40)) if dice.random() < 0.6 else None,
        unit=UNIT_OF_KIND[kind],
    )
    if record_type is RecordType.NEED:
        return replace(record, cycle=year, status="open")
    return replace(
        record,
        provider=dice.choice(_GIVERS),
        start=date(year, dice.randrange(1, 13), 1),
        end=date(year + 1, 6, 30),
        status="delivered" if record_type is RecordType.ENGAGEMENT else "published",
        amount=Decimal(dice.randrange(5, 90) * 1000),
        currency=dice.choice(("USD", "EUR", "CHF")),
    )


def all_pairs_seconds(records: RecordSet) -> float:
    """Return the seconds that it takes only to count the pairs of one State and theme, without comparing them."""
    keys = [(record.state, record.theme) for record in records.records]
    begun = time.process_time()
    sum(one == other for one, other in combinations(keys, 2))
    return time.process_time() - begun


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Return by which power of the size the time grows: the slope of the least squares in logarithms.

    Examples
    --------
    >>> round(exponent([10, 100, 1000], [0.1, 1.0, 10.0]), 6)
    1.0
    """
    x, y = [math.log(size) for size in sizes], [math.log(each) for each in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def _screened(sizes: list[int], world: World) -> None:
    sys.stdout.write(f"\n{world.name}: {world.states} States, {world.themes} themes, {world.agencies} agencies\n")
    head = f"{'records':>8}{'seconds':>9}{'of clock':>10}{'pairs':>9}{'planted found':>16}{'all pairs':>11}\n"
    sys.stdout.write(head)
    seconds: list[float] = []
    for size in sizes:
        records, planted = made_up(size, world)
        clock, begun = time.perf_counter(), time.process_time()
        screening = screen(records, Gazetteer.default())
        seconds.append(time.process_time() - begun)
        clock = time.perf_counter() - clock
        printed = {frozenset((pair.a, pair.b)) for pair in screening.pairs}
        found = sum(frozenset(pair) in printed for pair in planted)
        bare = f"{all_pairs_seconds(records):.2f}" if size <= MOST_ALL_PAIRS else ""
        sys.stdout.write(
            f"{size:>8}{seconds[-1]:>9.2f}{clock:>10.2f}{len(screening.pairs):>9}"
            f"{f'{found}/{len(planted)}':>16}{bare:>11}\n"
        )
        sys.stdout.flush()
    if len(sizes) > 1:
        sys.stdout.write(f"exponent of growth from {sizes[0]} to {sizes[-1]}: {exponent(sizes, seconds):.2f}\n")


def _one_incoming(size: int, world: World) -> None:
    records, _ = made_up(size + INCOMING, world)
    index = Index.of(replace(records, records=records.records[INCOMING:]), Gazetteer.default())
    times = []
    for record in records.records[:INCOMING]:
        begun = time.perf_counter()
        screen_one(record, index)
        times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    sys.stdout.write(
        f"{world.name}: one record against {size}: median {times[len(times) // 2]:.2f} ms, longest {times[-1]:.2f} ms\n"
    )


def main(arguments: list[str]) -> int:
    """Print seconds by size, the exponent of growth, and the milliseconds of one record; return the exit status."""
    if not all(each.isdigit() and 100 <= int(each) <= 1_000_000 for each in arguments):
        sys.stderr.write("Sizes are whole numbers from 100 to 1000000: give none, or such ones.\n")
        return 2
    sizes = sorted({int(each) for each in arguments}) or list(SIZES)
    Gazetteer.default()
    _screened(sizes, WORLDS[0])
    _screened([size for size in sizes if size <= MOST_CROWDED], WORLDS[1])
    sys.stdout.write("\n")
    for world in WORLDS:
        _one_incoming(min(10_000, sizes[-1]), world)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
