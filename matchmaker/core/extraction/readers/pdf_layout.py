"""Words and ruled lines of a page -> lines of text in reading order, with ticks under their heads.

Three layouts matter: running text in one column or two; tables whose cells are ruled; and tables of the questionnaire
(Sources, Question, Yes, No, Developing), ruled or not, where a tick says yes or no by the column in which it stands.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..documents import TICKED, UNTICKED, Line, LineKind
from ..folding import fold
from .pdf_grids import Grid, unruled
from .pdf_words import Box, Word, segments_of
from .tables import Heads, row_lines, tick_line

_APART = 0.6
"""Heights of a line by which the white above a paragraph exceeds that between its lines."""
_QUESTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+[.)]?\s")
_BLOCKS = 3
"""Answers that stand beside their questions, at least."""
_LEAST, _LARGE = 200, 1.12
"""Letters on a page that tell the size of its text; how many times larger a heading is."""


@dataclass
class Columns:
    """What holds for the pages that follow: the heads of the last questionnaire table, where each column stands, the size of letters."""

    heads: Heads = field(default_factory=Heads)
    places: list[tuple[float, float]] = field(default_factory=list)
    ruled: bool = False
    gutter: float | None = None
    body: float = 0.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a ruled table: its band of the page and the edges of its cells."""

    top: float
    bottom: float
    edges: tuple[float, ...]

    def holds(self, word: Word) -> bool:
        return (
            self.bottom <= word.middle <= self.top
            and self.edges[0] - 1 <= (word.x0 + word.x1) / 2 <= self.edges[-1] + 1
        )


def page_lines(words: Sequence[Word], rules: Sequence[Box], page: int, columns: Columns) -> list[Line]:
    """Return the lines of one page."""
    columns.body = _body(words) or columns.body
    rows = _rows(rules)
    inside: dict[int, list[Word]] = {}
    free: list[Word] = []
    for word in words:
        place = next((index for index, row in enumerate(rows) if row.holds(word)), None)
        inside.setdefault(place, []).append(word) if place is not None else free.append(word)
    lines: list[Line] = []
    above = float("inf")
    for index, row in enumerate(rows):
        lines += _free_lines([word for word in free if row.top <= word.middle < above], page, columns)
        lines += _table_row(row, inside.get(index, []), page, columns)
        above = min(above, row.top)
    lines += _free_lines([word for word in free if word.middle < above], page, columns)
    return lines


