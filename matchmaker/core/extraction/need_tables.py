"""A State's own table of needs -> asks: one row after the other, read by the heads of its columns.

Reports without a questionnaire often set their needs out as a table (area, need, quantity, cost, beneficiary). A row stands in
the text as one line, its cells parted by ``|``; the head says what each cell is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache

from ..vocabulary import Kind
from .amounts import Sum, currency_of, numbers, sums
from .asks import Ask, Report
from .clause_asks import ClauseReader, asks
from .clauses import Clause
from .excerpts import Excerpt
from .folding import fold
from .lexicons import Lexicon
from .measures import expert_days
from .particulars import Particulars, beneficiary
from .people import persons
from .periods import periods


class Column(StrEnum):
    """What a column holds."""

    WHAT = "what"
    AREA = "area"
    QUANTITY = "quantity"
    COST = "cost"
    BENEFICIARY = "beneficiary"
    PRIORITY = "priority"
    PERIOD = "period"
    DONOR = "donor"
    SITE = "site"


_ORDER = (
    Column.DONOR,
    Column.COST,
    Column.QUANTITY,
    Column.BENEFICIARY,
    Column.PRIORITY,
    Column.PERIOD,
    Column.WHAT,
    Column.AREA,
    Column.SITE,
)
"""In which a head that names several things is told: "number of needs" counts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell by its place in the excerpt."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: where it starts and ends, what its columns are, their heads' cells, and its rows."""

    start: int
    end: int
    columns: Mapping[int, Column]
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class RowAsk:
    """An ask of a row, with the words of its area."""

    ask: Ask
    area: str


def tables(text: Excerpt, reading: Lexicon) -> Iterator[Table]:
    """Yield the tables of a text whose head names what is needed and how much, for whom or at what cost.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> text = "Need | Quantity\\nMarking machines | 2"
    >>> [len(table.rows) for table in tables(Excerpt(text, tuple(range(len(text)))), lexicon("en"))]
    [1]
    """
    block: list[tuple[Cell, ...]] = []
    for cells in [*_lines(text), ()]:
        if len(cells) > 1:
            block.append(cells)
            continue
        yield from _table(text, block, reading)
        block = []


def _lines(text: Excerpt) -> Iterator[tuple[Cell, ...]]:
    start = 0
    for line in text.text.split("\n"):
        cells, place = [], start
        for part in line.split("|"):
            stripped = part.strip()
            begin = place + len(part) - len(part.lstrip())
            cells.append(Cell(begin, begin + len(stripped)))
            place += len(part) + 1
        yield tuple(cells)
        start += len(line) + 1


def _table(text: Excerpt, block: list[tuple[Cell, ...]], reading: Lexicon) -> Iterator[Table]:
    for position, heads in enumerate(block[:-1]):
        columns = _columns([text.folded[cell.start : cell.end] for cell in heads], reading)
        told = set(columns.values())
        if Column.DONOR not in told and Column.WHAT in told | {Column.AREA} and len(told) > 1 and told & {
            Column.QUANTITY, Column.COST, Column.BENEFICIARY, Column.PRIORITY, Column.WHAT,
        }:  # fmt: skip
            rows = tuple(row for row in block[position + 1 :] if len(row) == len(heads))
            if rows:
                yield Table(heads[0].start, block[-1][-1].end, columns, heads, rows)
            return


def _columns(heads: list[str], reading: Lexicon) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for position, head in enumerate(heads):
        entries = {hit.entry for hit in reading.hits("columns", head)}
        column = next((one for one in _ORDER if one.value in entries), None)
        if column is not None and len(head) < _HEAD and column not in found.values():
            found[position] = column
    if Column.WHAT not in found.values():
        area = next((position for position, column in found.items() if column is Column.AREA), None)
        if area is not None:
            found[area] = Column.WHAT
    return found


_HEAD = 60
"""Length up to which a cell may be the head of a column."""


def is_asking(text: Excerpt, table: Table, reading: Lexicon) -> bool:
    """Say whether the heads of a table themselves say that its rows ask."""
    return any(reading.search("asking_words", text.folded[cell.start : cell.end]) for cell in table.heads)


def row_asks(text: Excerpt, table: Table, report: Report) -> Iterator[RowAsk]:
    """Yield what the rows of a table ask for."""
    for row in table.rows:
        yield from _Row(text, table, row, report).read()


