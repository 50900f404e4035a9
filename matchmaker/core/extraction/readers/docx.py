"""Word -> document: paragraphs, tables, content controls, check boxes of all sorts, text boxes, footnotes.

The walk is this module's own, because the usual libraries drop ticked boxes and answers typed into controls.
"""

import re
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from ..documents import TICKED, UNTICKED, Document, Line, LineKind, Tally, document
from ..refusals import RefusedFile
from . import WORD
from .packages import main_part, opened, part
from .tables import Heads, row_lines
from .ticks import SYMBOLS, TABLE, chosen, normalise_ticks, pictured

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{_W}pPr", f"{_W}rPr", f"{_W}tblPr", f"{_W}trPr", f"{_W}tcPr", f"{_W}sectPr", f"{_W}sdtPr", f"{_W}del", f"{_W}moveFrom",
    f"{_W}instrText", f"{_W}delText", f"{_W}rt", f"{_MC}Fallback",
}  # fmt: skip
_OFF = {"0", "false", "off", "none"}
_DEEPEST, _CELLS, _ANSWERS = 150, 500, 40
"""Levels; cells of a row; letters of a line that may hold nothing but answers to choose from."""
_UNSEEN = ("vanish", "strike", "dstrike")
_MARKED = ("b", "u", "highlight", "shd")


def read(data: bytes) -> Document:
    """Read a Word document; see the module."""
    package = opened(data)
    root = part(package, main_part(package))
    if root is None or root.find(f"{_W}body") is None:
        raise RefusedFile("report_damaged")
    walk = _Walk(
        _notes(part(package, "word/footnotes.xml"), "footnote") | _notes(part(package, "word/endnotes.xml"), "endnote"),
        titles=_titles(package),
    )
    lines = [Line(text, 1, LineKind.NOISE, hard=True) for text in _headers(package)]
    body = root.find(f"{_W}body")
    lines += walk.blocks(body if body is not None else root, 0)
    if not any(character.isalnum() for line in lines for character in line.text):
        pictures = any(name.startswith("word/media/") for name in package.namelist())
        raise RefusedFile("report_scanned" if pictures else "report_no_text")
    return document(lines, WORD)


def _headers(package) -> Iterator[str]:  # type: ignore[no-untyped-def]
    seen = set()
    for name in sorted(package.namelist()):
        if re.fullmatch(r"word/header\d*\.xml", name) and (root := part(package, name)) is not None:
            for paragraph in root.iter(f"{_W}p"):
                text = "".join(_Walk({}).text(paragraph, 0)).strip()
                if text and text not in seen:
                    seen.add(text)
                    yield " ".join(text.split())


def _notes(root: Element | None, kind: str) -> dict[tuple[str, str], str]:
    if root is None:
        return {}
    notes = {}
    for note in root.iter(f"{_W}{kind}"):
        if note.get(f"{_W}type") in (None, "normal"):
            notes[kind, note.get(f"{_W}id", "")] = " ".join("".join(_Walk({}).text(note, 0)).split())
    return notes