def _body(words: Sequence[Word]) -> float:
    """Return the size of letters in which most of a page is set; 0 where it holds too little to tell."""
    sizes = sorted(word.y1 - word.y0 for word in words for _ in word.text)
    return sizes[len(sizes) // 2] if len(sizes) > _LEAST else 0.0


def _kind(row: Sequence[Word], columns: Columns) -> LineKind:
    """Tell a heading by the size of its letters."""
    large = columns.body and min(word.y1 - word.y0 for word in row) > _LARGE * columns.body
    return LineKind.TITLE if large else LineKind.TEXT


def _rows(rules: Iterable[Box]) -> list[_Row]:
    """Return the rows of ruled tables from top to bottom."""
    across = [rule for rule in rules if rule.x1 - rule.x0 > 12 and rule.y1 - rule.y0 <= 2]
    down = [rule for rule in rules if rule.y1 - rule.y0 > 6 and rule.x1 - rule.x0 <= 2]
    if len(across) < 2 or len(down) < 2:
        return []
    heights = _clusters((rule.y0 + rule.y1) / 2 for rule in across)
    rows = []
    for bottom, top in pairwise(heights):
        crossing = [rule for rule in down if rule.y0 <= bottom + 2.5 and rule.y1 >= top - 2.5]
        edges = _clusters((rule.x0 + rule.x1) / 2 for rule in crossing)
        if len(edges) >= 2 and top - bottom > 5:
            rows.append(_Row(top, bottom, tuple(edges)))
    return rows[::-1]


def _clusters(values: Iterable[float], apart: float = 2.5) -> list[float]:
    clusters: list[float] = []
    for value in sorted(values):
        if not clusters or value - clusters[-1] > apart:
            clusters.append(value)
    return clusters


def _table_row(row: _Row, words: list[Word], page: int, columns: Columns) -> list[Line]:
    if len(row.edges) == 2:
        return _free_lines(words, page, columns, hard=True)
    cells: list[list[str]] = []
    places = list(pairwise(row.edges))
    for left, right in places:
        own = [word for word in words if left <= (word.x0 + word.x1) / 2 < right]
        cells.append([_joined(line) for line in _baselines(own)])
    found = Heads.of(["\n".join(cell) for cell in cells])
    if found:
        columns.heads, columns.places, columns.ruled = found, places, True
        return [Line(" ".join(" ".join(cell) for cell in cells), page, LineKind.HEADER, hard=True)]
    known = [_column_of(place, columns) for place in places]
    return row_lines(cells, known, columns.heads, page, wrapped=True)


def _column_of(place: tuple[float, float], columns: Columns) -> int | None:
    """Return which column of the head a cell stands under; None where it spans several."""
    under = [
        n
        for n, (left, right) in enumerate(columns.places)
        if min(right, place[1]) - max(left, place[0]) > 0.5 * (right - left)
    ]
    return under[0] if len(under) == 1 else None


def _free_lines(words: list[Word], page: int, columns: Columns, *, hard: bool = False) -> list[Line]:
    if not words:
        return []
    lines: list[Line] = []
    for part in unruled(_baselines(words)):
        if isinstance(part, Grid):
            lines += [Line(row, page, hard=True) for row in part.rows]
            continue
        for rows in _in_reading_order(part, columns):
            lines += _column_lines(rows, page, columns, hard=hard)
    return lines


def _column_lines(rows: list[list[Word]], page: int, columns: Columns, *, hard: bool) -> list[Line]:
    """Return lines of one column; ticks of an unruled questionnaire table wait until their question is complete."""
    lines: list[Line] = []
    waiting: Line | None = None
    usual = _usual_gap(rows)
    for position, row in enumerate(rows):
        segments = segments_of(row)
        heads = Heads.of([_joined(segment) for segment in segments])
        if heads:
            columns.heads, columns.ruled = heads, False
            columns.places = [(segment[0].x0, segment[-1].x1) for segment in segments]
            lines.append(Line(_joined(row), page, LineKind.HEADER, hard=True))
            continue
        source, text, ticks = (
            _split_by_columns(row, columns) if columns.heads.answers and not columns.ruled else ([], row, {})
        )
        opens = bool(re.match(r"\d{1,2}(\.\d{1,2})*\.?\s|[a-z]{1,3}\)", fold(_joined(text)))) if text else False
        if waiting and (opens or (not ticks and _gap(rows, position) > 1.0)):
            lines.append(waiting)
            waiting = None
        if source:
            lines.append(Line(_joined(source), page, LineKind.SOURCE, hard=True))
        if text:
            apart = position > 0 and _gap(rows, position) > usual + _APART
            lines.append(Line(_joined(text), page, _kind(text, columns), hard=(hard and not lines) or apart))
        if ticks:
            waiting = tick_line(ticks, columns.heads, page)
        if waiting and text and _joined(text).rstrip().endswith(("?", "]", ":")):
            lines.append(waiting)
            waiting = None
    return [*lines, waiting] if waiting else lines


def _gap(rows: list[list[Word]], position: int) -> float:
    """Return the white space above a line in heights of it."""
    if not position:
        return 0.0
    height = max(word.y1 - word.y0 for word in rows[position])
    return (min(word.y0 for word in rows[position - 1]) - max(word.y1 for word in rows[position])) / max(height, 1.0)


def _usual_gap(rows: list[list[Word]]) -> float:
    """Return the white space between the lines of a paragraph: what is usual in a column."""
    gaps = sorted(_gap(rows, position) for position in range(1, len(rows)))
    return gaps[len(gaps) // 2] if gaps else 0.0


def _split_by_columns(row: list[Word], columns: Columns) -> tuple[list[Word], list[Word], dict[int, str]]:
    """Split a line into source, text and ticks, where a head above says which column is which."""
    heads, ticks = columns.heads, {}
    source: list[Word] = []
    text: list[Word] = []
    question = columns.places[heads.question][0] if heads.question is not None else None
    for word in row:
        column = _tick_column(word, columns)
        if column is not None:
            ticks[column] = TICKED if word.text != UNTICKED else UNTICKED
        elif heads.source is not None and question is not None and word.x1 < question + 1:
            source.append(word)
        else:
            text.append(word)
    return source, text, ticks


def _tick_column(word: Word, columns: Columns) -> int | None:
    if not columns.heads.answers or word.text not in (TICKED, UNTICKED, "X", "x"):
        return None
    middle = (word.x0 + word.x1) / 2
    centres = {n: sum(columns.places[n]) / 2 for n in columns.heads.answers}
    column = min(centres, key=lambda n: abs(centres[n] - middle))
    widest = max(20.0, (columns.places[column][1] - columns.places[column][0]) / 2 + 8)
    return column if abs(centres[column] - middle) <= widest else None


def _in_reading_order(rows: list[list[Word]], columns: Columns) -> list[list[list[Word]]]:
    """Return the lines of the page in one part, or the parts of a page set in two columns."""
    gutter = columns.gutter = _gutter(rows, columns.gutter)
    if gutter is None:
        return [rows]
    sides = [([word for word in row if word.x1 <= gutter], [word for word in row if word.x0 >= gutter]) for row in rows]
    if _is_answered_beside(sides):
        return _question_by_question(rows, sides)
    parts: list[list[list[Word]]] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []
    for row in rows:
        if not _gap_at(row, gutter):
            parts += [left, right, [row]]
            left, right = [], []
            continue
        left.append([word for word in row if word.x1 <= gutter])
        right.append([word for word in row if word.x0 >= gutter])
    return [kept for part in (*parts, left, right) if (kept := [row for row in part if row])]


def _is_answered_beside(sides: Sequence[tuple[list[Word], list[Word]]]) -> bool:
    """Say whether what looks like two columns is a table without rules: numbered questions, and beside each its answer."""
    opens = [bool(left) and _QUESTION.match(_joined(left)) is not None for left, _ in sides]
    if any(_QUESTION.match(_joined(right)) for _, right in sides if right):
        return False
    starts = [n for n, (_, right) in enumerate(sides) if right and (n == 0 or not sides[n - 1][1])]
    return len(starts) >= _BLOCKS and sum(opens[n] for n in starts) >= 0.8 * len(starts)


def _question_by_question(
    rows: Sequence[list[Word]], sides: Sequence[tuple[list[Word], list[Word]]]
) -> list[list[list[Word]]]:
    parts: list[list[list[Word]]] = [[], []]
    for row, (left, right) in zip(rows, sides, strict=True):
        if len(left) + len(right) < len(row):
            parts += [[row], [], []]  # a line across both
            continue
        ended = not parts[-2] or _joined(parts[-2][-1]).endswith(("?", "]", ":", "."))
        if left and (_QUESTION.match(_joined(left)) or (not right and ended)):
            parts += [[], []]
        parts[-2] += [left] if left else []
        parts[-1] += [right] if right else []
    return [part for part in parts if part]


def _gutter(rows: list[list[Word]], before: float | None) -> float | None:
    """Return where the white strip between two columns of running text stands, if the page is set so.

    A page is set in two columns where hardly a line crosses the strip, the right lines start together, and lines of both
    sides run up to the end of their column, as wrapped text does and labels before values do not.
    """
    if len(rows) < 8:
        return None
    x0, x1 = min(row[0].x0 for row in rows), max(word.x1 for row in rows for word in row)
    places = [x0 + (x1 - x0) * step / 100 for step in range(38, 63)]
    best: tuple[int, float] | None = None
    for place in ([before] if before is not None else []) + places:
        most = (0.15 if place != before else 0.25) * len(rows)
        crossing = 0
        for row in rows:
            crossing += not _gap_at(row, place)
            if crossing > most:
                break
        if crossing > most:
            continue
        right = [[word for word in row if word.x0 >= place] for row in rows]
        right = [row for row in right if row and row[0].x0 - place < 0.2 * (x1 - x0)]
        left = [[word for word in row if word.x1 <= place] for row in rows]
        left = [row for row in left if row]
        if len(left) < 5 or len(right) < 5:
            continue
        start = min(row[0].x0 for row in right)
        aligned = sum(row[0].x0 - start < 14 for row in right) >= 0.7 * len(right)
        if aligned and _wrapped(left, place) and (_wrapped(right, x1) or len(right) < 0.5 * len(left)):
            score = (-crossing, -abs(place - (x0 + x1) / 2))
            if best is None or score > best:
                best, found = score, place
    return found if best else None


def _wrapped(rows: list[list[Word]], edge: float) -> bool:
    """Say whether many lines run nearly up to the edge of their column."""
    start, end = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    full = sum(row[-1].x1 - start > 0.8 * (end - start) for row in rows)
    return full >= 0.25 * len(rows) and end - start > 0.55 * (edge - start)


def _gap_at(row: list[Word], place: float) -> bool:
    """Say whether a line is white for a while around a place, or does not reach it."""
    left, right = float("-inf"), float("inf")
    for word in row:
        if word.x1 <= place:
            left = max(left, word.x1)
        elif word.x0 >= place:
            right = min(right, word.x0)
        else:
            return False
    return right - left > 7


def _baselines(words: Iterable[Word]) -> list[list[Word]]:
    """Group words into lines, from top to bottom, each in reading order."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.middle, w.x0)):
        height = word.y1 - word.y0
        if rows:
            anchor = rows[-1][0]
            shared = min(anchor.y1, word.y1) - max(anchor.y0, word.y0)
            if shared >= 0.55 * min(height, anchor.y1 - anchor.y0):
                rows[-1].append(word)
                continue
        rows.append([word])
    return [_ordered(row) for row in rows]


def _ordered(row: list[Word]) -> list[Word]:
    letters = "".join(word.text for word in row)
    backwards = not letters.isascii() and (
        sum("\u0590" <= letter <= "\u08ff" or "\ufb1d" <= letter <= "\ufefc" for letter in letters) > len(letters) / 2
    )
    return sorted(row, key=lambda word: word.x0, reverse=backwards)


def _joined(row: Iterable[Word]) -> str:
    return " ".join(word.text for word in row)
