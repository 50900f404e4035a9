"""Lines -> the same lines, with page numbers, running headers and footers told from what the State wrote.

They fall between a question and its answer and even into the middle of a sentence. Converted text keeps them and loses
the page breaks, so that the numbers are also the only trace of its pages.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .documents import TICKED, UNTICKED, Line, LineKind
from .folding import fold
from .lexicons import shape

_NUMBER = re.compile(r"\W{0,3}(?:(?P<word>[^\W\d_]+\.?)\s*)?(?P<page>\d{1,3})\W{0,3}")
_PAIR = re.compile(r"(\d{1,3})\s+(\d{1,3})")
_OF = re.compile(
    r"(?:.*\s|.*https?://\S+\s*|\W*(?P<word>[^\W\d_]+)\s*)?(?P<page>\d{1,3})\s*(?P<of>/|[^\W\d_]+)\s*(?P<pages>\d{1,3})\W*"
)
_QUESTION = re.compile(r"\d+(?:\.\d+)*[.)]?\s+[a-z\u00bf]")
_SHORTEST, _LONGEST = 8, 220
"""Lines on a page of converted text."""
_EDGE = 3
"""How many lines from the top or bottom a running line may stand."""


def mark_running_lines(lines: Sequence[Line], *, paged: bool) -> tuple[Line, ...]:
    """Return the lines with running ones marked as noise and, where the file has no pages, with the pages they tell.

    Parameters
    ----------
    lines : sequence of Line
        In reading order.
    paged : bool
        Whether the page of each line is known.

    Examples
    --------
    >>> body = [Line(f"words {n}", 1) for n in range(40)]
    >>> marked = mark_running_lines([*body[:20], Line("1", 1), *body[20:], Line("2", 1)], paged=False)
    >>> [(line.text, line.kind.value) for line in marked if line.kind is LineKind.NOISE]
    [('1', 'noise'), ('2', 'noise')]
    >>> marked[-1].page
    2
    """
    marked = list(lines)
    if not paged:
        _mark_numbers(marked)
    _mark_repeated(marked)
    _mark_blanks(marked)
    return tuple(marked)


def _mark_blanks(lines: list[Line]) -> None:
    """Mark the blank lines around running lines and between pages: a sentence goes on across them."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and (not lines[end].text.strip() or lines[end].kind is LineKind.NOISE):
            end += 1
        around = lines[max(0, start - 1) : end + 1]
        if any(line.kind is LineKind.NOISE for line in lines[start:end]) or len({line.page for line in around}) > 1:
            lines[start:end] = [replace(line, kind=LineKind.NOISE) for line in lines[start:end]]
        start = end + 1


def _mark_numbers(lines: list[Line]) -> None:
    """Find the chain 1, 2, 3 ... of page numbers, mark it and cut the pages there."""
    total = [(index, *found) for index, line in enumerate(lines) if (found := _page_of(line.text))]
    lengths = Counter(last for _, number, last in total if number <= last)
    if lengths and (pages := lengths.most_common(1)[0])[1] >= min(2, pages[0]):
        chain = [(index, number) for index, number, last in total if last == pages[0] and number <= last]
    else:
        chain = _chain(lines)
    if not chain:
        return
    at_top = chain[0][0] < _EDGE and len(lines) - chain[-1][0] > _SHORTEST
    page, breaks = 1, {index for index, _ in chain}
    for index, line in enumerate(lines):
        if index in breaks and at_top and index >= _EDGE:
            page += 1
        noise = index in breaks or (index - 1 in breaks and line.text == lines[index - 1].text)
        lines[index] = replace(line, page=page, kind=LineKind.NOISE if noise else line.kind)
        if index in breaks and not at_top and index < len(lines) - 1:
            page += 1