class _Walk:
    """Walks the body of a document and remembers the notes that a paragraph refers to."""

    def __init__(
        self, notes: dict[tuple[str, str], str], tally: Tally | None = None, titles: frozenset[str] = frozenset()
    ) -> None:
        self.notes, self.titles = notes, titles
        self.tally = tally or Tally()
        self.pending: list[str] = []

    def blocks(self, parent: Element, depth: int) -> Iterator[Line]:
        """Yield the lines of everything in a body, cell, text box or content control."""
        if depth > _DEEPEST:
            raise RefusedFile("report_unsafe", limit="150 levels")
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element, depth)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element, depth)
            elif element.tag not in _SKIPPED:
                yield from self.blocks(element, depth + 1)

    def _paragraph(self, element: Element, depth: int) -> Iterator[Line]:
        text = normalise_ticks("".join(self.text(element, depth)))
        if text and len(text) < _ANSWERS:
            text = chosen(
                text, "".join(child.text or "" for run in element.iter(f"{_W}r") if _is_marked(run) for child in run)
            )
        self.tally.add(text)
        style = element.find(f"{_W}pPr/{_W}pStyle")
        titled = style is not None and style.get(f"{_W}val") in self.titles
        kind = LineKind.TITLE if titled else LineKind.TEXT
        for number, line in enumerate(text.split("\n")):
            yield Line(re.sub(r"[ \u00a0]{2,}", "   ", line.strip()), 1, kind, hard=True)
            if number > 400:
                break
        for box in element.iter(f"{_W}txbxContent"):
            if depth < _DEEPEST:
                yield from _Walk(self.notes, self.tally, self.titles).blocks(box, depth + 20)
        notes, self.pending = self.pending, []
        yield from (Line(note, 1, hard=True) for note in notes if note)

    def text(self, element: Element, depth: int) -> Iterator[str]:
        """Yield the pieces of text in an element, boxes as ☒ and ☐."""
        if depth > _DEEPEST:
            raise RefusedFile("report_unsafe", limit="150 levels")
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                yield child.text or ""
            elif tag in (f"{_W}br", f"{_W}cr"):
                yield "\n" if child.get(f"{_W}type") != "page" else ""
            elif tag in (f"{_W}tab", f"{_W}ptab"):
                yield " "
            elif tag in _SIGNS:
                yield _SIGNS[tag](child)
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                kind = tag.removeprefix(_W).removesuffix("Reference")
                note = self.notes.get((kind, child.get(f"{_W}id", "")), "")
                self.tally.add(note)
                self.pending.append(note)
            elif tag == f"{_W}sdt":
                yield from self._control(child, depth)
            elif tag == f"{_W}r":
                yield from self._run(child, depth)
            elif tag == f"{_W}txbxContent" or tag in _SKIPPED:
                continue
            else:
                yield from self.text(child, depth + 1)

    def _run(self, element: Element, depth: int) -> Iterator[str]:
        if _is_pictured(element):
            yield pictured("".join(self.text(element, depth + 1)))
        elif not _is_unseen(element):
            yield from self.text(element, depth + 1)

    def _control(self, element: Element, depth: int) -> Iterator[str]:
        properties = element.find(f"{_W}sdtPr")
        box = properties.find(f"{_W14}checkbox") if properties is not None else None
        if box is not None:
            checked = box.find(f"{_W14}checked")
            value = checked.get(f"{_W14}val", "1") if checked is not None else "0"
            yield UNTICKED if value.lower() in _OFF else TICKED
        elif properties is None or properties.find(f"{_W}showingPlcHdr") is None:
            yield from self.text(element, depth + 1)

    def _table(self, element: Element, depth: int) -> Iterator[Line]:
        heads, places = Heads(), [0]
        for row in _rows(element, depth):
            cells, starts, spans = self._cells(row, depth)
            found = Heads.of([" ".join(cell) for cell in cells])
            if found:
                heads, places = found, starts
                yield Line(" ".join(" ".join(cell) for cell in cells), 1, LineKind.HEADER, hard=True)
                continue
            columns = [
                places.index(start) if start in places and span == 1 else None
                for start, span in zip(starts, spans, strict=True)
            ]
            yield from row_lines(cells, columns, heads, 1, wrapped=False)

    def _cells(self, row: Element, depth: int) -> tuple[list[list[str]], list[int], list[int]]:
        cells: list[list[str]] = []
        starts: list[int] = []
        spans: list[int] = []
        place = 0
        for cell in islice(_children(row, f"{_W}tc", depth), _CELLS):
            properties = cell.find(f"{_W}tcPr")
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            merged = properties.find(f"{_W}vMerge") if properties is not None else None
            width = _small_number(span.get(f"{_W}val") if span is not None else None)
            continued = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            lines = [] if continued else [line.text for line in self.blocks(cell, depth + 1) if line.text]
            cells.append(lines)
            starts.append(place)
            spans.append(width)
            place += width
        return cells, starts, spans


def _titles(package) -> frozenset[str]:  # type: ignore[no-untyped-def]
    """Return the styles of titles: a file calls them in the language of its Word and names each beside in that of the format."""
    try:
        styles = part(package, "word/styles.xml")
    except RefusedFile:
        return frozenset()
    found = set()
    for style in () if styles is None else styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and name.get(f"{_W}val", "").lower().startswith("heading"):
            found.add(style.get(f"{_W}styleId", ""))
    return frozenset(found)


def _is_on(run: Element, name: str) -> bool:
    """Say whether a run is set so: the property stands there, and not to switch it off."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    told = (found.get(f"{_W}val") or found.get(f"{_W}fill") or "on") if found is not None else "off"
    return told.lower() not in {*_OFF, "clear", "auto"}


def _is_unseen(run: Element) -> bool:
    """Say whether a run is hidden, or struck out by hand: "Yes / No" with one of them crossed."""
    return any(_is_on(run, name) for name in _UNSEEN)


def _is_marked(run: Element) -> bool:
    return not _is_unseen(run) and any(_is_on(run, name) for name in _MARKED)


def _is_pictured(run: Element) -> bool:
    fonts = run.find(f"{_W}rPr/{_W}rFonts")
    return fonts is not None and SYMBOLS.match(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "") is not None


def _rows(table: Element, depth: int) -> Iterator[Element]:
    yield from _children(table, f"{_W}tr", depth)


def _children(parent: Element, tag: str, depth: int) -> Iterator[Element]:
    """Yield rows or cells, also those inside content controls."""
    if depth > _DEEPEST:
        raise RefusedFile("report_unsafe", limit="150 levels")
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(element, tag, depth + 1)


def _small_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 1


def _symbol(element: Element) -> str:
    code = element.get(f"{_W}char", "")
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
        return ""
    number = int(code, 16)
    return chr(number if number >= 0xF000 else number + 0xF000).translate(TABLE) if number else ""


def _field(element: Element) -> str:
    """Return the box or choice of an old form field."""
    data = element.find(f"{_W}ffData")
    if data is None:
        return ""
    box = data.find(f"{_W}checkBox")
    if box is not None:
        state = box.find(f"{_W}checked")
        state = state if state is not None else box.find(f"{_W}default")
        value = state.get(f"{_W}val", "1") if state is not None else "0"
        return UNTICKED if value.lower() in _OFF else TICKED
    choices = data.find(f"{_W}ddList")
    if choices is not None:
        entries = [entry.get(f"{_W}val", "") for entry in choices.findall(f"{_W}listEntry")]
        chosen = choices.find(f"{_W}result")
        index = _small_number(chosen.get(f"{_W}val")) if chosen is not None and chosen.get(f"{_W}val") != "0" else 0
        return entries[index] if index < len(entries) else ""
    return ""


_SIGNS = {f"{_W}noBreakHyphen": lambda _: "-", f"{_W}sym": _symbol, f"{_W}fldChar": _field}
"""What stands for a sign of its own."""
