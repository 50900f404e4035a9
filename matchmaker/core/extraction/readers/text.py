"""Plain text -> document: text converted from PDF, with form feeds or page numbers as the only trace of its pages."""

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import cache

from ..documents import TICKED, UNTICKED, Document, Line, Tally, document
from ..folding import fold
from ..lexicons import LANGUAGES, answer_words, lexicon, question_words, source_words
from ..refusals import RefusedFile
from ..running_heads import mark_running_lines
from .side_by_side import unfolded
from .ticks import normalise_ticks

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GAP = re.compile(r"\t|\s{3,}")
_WESTERN = ("cp1252", "mac-roman", "cp850")
"""In the order of their likelihood; the first of equals is taken."""
_SCRIPTS = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "cp1256", "iso8859-6")
_FITTING = 1.3
_COMMON = frozenset(
    "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440\u0432\u043b\u0627\u0644\u064a\u0645\u0646\u0648\u0631\u062a\u0628"
)
"""The most frequent letters of Cyrillic and Arabic texts."""
_SCRIPT = re.compile(r"[\u0430-\u044f\u0410-\u042f\u0451\u0401\u0621-\u064a]")
_SIGNS = frozenset(
    "\u00ab\u00bb\u00bf\u00a1\u00b0\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u2022\u20ac\u00a0\u00a3\u00a7"
)
_ENDS = re.compile(r"\r\n|[\r\v\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def decode(data: bytes) -> str:
    """Return the text of some bytes in any sensible encoding.

    Raises
    ------
    RefusedFile
        If no encoding makes text of them.

    Examples
    --------
    >>> decode("Élaboré à Lomé".encode("cp1252"))
    'Élaboré à Lomé'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if order := utf_16_order(data):
        text = data.decode(order, errors="replace")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _guess(data)
    if len(_CONTROL.findall(text)) > max(20, len(text) // 20):
        raise RefusedFile("report_wrong_type", found="a binary file")
    return text


def utf_16_order(data: bytes) -> str | None:
    """Return the encoding of text in UTF-16 without its mark: nearly every other byte is zero.

    Examples
    --------
    >>> utf_16_order("Élaboré à Lomé".encode("utf-16-be"))
    'utf-16-be'
    """
    start = data[:4096]
    for first, order in ((0, "utf-16-be"), (1, "utf-16-le")):
        zeros, others = start[first::2].count(0), start[1 - first :: 2].count(0)
        if zeros > 0.7 * (len(start) // 2) and others < 0.2 * (len(start) // 2):
            return order
    return None


def _guess(data: bytes) -> str:
    # A file that is all but valid UTF-8 has a few bad bytes, not another encoding.
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") <= len(text) // 500:
        return text
    shares = {encoding: _usual_share(data[:200_000].decode(encoding, errors="replace")) for encoding in _WESTERN}
    best = max(_WESTERN, key=lambda encoding: shares[encoding])
    if shares[best] > 0.8:
        return data.decode(best, errors="replace")
    fits = {encoding: _fit(data[:200_000].decode(encoding, errors="replace")) for encoding in _SCRIPTS}
    best = max(_SCRIPTS, key=lambda encoding: fits[encoding])
    if fits[best] > _FITTING:
        return data.decode(best, errors="replace")
    from charset_normalizer import from_bytes

    found = from_bytes(data[:200_000], cp_isolation=["cp1252", "cp1251", "cp1256", "koi8_r", "gb18030", "big5"]).best()
    return data.decode(found.encoding if found else "cp1252", errors="replace")


def _fit(text: str) -> float:
    """Return how well a text suits Cyrillic or Arabic: the share of such letters beyond ASCII, and of the frequent among them."""
    beyond = [character for character in text if not character.isascii() and not character.isspace()]
    letters = [character for character in beyond if _SCRIPT.match(character)]
    if not letters:
        return 0.0
    return len(letters) / len(beyond) + sum(letter in _COMMON for letter in letters) / len(letters)


def _usual_share(text: str) -> float:
    """Return which share of the letters and signs beyond ASCII is usual in the languages that are read."""
    small, large = _usual()
    beyond = usual = letters = 0
    before = " "
    for character in text:
        letters += character.isalpha()
        if not character.isascii():
            beyond += 1
            usual += character in small or (character in large and not before.islower())
        before = character
    if beyond > 0.3 * letters:
        return 0.0  # a script of its own: such letters are rare in the languages that are read
    return usual / beyond if beyond else 1.0


@cache
def _usual() -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters beyond ASCII of the languages that are read, with the signs, and their capitals."""
    letters = frozenset(letter for language in LANGUAGES for letter in lexicon(language).words("letters"))
    return letters | _SIGNS, frozenset(letter.upper() for letter in letters)


def _rows(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, the rows of a table that is set with tabs or white space with ``|`` between their cells."""
    block: list[list[str]] = []
    kept: list[str] = []
    for line in [*lines, None]:
        cells = [cell.strip() for cell in _GAP.split(line.strip("\n "))] if line else []
        if line and len(cells) > 2 and sum(map(bool, cells)) > 1:
            block.append(cells)
            kept.append(line)
            continue
        own = len(block) > 1 and not any(_is_questionnaire(row) for row in block)
        yield from (" | ".join(row) for row in block) if own else kept
        block, kept = [], []
        if line is not None:
            yield line


def _is_questionnaire(cells: Sequence[str]) -> bool:
    """Say whether a row is a head of the questionnaire or its ticks, and no table of the State's own."""
    words = answer_words().keys() | source_words() | question_words()
    return sum(fold(cell) in words or cell in (TICKED, UNTICKED) for cell in cells) > 1


def read(data: bytes) -> Document:
    """Read plain text; see the module."""
    text = _ENDS.sub("\n", decode(data)).strip("\n\f\x00 ")
    pages = text.split("\f")
    lines: list[Line] = []
    tally = Tally()
    for number, page in enumerate(pages, start=1):
        for line in _rows(list(unfolded(page.split("\n")))):
            tally.add(line)
            lines.append(Line(normalise_ticks(line), number))
    if not any(character.isalnum() for line in lines for character in line.text):
        raise RefusedFile("report_no_text")
    paged = len(pages) > 1
    return document(mark_running_lines(lines, paged=paged), "text/plain", len(pages) if paged else 0)
