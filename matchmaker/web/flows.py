"""A flow picture as plain geometry: what goes from one column's bars to the next one's in; bars, bands and links, out.

Heights are pixels, widths parts of a thousand, so one drawing serves every width; it is mirrored here for right-to-left
pages, since what is drawn does not turn by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from matchmaker.web.templatetags.presentation import figure, headed, leads

WIDE = 1000
BAR, LABEL, AIR = 12, 300, 5
"""How wide a bar and the place of its label are, and what lies between both, of a thousand."""
PICTURE, LINE, GAP = 420, 22, 6
"""How many pixels everything is high together, a label at least, and what lies between two."""
THICKEST = 26

Hop = Mapping[tuple[str, str], int]
"""How much goes from a key of one column to a key of the next."""
Rows = Iterable[tuple[Sequence[str], int]]


@dataclass(frozen=True, slots=True)
class Column:
    """One station: the name of its filter, its head, words for its keys in the order to be drawn, links of its keys."""

    name: str
    head: str
    words: Mapping[str, str]
    tone: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stop:
    """A bar with its label; the link, where there is one, narrows to it, or takes that back where it is `chosen`."""

    name: str
    words: str
    number: int
    x: int
    y: str
    height: str
    label_x: str
    label_y: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Band:
    """What goes from one bar to the next; `ends` name both."""

    path: str
    ends: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The picture, what it is narrowed to with the way back, and the same as rows of words and a number."""

    heads: tuple[str, ...]
    columns: tuple[tuple[str, tuple[Stop, ...]], ...]
    bands: tuple[Band, ...]
    height: str
    chosen: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[tuple[tuple[str, ...], int], ...] = ()


def narrowed(columns: Sequence[Column], rows: Rows, chosen: Mapping[str, str], *, mirrored: bool) -> Flow:
    """Draw rows of one key for each column and a number, as far as they have what is chosen; each bar is a filter."""
    wanted = {column.name: key for column in columns if (key := chosen.get(column.name)) in column.words}
    kept: dict[tuple[str, ...], int] = defaultdict(int)
    for keys, number in rows:
        if all(wanted.get(column.name, key) == key for column, key in zip(columns, keys, strict=True)):
            kept[tuple(keys)] += number
    hops: list[dict[tuple[str, str], int]] = [defaultdict(int) for _ in columns[1:]]
    for keys, number in kept.items():
        for hop, ends in zip(hops, pairwise(keys), strict=True):
            hop[ends] += number
    linked = [
        Column(
            each.name, each.head, each.words, each.tone, {key: _address(wanted, each.name, key) for key in each.words}
        )
        for each in columns
    ]
    drawn = draw(linked, hops, chosen=wanted, mirrored=mirrored)
    back = tuple(
        (each.head, each.words[wanted[each.name]], each.links[wanted[each.name]])
        for each in linked
        if each.name in wanted
    )
    return Flow(drawn.heads, drawn.columns, drawn.bands, drawn.height, back, tuple(_in_words(columns, kept)))


def draw(
    columns: Sequence[Column], hops: Sequence[Hop], *, mirrored: bool, chosen: Mapping[str, str] | None = None
) -> Flow:
    """Draw what goes from column to column; a bar is as high as what enters it, or leaves it."""
    numbers = [_numbers(place, column, hops) for place, column in enumerate(columns)]
    most = max((sum(each.values()) for each in numbers), default=0)
    unit = min(PICTURE / most, THICKEST) if most else 0.0
    height = max((_needed(each, unit) for each in numbers), default=0.0)
    tops = [_tops(each, unit, height) for each in numbers]
    stops = tuple(
        (column.tone, tuple(_stops(place, column, numbers, tops[place], unit, chosen or {}, mirrored=mirrored)))
        for place, column in enumerate(columns)
    )
    bands = tuple(_bands(columns, hops, tops, unit, mirrored=mirrored))
    return Flow(tuple(column.head for column in columns), stops, bands, f"{height:.0f}")


def _numbers(place: int, column: Column, hops: Sequence[Hop]) -> dict[str, int]:
    """Return how much goes through each bar of a column, in the order of its words."""
    enters: dict[str, int] = defaultdict(int)
    leaves: dict[str, int] = defaultdict(int)
    for (_, there), number in hops[place - 1].items() if place else ():
        enters[there] += number
    for (here, _), number in hops[place].items() if place < len(hops) else ():
        leaves[here] += number
    found = {key: max(enters[key], leaves[key]) for key in column.words}
    return {key: number for key, number in found.items() if number}