def _chain(lines: list[Line]) -> list[tuple[int, int]]:
    """Return the most even chain of numbers that stand alone on a line and count up by one."""
    numbers = [(index, value) for index, line in enumerate(lines) for value in _values(line.text)]
    if not numbers:
        return []
    target = len(lines) / max(1, _longest(numbers))
    best: list[tuple[int, float, int]] = []
    for position, (index, value) in enumerate(numbers):
        reached = (1, 0.0, -1) if value <= 2 else (0, 0.0, -1)
        for before in range(position):
            gap = index - numbers[before][0]
            least = 1 if index >= len(lines) - 3 else _SHORTEST
            if numbers[before][1] == value - 1 and least <= gap <= _LONGEST and best[before][0]:
                cost = best[before][1] + (gap - target) ** 2
                if (best[before][0] + 1, -cost) > (reached[0], -reached[1]):
                    reached = (best[before][0] + 1, cost, before)
        best.append(reached)
    length, _, _ = max(best, key=lambda entry: (entry[0], -entry[1]))
    if length < 2 and not (numbers[-1][1] == 1 and numbers[-1][0] >= len(lines) - 2 and len(lines) > _SHORTEST):
        return []
    position = max(range(len(best)), key=lambda n: (best[n][0], -best[n][1], n))
    chain = []
    while position >= 0:
        chain.append(numbers[position])
        position = best[position][2]
    return chain[::-1]


def _longest(numbers: list[tuple[int, int]]) -> int:
    expected = min(value for _, value in numbers)
    for _, value in numbers:
        if value == expected:
            expected += 1
    return expected - 1


def _values(text: str) -> tuple[int, ...]:
    """Return what page a line that is only a number may name: 3, 33 (doubled), "3 4" (two layers of numbers)."""
    stripped = text.strip()
    if pair := _PAIR.fullmatch(stripped):
        first, second = int(pair[1]), int(pair[2])
        return (first,) if second - first in (0, 1) else ()
    found = _NUMBER.fullmatch(fold(stripped))
    if not found or not 0 < int(found["page"]) < 400 or not _is_page_word(found["word"]):
        return ()
    digits = found["page"]
    half = len(digits) // 2
    if len(digits) % 2 == 0 and digits[:half] == digits[half:]:
        return (int(digits[:half]), int(digits))
    return (int(digits),)


def _page_of(text: str) -> tuple[int, int] | None:
    """Return the page that a line names and how many there are: "Page 3 of 7", "3/7" behind an address."""
    found = _OF.fullmatch(fold(text))
    if found is None or not _is_page_word(found["word"]):
        return None
    joined = found["of"] == "/" or shape("{page_of}").fullmatch(found["of"])
    return (int(found["page"]), int(found["pages"])) if joined else None


def _is_page_word(word: str | None) -> bool:
    return word is None or shape("{page_words}").fullmatch(word) is not None


def _mark_repeated(lines: list[Line]) -> None:
    """Mark what stands at the same edge of most pages, the page's number aside."""
    filled: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.text.strip() and line.kind not in (LineKind.SOURCE, LineKind.NOISE):
            filled.setdefault(line.page, []).append(index)
    if len(filled) < 2:
        return
    often = len(filled) if len(filled) < 4 else (len(filled) + 1) // 2
    for edge in ([page[:_EDGE] for page in filled.values()], [page[-_EDGE:] for page in filled.values()]):
        counts = Counter(text for page in edge for text in {_masked(lines[index]) for index in page})
        numbered = sum(any(_is_number(lines[index]) for index in page) for page in edge) >= (len(filled) + 1) // 2
        for index in (index for page in edge for index in page):
            text = _masked(lines[index])
            repeated = counts[text] >= often and len(text) >= 6
            if (repeated or (numbered and _is_number(lines[index]))) and lines[index].kind is LineKind.TEXT:
                lines[index] = replace(lines[index], kind=LineKind.NOISE)


def _is_number(line: Line) -> bool:
    return any(abs(value - line.page) <= 2 for value in _values(line.text))


def _masked(line: Line) -> str:
    """Return a line with its own page's number masked, so that running lines become the same."""
    text = fold(line.text).strip()
    if _QUESTION.match(text) or text.endswith("?") or TICKED in text or UNTICKED in text:
        return ""
    # Only the first: on the last page "page 3 of 3" is what "page 1 of 3" was on the first.
    return re.sub(rf"(?<!\d){line.page}(?!\d)", "#", text, count=1)
