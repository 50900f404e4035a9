"""Plain text -> document: text converted from PDF, with form feeds or page numbers as the only trace of its pages."""

import codecs
import re
from collections.abc import Iterator, Sequence

from ..documents import TICKED, UNTICKED, Document, Line, Tally, document
from ..folding import fold
from ..lexicons import answer_words, question_words, source_words
from ..refusals import RefusedFile
from ..running_heads import mark_running_lines
from .ticks import normalise_ticks

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GAP = re.compile(r"\t|\s{3,}")
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
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _guess(data)
    else:
        if "\x00" in text and text.count("\x00") > len(text) // 4:
            text = data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", errors="replace")
    if len(_CONTROL.findall(text)) > max(20, len(text) // 20):
        raise RefusedFile("report_wrong_type", found="a binary file")
    return text


def _guess(data: bytes) -> str:
    # A file that is all but valid UTF-8 has a few bad bytes, not another encoding.
    text = data.decode("utf-8", errors="replace")
    if text.count("\ufffd") <= len(text) // 500:
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(
        data[:200_000], cp_isolation=["cp1252", "cp1251", "cp1256", "gb18030", "big5", "mac_roman", "cp850"]
    ).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


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
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").strip("\n\f\x00 ")
    pages = text.split("\f")
    lines: list[Line] = []
    tally = Tally()
    for number, page in enumerate(pages, start=1):
        for line in _rows(page.split("\n")):
            tally.add(line)
            lines.append(Line(normalise_ticks(line), number))
    if not any(character.isalnum() for line in lines for character in line.text):
        raise RefusedFile("report_no_text")
    paged = len(pages) > 1
    return document(mark_running_lines(lines, paged=paged), "text/plain", len(pages) if paged else 0)
