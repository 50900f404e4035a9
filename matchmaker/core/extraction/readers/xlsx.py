"""Workbook -> document: each sheet a page, each row the cells of a table row, text boxes between them."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from ..documents import TICKED, UNTICKED, Document, Line, LineKind, Tally, document
from ..folding import fold
from ..languages import language_share
from ..lexicons import LANGUAGES, answer_words, lexicon
from ..refusals import RefusedFile
from . import SHEET
from .packages import bounded, opened, part
from .tables import Heads, row_lines
from .trees import elements
from .xlsx_drawings import boxes
from .xlsx_formats import Formats

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ROWS, _COLUMNS, _SHEETS, _DIGITS = 20_000, 200, 200, 30


def read(data: bytes) -> Document:
    """Read a workbook; see the module."""
    package = opened(data)
    strings = _strings(package)
    formats = _formats(package)
    answers = _answers(strings)
    lines: list[Line] = []
    sheets = _sheets(package)
    rows = 0
    tally = Tally()
    for page, name in enumerate(sheets, start=1):
        heads = Heads()
        above: list[str] = []
        drawn = boxes(package, name, tally)
        for place, cells, truths in _rows(package, name, strings, formats):
            while drawn and drawn[0][0] < place:
                lines += [Line(text, page, hard=True) for text in drawn.pop(0)[1]]
            rows += 1
            if rows > _ROWS:
                raise RefusedFile("report_too_many_rows", limit=f"{_ROWS:,}")
            if truths and not heads.answers:
                _answer(cells, truths, above, answers)
            tally.add(*cells)
            if not any(cells):
                lines.append(Line("", page, hard=True))
                continue
            above = cells if not truths and sum(map(bool, cells)) > 1 else above
            found = Heads.of(cells)
            if found:
                heads = found
                lines.append(Line(" ".join(cell for cell in cells if cell), page, LineKind.HEADER, hard=True))
                continue
            lines += row_lines(
                [cell.split("\n") for cell in cells], list(range(len(cells))), heads, page, wrapped=False
            )
        lines += [Line(text, page, hard=True) for _, told in drawn for text in told]
    if not any(character.isalnum() for line in lines for character in line.text):
        pictures = any(name.startswith("xl/media/") for name in package.namelist())
        raise RefusedFile("report_scanned" if pictures else "report_no_text")
    return document(lines, SHEET, len(sheets))


def _answer(cells: list[str], truths: Sequence[int], above: Sequence[str], answers: dict[str, str]) -> None:
    """Put yes or no for a truth that answers a question, or stands in a column of answers; others stay boxes."""
    asks = len(truths) == 1 and any(cell.endswith("?") for cell in cells)
    for place in truths:
        head = re.findall(r"[^\W\d_]+", above[place]) if place < len(above) else []
        told = {answer_words()[fold(word)]: word for word in head if fold(word) in answer_words()}
        if asks or {"yes", "no"} <= told.keys():
            cells[place] = (answers | told)["yes" if cells[place] == TICKED else "no"]


def _answers(strings: Sequence[str]) -> dict[str, str]:
    """Return what yes and no are called in the language of a workbook."""
    told = " ".join(strings[:200])[:20_000]
    spoken = lexicon(max(LANGUAGES, key=lambda language: language_share(told, language)))
    return {meaning: words[0] for meaning, words in spoken.mapping("answers").items() if words}


def _formats(package: ZipFile) -> Formats:
    try:
        styles, book = part(package, "xl/styles.xml"), part(package, "xl/workbook.xml")
    except RefusedFile as refused:
        if refused.code != "report_damaged":
            raise
        return Formats(None)
    told = book.find(f"{_S}workbookPr") if book is not None else None
    return Formats(styles, since_1904=told is not None and told.get("date1904") in ("1", "true"))


def _sheets(package: ZipFile) -> list[str]:
    """Return the parts of the sheets in their order."""
    workbook, relations = part(package, "xl/workbook.xml"), part(package, "xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        raise RefusedFile("report_damaged")
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    names = set(package.namelist())
    found: list[str] = []
    for sheet in workbook.iter(f"{_S}sheet"):
        target = targets.get(sheet.get(f"{_R}id", ""), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if re.search(r"sheets?/", name) and name in names and name not in found:
            found.append(name)
        if len(found) > _SHEETS:
            raise RefusedFile("report_too_many_pages", found=f"more than {_SHEETS}", limit=str(_SHEETS))
    if not found:
        raise RefusedFile("report_damaged")
    return found


def _strings(package: ZipFile) -> list[str]:
    root = part(package, "xl/sharedStrings.xml")
    return [] if root is None else [_text(item) for item in root.iter(f"{_S}si")]


def _text(element: Element) -> str:
    """Return the text of a string, without the reading aids of some scripts."""
    phonetic = {id(piece) for aid in element.iter(f"{_S}rPh") for piece in aid.iter(f"{_S}t")}
    return "".join(piece.text or "" for piece in element.iter(f"{_S}t") if id(piece) not in phonetic)


def _rows(
    package: ZipFile, name: str, strings: list[str], formats: Formats
) -> Iterator[tuple[int, list[str], list[int]]]:
    """Yield the number of each row, its cells as text and which of them are truths; a blank row where rows are left out."""
    last = 0
    for element in elements(lambda: bounded(package, name), f"{_S}row"):
        number = element.get("r", "")
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else last + 1
        if last and place > last + 1:
            yield last + 1, [], []
        last = place
        cells: list[str] = []
        truths: list[int] = []
        for cell in islice(element.iter(f"{_S}c"), 2 * _COLUMNS):
            column = _column(cell.get("r", ""), len(cells))
            if column < _COLUMNS:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = _value(cell, strings, formats)
                if cell.get("t") == "b":
                    truths.append(column)
        yield place, cells, truths


def _column(reference: str, following: int) -> int:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return following
    column = 0
    for letter in letters[0]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _value(cell: Element, strings: list[str], formats: Formats) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell).replace("\r\n", "\n").strip()
    value = cell.find(f"{_S}v")
    text = (value.text or "").strip() if value is not None else ""
    if kind == "s":
        known = text.isascii() and text.isdigit() and len(text) < 8 and int(text) < len(strings)
        return strings[int(text)].replace("\r\n", "\n").strip() if known else ""
    if kind == "b":
        return TICKED if text == "1" else UNTICKED
    if kind == "e":
        return ""
    if kind == "n" and text:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
            return text
        style = cell.get("s", "")
        known = style.isascii() and style.isdigit() and len(style) < 8
        if known and (shown := formats.shown(number, int(style))) is not None:
            return shown
        return format(
            number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**15 else number,
            "f",
        )
    return text.replace("\r\n", "\n")