class _Row:
    """Reads one row."""

    def __init__(self, text: Excerpt, table: Table, row: tuple[Cell, ...], report: Report) -> None:
        self.text, self.report, self.reading = text, report, report.reading
        self.cells = {column: row[position] for position, column in table.columns.items()}
        self.heads = {column: table.heads[position] for position, column in table.columns.items()}

    def read(self) -> Iterator[RowAsk]:
        what = self.cells[Column.WHAT]
        if what.start == what.end or self._is_total(what):
            return
        found = asks(self.text, Clause(what.start, what.end, "plain", cued=True), self.report)
        cost, quantity = self._cost(), self._folded(Column.QUANTITY)
        if not found and cost is not None:
            reader = ClauseReader(self.text, Clause(what.start, what.end, "plain", cued=True), self.report)
            found = [reader.whole(Kind.FUNDING, None)]
        area = self._folded(Column.AREA)
        for ask in found:
            alone = len(found) == 1
            told = self._dated(ask.particulars)
            told = replace(
                told,
                beneficiary=told.beneficiary or self._beneficiary(),
                priority=told.priority or self._priority(),
            )
            counted = ask.quantity if ask.quantity is not None and not ask.by_article else None
            counted = counted if counted is not None else self._quantity(ask.kind, quantity) if alone else ask.quantity
            yield RowAsk(
                replace(
                    ask,
                    quantity=counted if counted is not None else ask.quantity,
                    money=ask.money or (cost if alone else None),
                    shared_total=cost is not None and not alone,
                    vague=ask.vague and counted is None and cost is None and told.beneficiary is None,
                    particulars=told,
                ),
                area,
            )

    def _folded(self, column: Column) -> str:
        cell = self.cells.get(column)
        return self.text.folded[cell.start : cell.end] if cell else ""

    def _printed(self, column: Column) -> str:
        cell = self.cells.get(column)
        return self.text.text[cell.start : cell.end] if cell else ""

    def _is_total(self, cell: Cell) -> bool:
        return self.reading.search("totals", self.text.folded[cell.start : cell.start + 12]) is not None

    def _cost(self) -> Sum | None:
        printed, folded = self._printed(Column.COST), self._folded(Column.COST)
        if not folded:
            return None
        if found := sums(printed, folded, self.reading, self.report.state):
            return found[0]
        figures = numbers(folded, self.reading)
        head = self.heads[Column.COST]
        named = self.text.text[head.start : head.end], self.text.folded[head.start : head.end]
        currency = currency_of(*named, self.report.state)
        if not figures or currency is None:
            return None
        size = next(
            (
                factor
                for word, factor in _sizes(self.reading).items()
                if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", named[1])
            ),
            1,
        )
        return Sum(figures[0].value * Decimal(size), currency, figures[0].start, figures[0].end)

    def _quantity(self, kind: Kind, folded: str) -> Decimal | None:
        found = numbers(folded, self.reading)
        if not found or kind is Kind.FUNDING:
            return None
        if kind in (Kind.EXPERTISE, Kind.LEGAL):
            head = self.heads[Column.QUANTITY]
            named = self.text.folded[head.start : head.end]
            days = expert_days(folded, found, self.reading)
            if days is not None:
                return days[0]
            return found[0].value if self.reading.search("expert_days", named) else None
        if len(found) > 1 and re.fullmatch(r"\s*(?:x|\u00d7|\*)\s*", folded[found[0].end : found[1].start]):
            return found[0].value * found[1].value
        if kind is Kind.TRAINING and (groups := persons(folded, found, self.reading)):
            return sum((group.count for group in groups), Decimal(0))
        return found[0].value

    def _beneficiary(self) -> str | None:
        printed = self._printed(Column.BENEFICIARY)
        if not re.search(r"\w", printed):
            return None
        return beneficiary(self._folded(Column.BENEFICIARY), printed, self.reading) or " ".join(printed.split())

    def _priority(self) -> str | None:
        printed = " ".join(self._printed(Column.PRIORITY).split())
        return printed if re.search(r"\w", printed) else None

    def _dated(self, told: Particulars) -> Particulars:
        """Return what is told with the period of its column, where the need itself states none."""
        folded = self._folded(Column.PERIOD)
        folded = f"{self.reading.words('periods.in')[0]} {folded}" if re.fullmatch(r"\d{4}", folded) else folded
        found = None if told.start or told.end else next(iter(periods(folded, self.reading)), None)
        return replace(told, start=found.first, end=found.last) if found else told


@cache
def _sizes(reading: Lexicon) -> dict[str, int]:
    """Return the magnitudes that a head may name: ``in thousands``."""
    return {
        word: value
        for word, value in (
            *reading.mapping("magnitudes").items(),
            *((fold(word), 1000) for word in reading.words("thousands")),
        )
        if len(word) > 3 or word == "'000"
    }
