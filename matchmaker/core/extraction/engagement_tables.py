"""A table of help received or given -> its rows: who, what, how much; as much as an engagement needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from .amounts import Sum
from .asks import Report
from .clauses import clauses
from .excerpts import Excerpt
from .need_tables import Cell, Column, Table, direction_of, is_asking, is_of_donors, stated_cost, tables


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its place in the excerpt.

    Attributes
    ----------
    what : Cell
        The words that say what was given.
    party : str
        Of the column for the other side, as printed; the whole row where there is none.
    duration : str or None
        As printed, where the head says that the column holds one.
    """

    start: int
    end: int
    what: Cell
    party: str
    cost: Sum | None
    duration: str | None
    direction: str | None


def told_tables(text: Excerpt, report: Report, *, told: bool) -> Iterator[tuple[Table, tuple[Row, ...]]]:
    """Yield the tables of help received or given.

    Parameters
    ----------
    told : bool
        Whether the answer is about such help anyway, so that no head needs to say so.
    """
    for table in tables(text, report.reading):
        if is_of_donors(text, table, report.reading) or (told and not is_asking(text, table, report.reading)):
            yield table, tuple(_rows(text, table, report))


def _rows(text: Excerpt, table: Table, report: Report) -> Iterator[Row]:
    places = {column: position for position, column in table.columns.items()}

    def cell(row: tuple[Cell, ...], column: Column) -> Cell | None:
        return row[places[column]] if column in places else None

    for row in table.rows:
        what = cell(row, Column.WHAT) or row[0]
        inside = Excerpt(text.text[what.start : what.end], text.places[what.start : what.end])
        if not any(clause.stance != "negative" for clause in clauses(inside, report.reading)):
            continue
        party, period = cell(row, Column.DONOR), cell(row, Column.PERIOD)
        head = cell(table.heads, Column.PERIOD)
        lasting = head is not None and report.reading.search("durations", text.folded[head.start : head.end])
        yield Row(
            row[0].start,
            row[-1].end,
            what,
            text.text[party.start : party.end] if party else text.text[row[0].start : row[-1].end],
            stated_cost(text, cell(row, Column.COST), cell(table.heads, Column.COST), report),
            text.text[period.start : period.end] or None if period and lasting else None,
            direction_of(text, row, report.reading),
        )
