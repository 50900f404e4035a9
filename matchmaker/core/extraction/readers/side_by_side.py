"""Lines set side by side by a conversion that keeps the page's layout -> one line a cell's row: columns of a table, of a form or of prose."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_GAP = re.compile(r"(?<=\S)\s{3,}(?=\S)")
_LEAST_GAP = 2
_LEAST = 3
"""Lines that a block has at least, and beginnings of cells side by side from which columns are rows."""
_FEW = 3
"""Lines up to which a block of prose in columns is none."""
_STARTS = re.compile(r"\W*[A-Z\u00c0-\u00dd0-9]|[-\u2022*]|[a-z]\)")
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*[.)]?|[a-z]\)|[ivx]+\))\s")
_ENDS = re.compile(r"[.!?:;)]\s*$")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that one gap parts, with the column where the right ones start."""

    lines: tuple[str, ...]
    column: int

    def cells(self) -> list[tuple[str, str]]:
        """Return the left and the right part of each line."""
        return [(line[: self.column].strip(), line[self.column :].strip()) for line in self.lines]


def unfolded(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, those that stand side by side one cell after the other.

    A question keeps its answer on the line below, a cell of a table its neighbour behind ``|``, prose in two columns is read down
    the first column and then down the second.

    Examples
    --------
    >>> page = ["Six depots, of which two     Alarms for the four depots",
    ...         "have an alarm.               that have none.",
    ...         "Guns are marked by hand.     Two machines."]
    >>> list(unfolded(page))
    ['Six depots, of which two have an alarm. | Alarms for the four depots that have none.', 'Guns are marked by hand. | Two machines.']
    """
    place = 0
    while place < len(lines):
        block = _block(lines, place)
        told = list(_told(block)) if block else []
        if block is None or not told:
            yield lines[place]
            place += 1
            continue
        yield from told
        place += len(block.lines)


def _block(lines: Sequence[str], first: int) -> _Block | None:
    """Return the longest run of lines from a place that all have the same gap, if text stands on both of its sides."""
    gaps = [match.span() for match in _GAP.finditer(lines[first].expandtabs())]
    if len(gaps) != 1:
        return None
    start, end = gaps[0]
    last = first + 1
    for line in lines[first + 1 :]:
        line = line.expandtabs()
        if not line.strip():
            break
        own = [match.span() for match in _GAP.finditer(line)]
        indent = len(line) - len(line.lstrip())
        if indent >= _LEAST_GAP and indent >= start:
            own, begin = [(0, indent)], 0
        elif len(line.rstrip()) <= end - _LEAST_GAP and not own:
            own, begin = [(len(line.rstrip()), max(end, len(line)))], len(line.rstrip())
        if len(own) != 1:
            break
        begin, stop = max(start, own[0][0]), min(end, own[0][1])
        if stop - begin < _LEAST_GAP:
            break
        start, end = begin, stop
        last += 1
    run = tuple(line.expandtabs() for line in lines[first:last])
    if len(run) < _LEAST:
        return None
    block = _Block(run, end)
    return block if sum(bool(right) for _, right in block.cells()) >= _LEAST - 1 else None


def _told(block: _Block) -> Iterator[str]:
    """Yield a block read as rows where its cells begin together, down its columns where they do not; nothing where nothing is wrapped."""
    rows = _rows(block)
    if all(len(row) == 1 for row in rows):
        return
    cells = [(_joined(left for left, _ in row), _joined(right for _, right in row)) for row in rows]
    if _begin_together(block.cells()):
        for left, right in cells:
            if _NUMBERED.match(left) or left.endswith(("?", ":")):
                yield from (part for part in (left, right) if part)
            else:
                yield f"{left} | {right}" if right else left
    elif len(block.lines) > _FEW:
        yield from (left for left, _ in block.cells() if left)
        yield from (right for _, right in block.cells() if right)


def _rows(block: _Block) -> list[list[tuple[str, str]]]:
    """Return lines row by row: a row starts where what stands left begins anew, and what stands right, if anything does."""
    rows: list[list[tuple[str, str]]] = []
    cells = block.cells()
    widths = tuple(max(map(len, side)) for side in zip(*cells, strict=True))
    for left, right in cells:
        if rows and not _begins((left, right), rows[-1], widths):
            rows[-1].append((left, right))
        else:
            rows.append([(left, right)])
    return rows


def _begins(line: tuple[str, str], row: Sequence[tuple[str, str]], widths: Sequence[int]) -> bool:
    left, right = line
    if not left or not _STARTS.match(left):
        return False
    if _NUMBERED.match(left):
        return True
    if right and not _STARTS.match(right):
        return False
    if not right:
        return _ENDS.search(row[-1][0] or ".") is not None
    return all(
        not before or _ENDS.search(before) or len(before) + 1 + len(after.split()[0]) <= width  # it would have fitted
        for before, after, width in zip(row[-1], line, widths, strict=True)
    )


def _begin_together(cells: Sequence[tuple[str, str]]) -> bool:
    """Say whether most sentences that begin a line on the left have another beside them that begins on the right, as rows do."""
    starts = together = 0
    for before, (left, right) in itertools.pairwise(cells):
        if not left or not (_NUMBERED.match(left) or (_STARTS.match(left) and _ENDS.search(before[0] or "."))):
            continue
        starts += 1
        together += not right or _STARTS.match(right) is not None
    return together * 3 >= starts * 2 and (starts > 0 or _NUMBERED.match(cells[0][0]) is not None)


def _joined(parts: Iterator[str]) -> str:
    return re.sub(r"(?<=\w)-\s(?=[a-z])", "-", " ".join(part for part in parts if part))
