"""A State's own table of needs -> asks: one row after the other, read by the heads of its columns.

Reports without a questionnaire often set their needs out as a table (area, need, quantity, cost, beneficiary). A row stands in
the text as one line, its cells parted by ``|``; the head says what each cell is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache

from ..vocabulary import Kind
from .amounts import Sum, figure, numbers, sums, whole, written_size
from .asks import Ask, Report
from .clause_asks import ClauseReader, asks
from .clauses import Clause, clauses
from .currencies import currency_of
from .excerpts import Excerpt
from .folding import fold
from .lexicons import Lexicon
from .measures import expert_days
from .particulars import Particulars, beneficiary
from .people import persons
from .periods import periods
from .pronouns import asked_again

_TIMES = r"\s*(?:x|\u00d7|\*)\s*"
_COURSES_OF = r"\s*(?:x|\u00d7|\*|[a-z]+\s+(?:{of}|x))\s*"


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
    SITUATION = "situation"


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
    Column.SITUATION,
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
    """An ask of a row, with the folded words of its area and of the whole row."""

    ask: Ask
    area: str
    row: str


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
        if Column.WHAT in told | {Column.AREA} and len(told) > 1 and told & {
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
        if column is Column.DONOR and _asks(head, reading):
            column = Column.WHAT  # "What is expected of partners"
        if reading.pattern("totals").fullmatch(head.strip()) and Column.COST in found.values():
            column = Column.COST
        if column is None or len(head) >= _HEAD:
            continue
        before = next((place for place, one in found.items() if one is column), None)
        if before is not None and column is Column.COST and reading.search("unit_prices", heads[before]):
            del found[before]  # "unit price | total": the second is the cost
            before = None
        if before is not None and column is Column.WHAT and _asks(head, reading) and not _asks(heads[before], reading):
            del found[before]  # "Activity | Support needed": the second says what is asked
            before = None
        if before is None:
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
    if any(direction_of(text, row, reading) for row in table.rows) or _is_received(text, table, reading):
        return False
    if any(is_still_sought(text, table, row, reading) for row in table.rows):
        return True
    heads = [text.folded[cell.start : cell.end] for cell in table.heads]
    if any(_asks(head, reading) for head in heads) or Column.PRIORITY in table.columns.values():
        return True
    plain = any(reading.pattern("help_nouns").fullmatch(head) for head in heads)
    return plain and Column.DONOR not in table.columns.values()


def is_of_donors(text: Excerpt, table: Table, reading: Lexicon) -> bool:
    """Say whether the rows of a table tell what others gave: a row or a head says so, or it has a column for them and asks for nothing."""
    if any(direction_of(text, row, reading) for row in table.rows) or _is_received(text, table, reading):
        return True
    if any(is_still_sought(text, table, row, reading) for row in table.rows):
        return False
    return Column.DONOR in table.columns.values() and not is_asking(text, table, reading)


def is_still_sought(text: Excerpt, table: Table, row: Sequence[Cell], reading: Lexicon) -> bool:
    """Say whether the cell of a row for its donor says that one is still sought: "source: to be found"."""
    place = next((place for place, column in table.columns.items() if column is Column.DONOR), None)
    told = text.folded[row[place].start : row[place].end].strip() if place is not None else ""
    return reading.pattern("still_sought").fullmatch(told) is not None


def direction_of(text: Excerpt, row: Sequence[Cell], reading: Lexicon) -> str | None:
    """Return ``received`` or ``provided`` where a cell of a row says nothing but that."""
    for cell in row:
        for name in ("received", "provided"):
            if reading.pattern(f"{name}_words").fullmatch(text.folded[cell.start : cell.end].strip()):
                return name
    return None


def _is_received(text: Excerpt, table: Table, reading: Lexicon) -> bool:
    what = next((place for place, column in table.columns.items() if column is Column.WHAT), None)
    if what is None:
        return False
    head = text.folded[table.heads[what].start : table.heads[what].end]
    return reading.search("received_words", head) is not None


def _asks(head: str, reading: Lexicon) -> bool:
    told = reading.search("received_words", head) or reading.search("provided_words", head)
    return told is None and any(reading.search(name, head) for name in ("asking_words", "need_nouns", "cues.gaps"))


def row_asks(text: Excerpt, table: Table, report: Report) -> Iterator[RowAsk]:
    """Yield what the rows of a table ask for."""
    for row in table.rows:
        yield from _Row(text, table, row, report).read()


def stated_cost(text: Excerpt, cell: Cell | None, head: Cell | None, report: Report) -> Sum | None:
    """Return the sum in a cell; where it is a bare number, the head tells its currency and whether it counts thousands."""
    if cell is None or head is None or cell.start == cell.end:
        return None
    reading = report.reading
    printed, folded = text.text[cell.start : cell.end], text.folded[cell.start : cell.end]
    if found := sums(printed, folded, reading, report.state):
        return found[0]
    figures = numbers(folded, reading)
    named = text.text[head.start : head.end], text.folded[head.start : head.end]
    currency = currency_of(*named, report.state)
    if not figures or currency is None:
        return None
    own = written_size(folded[figures[0].end :], reading)
    if own != 1:
        exact = (
            figure(folded[figures[0].start : figures[0].end], magnitude=True)
            if not figures[0].written
            else figures[0].value
        )
        return Sum(whole(exact * own), currency, figures[0].start, figures[0].end)
    sizes = (size for word, size in _sizes(reading).items() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", named[1]))
    return Sum(figures[0].value * Decimal(next(sizes, 1)), currency, figures[0].start, figures[0].end)


class _Row:
    """Reads one row."""

    def __init__(self, text: Excerpt, table: Table, row: tuple[Cell, ...], report: Report) -> None:
        self.text, self.report, self.reading, self.row, self.table = text, report, report.reading, row, table
        self.cells = {column: row[position] for position, column in table.columns.items()}
        self.heads = {column: table.heads[position] for position, column in table.columns.items()}

    def read(self) -> Iterator[RowAsk]:
        what = self.cells[Column.WHAT]
        if what.start == what.end or self._is_total(what) or self._is_closed() or self._is_paid():
            return
        found = [ask for clause in self._clauses(what) for ask in asks(self.text, clause, self.report)]
        found = found or self._again(what)
        cost, quantity = self._cost(), self._folded(Column.QUANTITY)
        if not found and cost is not None and any(self._clauses(what)):
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
                    money=ask.money or (self._of_all(cost, ask, counted) if alone else None),
                    shared_total=cost is not None and not alone,
                    vague=ask.vague and counted is None and cost is None and told.beneficiary is None,
                    particulars=told,
                ),
                area,
                self.text.folded[self.row[0].start : self.row[-1].end],
            )

    def _again(self, what: Cell) -> list[Ask]:
        """Return the ask of a cell that only points to the thing another cell names: "a second is missing" beside "The machine given by UNLIREC"."""
        others = [cell for cell in self.row if cell != what and cell.start < cell.end]
        for clause in self._clauses(what):
            for cell in others:
                before = Clause(cell.start, cell.end, "plain", cued=False)
                if again := asked_again(self.text, before, clause, self.report):
                    return again
        return []

    def _clauses(self, cell: Cell) -> Iterator[Clause]:
        """Yield the parts of a cell that ask; "none" and what was done ask for nothing."""
        inside = Excerpt(self.text.text[cell.start : cell.end], self.text.places[cell.start : cell.end])
        for clause in clauses(inside, self.reading):
            if clause.stance == "plain":
                yield Clause(cell.start + clause.start, cell.start + clause.end, "plain", cued=True)

    def _folded(self, column: Column) -> str:
        cell = self.cells.get(column)
        return self.text.folded[cell.start : cell.end] if cell else ""

    def _printed(self, column: Column) -> str:
        cell = self.cells.get(column)
        return self.text.text[cell.start : cell.end] if cell else ""

    def _is_closed(self) -> bool:
        """Say whether another cell tells that the need is met or withdrawn."""
        what = self.cells[Column.WHAT]
        others = [self.text.folded[cell.start : cell.end] for cell in self.row if cell != what]
        return any(self.reading.pattern("closed_words").match(other) for other in others)

    def _is_paid(self) -> bool:
        """Say whether the row has a donor, where other rows of the table say that one is still sought."""
        sought = any(is_still_sought(self.text, self.table, row, self.reading) for row in self.table.rows)
        return sought and not is_still_sought(self.text, self.table, self.row, self.reading)

    def _is_total(self, cell: Cell) -> bool:
        return self.reading.search("totals", self.text.folded[cell.start : cell.start + 12]) is not None

    def _cost(self) -> Sum | None:
        return stated_cost(self.text, self.cells.get(Column.COST), self.heads.get(Column.COST), self.report)

    def _of_all(self, cost: Sum | None, ask: Ask, counted: Decimal | None) -> Sum | None:
        """Return the cost of all that a row asks for, where its column tells the price of one."""
        head = self.heads.get(Column.COST)
        if cost is None or head is None or counted is None or ask.kind is Kind.FUNDING:
            return cost
        priced = self.reading.search("unit_prices", self.text.folded[head.start : head.end])
        return replace(cost, amount=whole(cost.amount * counted)) if priced else cost

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
            named = f"{named} {self._folded(Column.WHAT)}"
            return found[0].value if self.reading.search("expert_days", named) else None
        times = self.reading.shape(_COURSES_OF if kind is Kind.TRAINING else _TIMES)
        if len(found) > 1 and times.fullmatch(folded, found[0].end, found[1].start):
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
        if len(word) > 3
    }
