"""Rows: cells held against the columns of a noun; facts, or what is wrong field by field, out."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from matchmaker.core.errors import Word

from .columns import COLUMNS, Column, Sort
from .tables import FORMULA, LETTERS, Cell

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no text holds: control characters but for tab and ends of lines, and halves of characters."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of a row: a stable code, a sentence and what it names."""

    field: str
    code: str
    sentence: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    number : int
        Its place among the rows, from 1.
    external_id : str
        Its name in the system that it comes from; empty where it has none.
    facts : Mapping[str, object]
        What its cells say, of those that could be read; None for a cell that is empty.
    problems : tuple of Problem
        What is wrong with it, in the order of the columns.
    """

    number: int
    external_id: str
    facts: Mapping[str, object]
    problems: tuple[Problem, ...]


def typed(noun: str, rows: Iterable[Mapping[str, Cell]]) -> tuple[Row, ...]:
    """Return rows of facts.

    Parameters
    ----------
    noun : str
        ``needs``, ``offers`` or ``engagements``.
    rows : iterable of Mapping
        Head to cell, as `read_file` returns them.

    Returns
    -------
    tuple of Row
        One a row; a second row with the same `external_id` has that as its problem.

    Examples
    --------
    >>> row, = typed("needs", [{"external_id": "1", "state": "SLE", "cycle": "2026", "theme": "guns", "kind": "legal"}])
    >>> [(problem.field, problem.code) for problem in row.problems], row.facts["cycle"]
    ([('theme', 'unknown_value')], 2026)
    """
    known = {column.name: column for column in COLUMNS[noun]}
    seen: dict[str, int] = {}
    found = []
    for number, cells in enumerate(rows, start=1):
        facts, problems = _facts(cells, known)
        name = facts.pop("external_id", None)
        external_id = name if isinstance(name, str) else ""
        if external_id in seen:
            sentence = Word("Row %(row)s has the same external_id: give each record its own.")
            problems.append(Problem("external_id", "twice", sentence, {"row": str(seen[external_id])}))
        elif external_id:
            seen[external_id] = number
        found.append(Row(number, external_id, facts, tuple(problems)))
    return tuple(found)


def template(noun: str) -> str:
    """Return a CSV with the heads of a noun and one row of examples.

    Parameters
    ----------
    noun : str
        ``needs``, ``offers`` or ``engagements``.

    Returns
    -------
    str
        CSV with rows that end with CR LF.

    Examples
    --------
    >>> template("needs").splitlines()[0][:30]
    'external_id,state,cycle,theme,'
    """
    out = io.StringIO()
    write = csv.writer(out).writerow
    write([column.name for column in COLUMNS[noun]])
    write([column.example for column in COLUMNS[noun]])
    return out.getvalue()


def _facts(cells: Mapping[str, Cell], known: Mapping[str, Column]) -> tuple[dict[str, object], list[Problem]]:
    facts: dict[str, object] = {}
    problems: list[Problem] = []
    for head in cells:
        if head not in known:
            sentence = Word("There is no column “%(head)s” here: take it out, or name it as the template does.")
            problems.append(Problem(head[:50], "unknown_column", sentence, {"head": head[:50]}))
    for name, column in known.items():
        cell = cells.get(name)
        if cell is None or cell in ("", []):
            if column.required:
                sentence = Word("This is missing, and each row needs it: fill it in.")
                problems.append(Problem(name, "required", sentence, {}))
            elif name in cells:
                facts[name] = None
            continue
        read = _read(column, cell)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            facts[name] = read
    return facts, problems


def _read(column: Column, cell: Cell) -> object:
    """Return what a cell says, or what is wrong with it."""
    name = column.name
    words = [word for word in cell if word] if isinstance(cell, list) else [str(cell)]
    if FORMULA in words:
        return Problem(name, "formula", Word("A formula stands here: write its result, as text or number."), {})
    if any(CONTROLS.search(word) for word in words):
        sentence = Word("There are letters here that no text holds: take them out.")
        return Problem(name, "control_characters", sentence, {})
    if column.sort is Sort.LIST:
        if not isinstance(cell, list):
            words = [word.strip() for word in words[0].split(";") if word.strip()]
        return next((bad for word in words if (bad := _misfit(column, word))), None) or words
    if isinstance(cell, list):
        return Problem(name, "invalid", Word("A list stands where one value is wanted: give one."), {})
    text = words[0]
    if column.sort is Sort.TEXT:
        return _misfit(column, text) or text
    return _figure(column, text)


def _misfit(column: Column, word: str) -> Problem | None:
    if column.among is not None and word not in column.among:
        sentence = Word("“%(value)s” is not among the words that may stand here: see the template.")
        return Problem(column.name, "unknown_value", sentence, {"value": word[:50]})
    most = min(column.most, LETTERS)
    if len(word) > most:
        sentence = Word("This is longer than %(most)s letters: shorten it.")
        return Problem(column.name, "too_long", sentence, {"most": str(most)})
    return None


def _figure(column: Column, text: str) -> object:
    """Return a number, a day or yes or no."""
    name = column.name
    if column.sort is Sort.TRUTH:
        sentence = Word("“%(value)s” is neither true nor false: write one of them.")
        return _TRUTH.get(text.lower(), Problem(name, "invalid", sentence, {"value": text[:50]}))
    if column.sort is Sort.DAY:
        try:
            return date.fromisoformat(text) if _DAY.fullmatch(text) else _no_day(name, text)
        except ValueError:
            return _no_day(name, text)
    try:
        number = Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        number = None
    if number is None or number != round(number, 3):
        sentence = Word("“%(value)s” is no number: write digits with a point and at most three decimals.")
        return Problem(name, "invalid", sentence, {"value": text[:50]})
    if column.sort is Sort.DECIMAL:
        return round(number, 3)
    if number != number.to_integral_value() or abs(number) > 2_000_000_000:
        sentence = Word("“%(value)s” is no whole number: write one.")
        return Problem(name, "invalid", sentence, {"value": text[:50]})
    return int(number)


def _no_day(name: str, text: str) -> Problem:
    return Problem(
        name, "invalid", Word("“%(value)s” is no day: write year-month-day, as 2026-04-01."), {"value": text[:50]}
    )