def _needed(numbers: Mapping[str, int], unit: float) -> float:
    return sum(max(number * unit, LINE) + GAP for number in numbers.values())


def _tops(numbers: Mapping[str, int], unit: float, height: float) -> dict[str, float]:
    """Return where each bar begins: in the middle of a place that is at least as high as a label."""
    spare = (height - _needed(numbers, unit)) / max(len(numbers), 1)
    found, y = {}, 0.0
    for key, number in numbers.items():
        place = max(number * unit, LINE) + GAP + spare
        found[key] = y + (place - number * unit) / 2
        y += place
    return found


def _left(place: int, columns: int) -> int:
    return round(place * (WIDE - BAR) / max(columns - 1, 1))


def _stops(
    place: int,
    column: Column,
    numbers: Sequence[Mapping[str, int]],
    tops: Mapping[str, float],
    unit: float,
    chosen: Mapping[str, str],
    *,
    mirrored: bool,
) -> Iterable[Stop]:
    x = _left(place, len(numbers))
    label = x - AIR - LABEL if place == len(numbers) - 1 else x + BAR + AIR
    if mirrored:
        x, label = WIDE - x - BAR, WIDE - label - LABEL
    for key, number in numbers[place].items():
        top, high = tops[key], number * unit
        yield Stop(
            name=f"{column.name}-{key}",
            words=column.words[key],
            number=number,
            x=x,
            y=f"{top:.1f}",
            height=f"{high:.1f}",
            label_x=f"{label / WIDE:.1%}",
            label_y=f"{top + high / 2 - LINE / 2:.1f}",
            url=column.links.get(key, ""),
            chosen=chosen.get(column.name) == key,
        )


def _bands(
    columns: Sequence[Column], hops: Sequence[Hop], tops: Sequence[Mapping[str, float]], unit: float, *, mirrored: bool
) -> Iterable[Band]:
    """Yield the bands between neighbours; they leave a bar in the order of where they go, and enter likewise."""
    for place, (here, there) in enumerate(pairwise(columns)):
        hop, leaves, enters = hops[place], dict(tops[place]), dict(tops[place + 1])
        starts = {}
        for a in here.words:
            for b in there.words:
                if number := hop.get((a, b), 0):
                    starts[a, b] = leaves[a]
                    leaves[a] += number * unit
        for b in there.words:
            for a in here.words:
                if number := hop.get((a, b), 0):
                    yield Band(
                        path=_path(place, len(columns), starts[a, b], enters[b], number * unit, mirrored=mirrored),
                        ends=f"{here.name}-{a} {there.name}-{b}",
                        words=headed(leads(here.words[a], there.words[b]), figure(number)),
                        tone=(there if place else here).tone,
                    )
                    enters[b] += number * unit


def _path(place: int, columns: int, start: float, end: float, high: float, *, mirrored: bool) -> str:
    a, d = _left(place, columns) + BAR, _left(place + 1, columns)
    if mirrored:
        a, d = WIDE - a, WIDE - d
    m = (a + d) // 2
    return (
        f"M{a} {start:.1f}C{m} {start:.1f} {m} {end:.1f} {d} {end:.1f}V{end + high:.1f}"
        f"C{m} {end + high:.1f} {m} {start + high:.1f} {a} {start + high:.1f}Z"
    )


def _address(wanted: Mapping[str, str], name: str, key: str) -> str:
    """Return the link that narrows to a key, or takes that back where it is what the picture is narrowed to."""
    others = {each: value for each, value in wanted.items() if each != name}
    return f"?{urlencode(others if wanted.get(name) == key else {**others, name: key})}#flow"


def _in_words(columns: Sequence[Column], kept: Mapping[tuple[str, ...], int]) -> Iterable[tuple[tuple[str, ...], int]]:
    places = [{key: place for place, key in enumerate(column.words)} for column in columns]
    for keys in sorted(kept, key=lambda keys: [order[key] for order, key in zip(places, keys, strict=True)]):
        yield tuple(column.words[key] for column, key in zip(columns, keys, strict=True)), kept[keys]
